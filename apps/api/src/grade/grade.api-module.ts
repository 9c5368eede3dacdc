import { Module } from '@nestjs/common';
import { GradeModule } from '@lianghuan/crm';
import { GradeController } from './grade.controller.js';
import { GradingController } from './grading.controller.js';
import { RecognitionBatchController } from './recognition-batch.controller.js';

@Module({ imports: [GradeModule], controllers: [GradeController, GradingController, RecognitionBatchController] })
export class GradeApiModule {}
