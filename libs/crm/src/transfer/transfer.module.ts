import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import {
  CreateEnterprise,
  CreateMarket,
  CreateProject,
  CreateResource,
  EnterpriseQuery,
  MarketQuery,
  ProjectQuery,
  ResourceQuery,
} from '@lianghuan/contracts';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { FileModule } from '../file/file.module.js';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { ProjectModule } from '../project/project.module.js';
import { ProjectService } from '../project/project.service.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';
import { ExportSources, registerSource } from './export-sources.js';
import { ExportService } from './export.service.js';
import { ImportJobService } from './import-job.service.js';
import { ImportService } from './import.service.js';
import { PlaceNames } from './place-names.js';
import { EXPORT_QUEUE, IMPORT_QUEUE, TransferBells } from './transfer-queues.js';
import { transferRegister, TransferRegisters } from './transfer-registers.js';

/** Imports into the four registers and exports of lists. */
@Module({
  imports: [
    FileModule,
    ResourceModule,
    MarketDemandModule,
    ProjectModule,
    EnterpriseModule,
    BullModule.registerQueue({ name: IMPORT_QUEUE }, { name: EXPORT_QUEUE }),
  ],
  providers: [
    PlaceNames,
    TransferBells,
    ImportService,
    ImportJobService,
    ExportService,
    {
      provide: TransferRegisters,
      inject: [ResourceService, MarketDemandService, ProjectService, EnterpriseService],
      useFactory: (
        resources: ResourceService,
        markets: MarketDemandService,
        projects: ProjectService,
        enterprises: EnterpriseService,
      ) =>
        new TransferRegisters([
          transferRegister('resource', CreateResource, ResourceQuery, resources),
          transferRegister('market', CreateMarket, MarketQuery, markets),
          transferRegister('project', CreateProject, ProjectQuery, projects),
          transferRegister('enterprise', CreateEnterprise, EnterpriseQuery, enterprises),
        ]),
    },
    {
      provide: ExportSources,
      inject: [TransferRegisters, PlaceNames],
      useFactory: (registers: TransferRegisters, places: PlaceNames) =>
        new ExportSources(
          ['resource', 'market', 'project', 'enterprise'].map((code) => registerSource(registers.get(code), places)),
        ),
    },
  ],
  exports: [ImportService, ImportJobService, ExportService],
})
export class TransferModule {}
