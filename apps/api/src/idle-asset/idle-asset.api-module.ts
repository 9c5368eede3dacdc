import { Module } from '@nestjs/common';
import { IdleAssetModule } from '@lianghuan/crm';
import { IdleAssetController } from './idle-asset.controller.js';

@Module({ imports: [IdleAssetModule], controllers: [IdleAssetController] })
export class IdleAssetApiModule {}
