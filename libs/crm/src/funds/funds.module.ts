import { Module } from '@nestjs/common';
import { FileModule } from '../file/file.module.js';
import { TargetModule } from '../target/target.module.js';
import { FundsProgressService } from './funds-progress.service.js';
import { FundsService } from './funds.service.js';

@Module({
  imports: [FileModule, TargetModule],
  providers: [FundsService, FundsProgressService],
  exports: [FundsService, FundsProgressService],
})
export class FundsModule {}
