import { Module } from '@nestjs/common';
import { ParkModule } from '@lianghuan/crm';
import { ParkController } from './park.controller.js';

@Module({ imports: [ParkModule], controllers: [ParkController] })
export class ParkApiModule {}
