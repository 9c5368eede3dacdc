import { Module } from '@nestjs/common';
import { AccessExplanationModule } from '@lianghuan/crm';
import { AccessExplanationController } from './access-explanation.controller.js';

@Module({ imports: [AccessExplanationModule], controllers: [AccessExplanationController] })
export class AccessExplanationApiModule {}
