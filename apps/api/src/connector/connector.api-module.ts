import { Module } from '@nestjs/common';
import { ConnectorModule } from '@lianghuan/crm';
import { ConnectorController } from './connector.controller.js';
import { ConnectorRunController } from './connector-run.controller.js';
import { FieldProposalController } from './field-proposal.controller.js';

@Module({
  imports: [ConnectorModule],
  controllers: [ConnectorController, ConnectorRunController, FieldProposalController],
})
export class ConnectorApiModule {}
