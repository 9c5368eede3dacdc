import { Module } from '@nestjs/common';
import { EnterpriseModule } from '@lianghuan/crm';
import { EnterpriseController } from './enterprise.controller.js';

@Module({ imports: [EnterpriseModule], controllers: [EnterpriseController] })
export class EnterpriseApiModule {}
