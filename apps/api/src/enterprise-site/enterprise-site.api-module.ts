import { Module } from '@nestjs/common';
import { EnterpriseSiteModule } from '@lianghuan/crm';
import { EnterpriseSiteController } from './enterprise-site.controller.js';

@Module({ imports: [EnterpriseSiteModule], controllers: [EnterpriseSiteController] })
export class EnterpriseSiteApiModule {}
