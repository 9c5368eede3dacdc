import { Module } from '@nestjs/common';
import { EnterpriseService } from './enterprise.service.js';

@Module({ providers: [EnterpriseService], exports: [EnterpriseService] })
export class EnterpriseModule {}
