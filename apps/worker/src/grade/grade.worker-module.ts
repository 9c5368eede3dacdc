import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { GRADE_QUEUE, GradeEvaluationService, GradeModule } from '@lianghuan/crm';
import { sweepOf } from '../job/job-sweep.schedule.js';
import { GradeProcessor } from './grade.processor.js';

@Module({
  imports: [GradeModule, BullModule.registerQueue({ name: GRADE_QUEUE })],
  providers: [GradeProcessor, sweepOf(GradeEvaluationService, (evaluations) => evaluations.sweep())],
})
export class GradeWorkerModule {}
