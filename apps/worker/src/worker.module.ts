import { type DynamicModule, Module } from '@nestjs/common';
import { applicationDataSource, RecordModule } from '@lianghuan/crm';
import { type Config, ConfigModule, DatabaseModule, QueueModule } from '@lianghuan/platform';
import { BulkEditWorkerModule } from './bulk-edit/bulk-edit.worker-module.js';
import { ConnectorWorkerModule } from './connector/connector.worker-module.js';
import { DuplicateWorkerModule } from './duplicate/duplicate.worker-module.js';
import { GradeWorkerModule } from './grade/grade.worker-module.js';
import { IndustryChainWorkerModule } from './industry-chain/industry-chain.worker-module.js';
import { LearningWorkerModule } from './learning/learning.worker-module.js';
import { MatchWorkerModule } from './match/match.worker-module.js';
import { SupplyWorkerModule } from './supply/supply.worker-module.js';
import { ReserveWorkerModule } from './reserve/reserve.worker-module.js';
import { SurveyWorkerModule } from './survey/survey.worker-module.js';
import { TransferWorkerModule } from './transfer/transfer.worker-module.js';

/** The nouns of the jobs door: each brings its processors and its schedules. */
const NOUNS = [
  MatchWorkerModule,
  LearningWorkerModule,
  TransferWorkerModule,
  BulkEditWorkerModule,
  IndustryChainWorkerModule,
  ReserveWorkerModule,
  GradeWorkerModule,
  SupplyWorkerModule,
  SurveyWorkerModule,
  DuplicateWorkerModule,
  ConnectorWorkerModule,
];

/** Jobs door: knows jobs, decides nothing. */
@Module({})
export class WorkerModule {
  static with(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule.with(applicationDataSource(databaseUrl)),
        QueueModule.with(config, databaseUrl),
        RecordModule,
        ...NOUNS,
      ],
    };
  }
}
