import { Module } from '@nestjs/common';
import { LearningModule } from '@lianghuan/crm';
import { LearningController } from './learning.controller.js';

@Module({ imports: [LearningModule], controllers: [LearningController] })
export class LearningApiModule {}
