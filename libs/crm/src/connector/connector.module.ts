import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { Clock, CONFIG, type Config } from '@lianghuan/platform';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { ExtraFieldModule } from '../extra-field/extra-field.module.js';
import { SignalModule } from '../signal/signal.module.js';
import { PlaceNames } from '../transfer/place-names.js';
import { TransferModule } from '../transfer/transfer.module.js';
import { CONNECTOR_RUN_QUEUE, ConnectorRunBell } from './connector-run-bell.js';
import { ConnectorAliasService } from './connector-alias.service.js';
import { ConnectorRunJobService } from './connector-run-job.service.js';
import { ConnectorRunService } from './connector-run.service.js';
import { ConnectorService } from './connector.service.js';
import { DropFolder } from './drop-folder.js';
import { FieldProposalService } from './field-proposal.service.js';
import { VendorConnectors } from './vendor-connector.js';
import { VendorSignalWriter } from './vendor-signal-writer.js';
import { VendorWriter } from './vendor-writer.js';

/** Data of vendors. A new way of coming in is one more {@link VendorConnectors} entry. */
@Module({
  imports: [
    EnterpriseModule,
    SignalModule,
    ExtraFieldModule,
    TransferModule,
    BullModule.registerQueue({ name: CONNECTOR_RUN_QUEUE }),
  ],
  providers: [
    PlaceNames,
    ConnectorRunBell,
    ConnectorService,
    ConnectorAliasService,
    ConnectorRunService,
    ConnectorRunJobService,
    FieldProposalService,
    VendorSignalWriter,
    VendorWriter,
    {
      provide: VendorConnectors,
      inject: [CONFIG, Clock],
      useFactory: ({ dataDir }: Config, clock: Clock) => new VendorConnectors([new DropFolder(dataDir, clock)]),
    },
  ],
  exports: [
    ConnectorService,
    ConnectorAliasService,
    ConnectorRunService,
    ConnectorRunJobService,
    FieldProposalService,
    VendorConnectors,
  ],
})
export class ConnectorModule {}
