import { Module } from '@nestjs/common';
import { MatchModule } from '@lianghuan/crm';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';

@Module({ imports: [TerminusModule.forRoot({ logger: false }), MatchModule], controllers: [HealthController] })
export class HealthApiModule {}
