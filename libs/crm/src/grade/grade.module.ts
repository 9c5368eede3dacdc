import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { ExtraFieldModule } from '../extra-field/extra-field.module.js';
import { PlaceNames } from '../transfer/place-names.js';
import { TargetModule } from '../target/target.module.js';
import { GRADE_QUEUE, GradeEvaluationService } from './grade-evaluation.service.js';
import { GradeRuleService } from './grade-rule.service.js';
import { GradingService } from './grading.service.js';
import { RecognitionBatchService } from './recognition-batch.service.js';
import { RECOGNITION_QUEUE, RecognitionCheckService } from './recognition-check.service.js';
import { StrongArrivalService } from './strong-arrival.service.js';

@Module({
  imports: [
    TargetModule,
    EnterpriseModule,
    ExtraFieldModule,
    BullModule.registerQueue({ name: GRADE_QUEUE }, { name: RECOGNITION_QUEUE }),
  ],
  providers: [
    PlaceNames,
    GradeEvaluationService,
    GradeRuleService,
    GradingService,
    RecognitionBatchService,
    RecognitionCheckService,
    StrongArrivalService,
  ],
  exports: [
    GradeEvaluationService,
    GradeRuleService,
    GradingService,
    RecognitionBatchService,
    RecognitionCheckService,
    StrongArrivalService,
  ],
})
export class GradeModule {}
