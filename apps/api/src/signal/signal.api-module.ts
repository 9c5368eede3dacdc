import { Module } from '@nestjs/common';
import { SignalModule } from '@lianghuan/crm';
import { SignalController } from './signal.controller.js';

@Module({ imports: [SignalModule], controllers: [SignalController] })
export class SignalApiModule {}
