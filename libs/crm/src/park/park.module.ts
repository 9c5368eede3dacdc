import { Module } from '@nestjs/common';
import { ParkService } from './park.service.js';

@Module({ providers: [ParkService], exports: [ParkService] })
export class ParkModule {}
