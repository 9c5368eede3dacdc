import { Module } from '@nestjs/common';
import { FundsModule } from '@lianghuan/crm';
import { FundsController } from './funds.controller.js';

@Module({ imports: [FundsModule], controllers: [FundsController] })
export class FundsApiModule {}
