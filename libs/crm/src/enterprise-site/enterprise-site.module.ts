import { Module } from '@nestjs/common';
import { EnterpriseSiteService } from './enterprise-site.service.js';

/** Where enterprises are at work. */
@Module({ providers: [EnterpriseSiteService], exports: [EnterpriseSiteService] })
export class EnterpriseSiteModule {}
