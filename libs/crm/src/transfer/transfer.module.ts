import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import {
  codesOf,
  CreateEnterprise,
  CreateMarket,
  CreateNeed,
  CreateProject,
  CreateResource,
  EnterpriseQuery,
  MarketQuery,
  NeedQuery,
  ProjectQuery,
  ResourceQuery,
} from '@lianghuan/contracts';
import { CallModule } from '../call/call.module.js';
import { CallService } from '../call/call.service.js';
import { CHANGE_UNDO_QUEUE, ChangeUndoService } from '../change/change-undo.service.js';
import { DuplicateModule } from '../duplicate/duplicate.module.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { ExchangePackageModule } from '../exchange-package/exchange-package.module.js';
import { ExchangePackageService } from '../exchange-package/exchange-package.service.js';
import { ExtraFieldModule } from '../extra-field/extra-field.module.js';
import { ExtraFields } from '../extra-field/extra-fields.js';
import { FileModule } from '../file/file.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { FundsService } from '../funds/funds.service.js';
import { LeadModule } from '../lead/lead.module.js';
import { LeadViewService } from '../lead/lead-view.service.js';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { NeedModule } from '../need/need.module.js';
import { NeedService } from '../need/need.service.js';
import { ProjectModule } from '../project/project.module.js';
import { LandListService } from '../project/land-list.service.js';
import { ProjectService } from '../project/project.service.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';
import { ReservationService } from '../supply/reservation.service.js';
import { SupplyModule } from '../supply/supply.module.js';
import { ExportSources } from './export-sources.js';
import { landListSource } from './land-list-source.js';
import { ExportService } from './export.service.js';
import { ImportAliasService } from './import-alias.service.js';
import { ImportCleanUpService } from './import-clean-up.service.js';
import { ImportColumnsService } from './import-columns.service.js';
import { ImportJobService } from './import-job.service.js';
import { ImportReader } from './import-reader.js';
import { ImportService } from './import.service.js';
import { ReviewModule } from '../review/review.module.js';
import { ReviewService } from '../review/review.service.js';
import { SurveyCellService } from '../survey/survey-cell.service.js';
import { SurveyModule } from '../survey/survey.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { TimelineService } from '../timeline/timeline.service.js';
import { withExtraColumns } from './extra-columns.js';
import {
  callSource,
  shownSource,
  fundsSource,
  leadSource,
  packageSource,
  reservationSource,
  reviewSource,
  surveySource,
} from './list-sources.js';
import { PlaceNames } from './place-names.js';
import { timelineSource } from './timeline-source.js';
import { EXPORT_QUEUE, IMPORT_QUEUE, TransferBells } from './transfer-queues.js';
import { transferRegister, TransferRegisters } from './transfer-registers.js';

/** Imports into the registers and exports of lists. */
@Module({
  imports: [
    FileModule,
    ExtraFieldModule,
    DuplicateModule,
    ResourceModule,
    MarketDemandModule,
    ProjectModule,
    EnterpriseModule,
    NeedModule,
    ExchangePackageModule,
    LeadModule,
    FundsModule,
    ReviewModule,
    SurveyModule,
    SupplyModule,
    CallModule,
    TimelineModule,
    BullModule.registerQueue({ name: IMPORT_QUEUE }, { name: EXPORT_QUEUE }, { name: CHANGE_UNDO_QUEUE }),
  ],
  providers: [
    PlaceNames,
    TransferBells,
    ChangeUndoService,
    ImportReader,
    ImportService,
    ImportColumnsService,
    ImportAliasService,
    ImportJobService,
    ImportCleanUpService,
    ExportService,
    {
      provide: TransferRegisters,
      inject: [ResourceService, MarketDemandService, ProjectService, EnterpriseService, NeedService, ExtraFields],
      useFactory: (
        resources: ResourceService,
        markets: MarketDemandService,
        projects: ProjectService,
        enterprises: EnterpriseService,
        needs: NeedService,
        extras: ExtraFields,
      ) =>
        new TransferRegisters([
          withExtraColumns(transferRegister('resource', CreateResource, ResourceQuery, resources), extras),
          transferRegister('market', CreateMarket, MarketQuery, markets),
          transferRegister('project', CreateProject, ProjectQuery, projects),
          transferRegister('enterprise', CreateEnterprise, EnterpriseQuery, enterprises),
          transferRegister('need', CreateNeed, NeedQuery, needs),
        ]),
    },
    {
      provide: ExportSources,
      inject: [
        TransferRegisters,
        PlaceNames,
        LeadViewService,
        FundsService,
        ExchangePackageService,
        ReviewService,
        SurveyCellService,
        ReservationService,
        CallService,
        ProjectService,
        TimelineService,
        LandListService,
      ],
      useFactory: (
        registers: TransferRegisters,
        places: PlaceNames,
        leads: LeadViewService,
        funds: FundsService,
        packages: ExchangePackageService,
        reviews: ReviewService,
        surveys: SurveyCellService,
        reservations: ReservationService,
        calls: CallService,
        projects: ProjectService,
        timeline: TimelineService,
        landLists: LandListService,
      ) =>
        new ExportSources([
          ...codesOf('register').map((code) => shownSource(registers.get(code), places)),
          leadSource(leads),
          fundsSource(funds),
          packageSource(packages),
          reviewSource(reviews),
          surveySource(surveys),
          reservationSource(reservations),
          callSource(calls),
          landListSource(projects, landLists),
          timelineSource(timeline, registers, places),
        ]),
    },
  ],
  exports: [
    ImportService,
    ImportColumnsService,
    ImportAliasService,
    ImportJobService,
    ImportCleanUpService,
    ExportService,
    ChangeUndoService,
    TransferRegisters,
    ExportSources,
  ],
})
export class TransferModule {}
