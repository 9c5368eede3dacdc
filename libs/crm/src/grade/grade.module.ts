import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { TargetModule } from '../target/target.module.js';
import { GRADE_QUEUE, GradeEvaluationService } from './grade-evaluation.service.js';
import { GradeRuleService } from './grade-rule.service.js';
import { GradingService } from './grading.service.js';
import { StrongArrivalService } from './strong-arrival.service.js';

@Module({
  imports: [TargetModule, BullModule.registerQueue({ name: GRADE_QUEUE })],
  providers: [GradeEvaluationService, GradeRuleService, GradingService, StrongArrivalService],
  exports: [GradeEvaluationService, GradeRuleService, GradingService, StrongArrivalService],
})
export class GradeModule {}
