import { Module } from '@nestjs/common';
import { NeedService } from './need.service.js';

@Module({ providers: [NeedService], exports: [NeedService] })
export class NeedModule {}
