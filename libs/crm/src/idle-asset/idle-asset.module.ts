import { Module } from '@nestjs/common';
import { ExtraFieldModule } from '../extra-field/extra-field.module.js';
import { IdleAssetService } from './idle-asset.service.js';

@Module({ imports: [ExtraFieldModule], providers: [IdleAssetService], exports: [IdleAssetService] })
export class IdleAssetModule {}
