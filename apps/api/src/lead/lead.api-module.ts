import { Module } from '@nestjs/common';
import { LeadModule } from '@lianghuan/crm';
import { LeadController } from './lead.controller.js';

@Module({ imports: [LeadModule], controllers: [LeadController] })
export class LeadApiModule {}
