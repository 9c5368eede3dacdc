import { Module } from '@nestjs/common';
import { LeadModule } from '../lead/lead.module.js';
import { CallSnoozeService } from './call-snooze.service.js';
import { CallService } from './call.service.js';

/** Whom to contact next. */
@Module({
  imports: [LeadModule],
  providers: [CallService, CallSnoozeService],
  exports: [CallService, CallSnoozeService],
})
export class CallModule {}
