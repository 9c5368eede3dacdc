import { Module } from '@nestjs/common';
import { TimelineModule } from '@lianghuan/crm';
import { TimelineController } from './timeline.controller.js';

@Module({ imports: [TimelineModule], controllers: [TimelineController] })
export class TimelineApiModule {}
