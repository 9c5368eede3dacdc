import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { TimelineService } from './timeline.service.js';

@Module({ imports: [AuditModule], providers: [TimelineService], exports: [TimelineService] })
export class TimelineModule {}
