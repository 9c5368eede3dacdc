import { Module } from '@nestjs/common';
import { SignalService } from './signal.service.js';

/** What is heard of enterprises. */
@Module({ providers: [SignalService], exports: [SignalService] })
export class SignalModule {}
