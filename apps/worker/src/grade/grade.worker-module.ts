import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { GRADE_QUEUE, GradeModule } from '@lianghuan/crm';
import { GradeSweepSchedule } from './grade-sweep.schedule.js';
import { GradeProcessor } from './grade.processor.js';

@Module({
  imports: [GradeModule, BullModule.registerQueue({ name: GRADE_QUEUE })],
  providers: [GradeProcessor, GradeSweepSchedule],
})
export class GradeWorkerModule {}
