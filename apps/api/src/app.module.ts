import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { applicationDataSource, RecordModule } from '@lianghuan/crm';
import { type Config, ConfigModule, DatabaseModule, ErrorFilter, QueueModule } from '@lianghuan/platform';
import { AnswerInterceptor } from './answer/answer.interceptor.js';
import { AttachmentApiModule } from './attachment/attachment.api-module.js';
import { AccessExplanationApiModule } from './access-explanation/access-explanation.api-module.js';
import { AuditApiModule } from './audit/audit.api-module.js';
import { CallApiModule } from './call/call.api-module.js';
import { CommentApiModule } from './comment/comment.api-module.js';
import { ContactApiModule } from './contact/contact.api-module.js';
import { BulkEditApiModule } from './bulk-edit/bulk-edit.api-module.js';
import { ConnectorApiModule } from './connector/connector.api-module.js';
import { DemonstrationApiModule } from './demonstration/demonstration.api-module.js';
import { DuplicateApiModule } from './duplicate/duplicate.api-module.js';
import { EnterpriseApiModule } from './enterprise/enterprise.api-module.js';
import { EnterpriseSiteApiModule } from './enterprise-site/enterprise-site.api-module.js';
import { ExtraFieldApiModule } from './extra-field/extra-field.api-module.js';
import { FileApiModule } from './file/file.api-module.js';
import { FundsApiModule } from './funds/funds.api-module.js';
import { GradeApiModule } from './grade/grade.api-module.js';
import { GroupRelationApiModule } from './group-relation/group-relation.api-module.js';
import { HealthApiModule } from './health/health.api-module.js';
import { HomeApiModule } from './home/home.api-module.js';
import { IdleAssetApiModule } from './idle-asset/idle-asset.api-module.js';
import { IndustryChainApiModule } from './industry-chain/industry-chain.api-module.js';
import { IntegrityApiModule } from './integrity/integrity.api-module.js';
import { LeadApiModule } from './lead/lead.api-module.js';
import { LearningApiModule } from './learning/learning.api-module.js';
import { MarketDemandApiModule } from './market-demand/market-demand.api-module.js';
import { MatchApiModule } from './match/match.api-module.js';
import { NeedApiModule } from './need/need.api-module.js';
import { ParkApiModule } from './park/park.api-module.js';
import { ProjectApiModule } from './project/project.api-module.js';
import { ReferenceApiModule } from './reference/reference.api-module.js';
import { ReserveApiModule } from './reserve/reserve.api-module.js';
import { RequestPipe } from './request/request.pipe.js';
import { ResourceApiModule } from './resource/resource.api-module.js';
import { ReviewApiModule } from './review/review.api-module.js';
import { RiskApiModule } from './risk/risk.api-module.js';
import { SavedViewApiModule } from './saved-view/saved-view.api-module.js';
import { SignalApiModule } from './signal/signal.api-module.js';
import { SessionApiModule } from './session/session.api-module.js';
import { SupplyApiModule } from './supply/supply.api-module.js';
import { SurveyApiModule } from './survey/survey.api-module.js';
import { TargetApiModule } from './target/target.api-module.js';
import { TimelineApiModule } from './timeline/timeline.api-module.js';
import { TransferApiModule } from './transfer/transfer.api-module.js';

/** The nouns of the HTTP door, in the order of the navigation. */
const NOUNS = [
  SessionApiModule,
  ReferenceApiModule,
  ResourceApiModule,
  ExtraFieldApiModule,
  IdleAssetApiModule,
  ParkApiModule,
  MarketDemandApiModule,
  SupplyApiModule,
  SurveyApiModule,
  ProjectApiModule,
  ReviewApiModule,
  ReserveApiModule,
  RiskApiModule,
  EnterpriseApiModule,
  SignalApiModule,
  ContactApiModule,
  EnterpriseSiteApiModule,
  GroupRelationApiModule,
  IntegrityApiModule,
  GradeApiModule,
  ConnectorApiModule,
  DuplicateApiModule,
  NeedApiModule,
  IndustryChainApiModule,
  MatchApiModule,
  LearningApiModule,
  CallApiModule,
  LeadApiModule,
  FundsApiModule,
  FileApiModule,
  AttachmentApiModule,
  CommentApiModule,
  TimelineApiModule,
  TargetApiModule,
  HomeApiModule,
  AuditApiModule,
  AccessExplanationApiModule,
  DemonstrationApiModule,
  SavedViewApiModule,
  BulkEditApiModule,
  TransferApiModule,
  HealthApiModule,
];

/** HTTP door: knows requests, decides nothing. */
@Module({})
export class AppModule {
  static with(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule.with(applicationDataSource(databaseUrl)),
        QueueModule.with(config, databaseUrl),
        RecordModule,
        ...NOUNS,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ErrorFilter },
        { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
        { provide: APP_PIPE, useClass: RequestPipe },
      ],
    };
  }
}
