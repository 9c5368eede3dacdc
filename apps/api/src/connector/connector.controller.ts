import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Req, SerializeOptions } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ValueAliasList,
  ValueAliasView,
  ConnectorCheck,
  ConnectorList,
  ConnectorRunView,
  ConnectorView,
  CreateConnector,
  RequestConnectorRun,
  SaveValueAlias,
  UpdateConnector,
} from '@lianghuan/contracts';
import { ConnectorAliasService, ConnectorRunService, ConnectorService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import type { FastifyRequest } from 'fastify';
import { uploadedFile } from '../transfer/uploaded-file.js';

/** 数据连接: how vendors' data comes in. */
@ApiTags('connectors')
@Controller('connectors')
@RequirePermission('connector.read')
export class ConnectorController {
  constructor(
    private readonly connectors: ConnectorService,
    private readonly runs: ConnectorRunService,
    private readonly aliases: ConnectorAliasService,
  ) {}

  @Get()
  @SerializeOptions({ schema: ConnectorView })
  @ApiOkResponse({ standardSchema: ConnectorList })
  list() {
    return this.connectors.list();
  }

  @Get(':id')
  @SerializeOptions({ schema: ConnectorView })
  @ApiOkResponse({ standardSchema: ConnectorView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.connectors.get(id);
  }

  @Post()
  @RequirePermission('connector.manage')
  @SerializeOptions({ schema: ConnectorView })
  @ApiCreatedResponse({ standardSchema: ConnectorView })
  create(@Body({ schema: CreateConnector }) input: CreateConnector) {
    return this.connectors.create(input);
  }

  @Patch(':id')
  @RequirePermission('connector.manage')
  @SerializeOptions({ schema: ConnectorView })
  @ApiOkResponse({ standardSchema: ConnectorView })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateConnector }) changes: UpdateConnector) {
    return this.connectors.update(id, changes);
  }

  /** Says what a word of this source means, in place of what was said of it before. */
  @Post(':id/aliases')
  @SerializeOptions({ schema: ValueAliasView })
  @ApiCreatedResponse({ standardSchema: ValueAliasList })
  saveAlias(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: SaveValueAlias }) input: SaveValueAlias) {
    return this.aliases.save(id, input);
  }

  @Post(':id/aliases/:aliasId/withdraw')
  @SerializeOptions({ schema: ValueAliasView })
  @ApiCreatedResponse({ standardSchema: ValueAliasList })
  removeAlias(@Param('id', ParseUUIDPipe) id: string, @Param('aliasId', ParseUUIDPipe) aliasId: string) {
    return this.aliases.remove(id, aliasId);
  }

  @Get(':id/waiting')
  @SerializeOptions({ schema: ConnectorCheck })
  @ApiOkResponse({ standardSchema: ConnectorCheck })
  check(@Param('id', ParseUUIDPipe) id: string) {
    return this.connectors.check(id);
  }

  /** Puts a file where the connector finds it; the service says who may. */
  @Post(':id/files')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } })
  @SerializeOptions({ schema: ConnectorCheck })
  @ApiCreatedResponse({ standardSchema: ConnectorCheck })
  async receive(@Param('id', ParseUUIDPipe) id: string, @Req() request: FastifyRequest) {
    const { name, content } = await uploadedFile(request);
    return this.connectors.receive(id, name, content);
  }

  /** Previews or takes what lies ready; the service says who may. */
  @Post(':id/runs')
  @SerializeOptions({ schema: ConnectorRunView })
  @ApiCreatedResponse({ standardSchema: ConnectorRunView })
  run(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: RequestConnectorRun }) { mode }: RequestConnectorRun) {
    return this.runs.request(id, mode);
  }
}
