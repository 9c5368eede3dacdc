import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { GRADE_QUEUE, GradeEvaluationService, GradeModule, RecognitionCheckService } from '@lianghuan/crm';
import { sweepOf } from '../job/job-sweep.schedule.js';
import { GradeProcessor } from './grade.processor.js';
import { RecognitionProcessor } from './recognition.processor.js';

@Module({
  imports: [GradeModule, BullModule.registerQueue({ name: GRADE_QUEUE })],
  providers: [
    GradeProcessor,
    RecognitionProcessor,
    sweepOf(GradeEvaluationService, (evaluations) => evaluations.sweep()),
    sweepOf(RecognitionCheckService, (checks) => checks.sweep()),
  ],
})
export class GradeWorkerModule {}
