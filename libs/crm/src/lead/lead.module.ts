import { Module } from '@nestjs/common';
import { LeadViewService } from './lead-view.service.js';
import { LeadService } from './lead.service.js';

@Module({ providers: [LeadService, LeadViewService], exports: [LeadService, LeadViewService] })
export class LeadModule {}
