import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ChangeUndoRowPage,
  ChangeUndoRowQuery,
  ConnectorPart,
  ConnectorPartPreview,
  ConnectorRowPage,
  ConnectorRowQuery,
  ConnectorRunPage,
  ConnectorRunQuery,
  ConnectorRunView,
  UndoConnectorPart,
  UnknownValue,
  UnknownValues,
  ReasonBody,
} from '@lianghuan/contracts';
import { ConnectorRunService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import { ApiFileResponse, fileReply } from '../transfer/file-reply.js';

/** Runs of connectors: what they found, row by row. */
@ApiTags('connectors')
@Controller('connector-runs')
@RequirePermission('connector.read')
export class ConnectorRunController {
  constructor(private readonly runs: ConnectorRunService) {}

  @Get()
  @SerializeOptions({ schema: ConnectorRunPage })
  @ApiOkResponse({ standardSchema: ConnectorRunPage })
  list(@Query({ schema: ConnectorRunQuery }) query: ConnectorRunQuery) {
    return this.runs.list(query);
  }

  @Get(':id')
  @SerializeOptions({ schema: ConnectorRunView })
  @ApiOkResponse({ standardSchema: ConnectorRunView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.runs.get(id);
  }

  @Get(':id/rows')
  @SerializeOptions({ schema: ConnectorRowPage })
  @ApiOkResponse({ standardSchema: ConnectorRowPage })
  rows(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: ConnectorRowQuery }) query: ConnectorRowQuery) {
    return this.runs.rows(id, query);
  }

  /** Values that are in no list, those most rows say first. */
  @Get(':id/unknown-values')
  @SerializeOptions({ schema: UnknownValue })
  @ApiOkResponse({ standardSchema: UnknownValues })
  unknownValues(@Param('id', ParseUUIDPipe) id: string) {
    return this.runs.unknownValues(id);
  }

  /** The sender's own rows that were not taken, with the reasons. */
  @Get(':id/errors')
  @ApiFileResponse('the rows with their reasons', 'text/csv')
  async errors(@Param('id', ParseUUIDPipe) id: string) {
    return fileReply(await this.runs.unusableRows(id));
  }

  @Post(':id/cancel')
  @SerializeOptions({ schema: ConnectorRunView })
  @ApiCreatedResponse({ standardSchema: ConnectorRunView })
  cancel(@Param('id', ParseUUIDPipe) id: string) {
    return this.runs.cancel(id);
  }

  @Post(':id/undo')
  @SerializeOptions({ schema: ConnectorRunView })
  @ApiCreatedResponse({ standardSchema: ConnectorRunView })
  undo(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.runs.undo(id, reason);
  }

  /** What taking back some enterprises of the run would do; nothing is done. */
  @Post(':id/undo-enterprises/preview')
  @SerializeOptions({ schema: ConnectorPartPreview })
  @ApiCreatedResponse({ standardSchema: ConnectorPartPreview })
  previewPart(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ConnectorPart }) input: ConnectorPart) {
    return this.runs.previewPart(id, input);
  }

  @Post(':id/undo-enterprises')
  @SerializeOptions({ schema: ConnectorRunView })
  @ApiCreatedResponse({ standardSchema: ConnectorRunView })
  undoPart(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UndoConnectorPart }) input: UndoConnectorPart) {
    return this.runs.undoPart(id, input);
  }

  @Get(':id/undo/rows')
  @SerializeOptions({ schema: ChangeUndoRowPage })
  @ApiOkResponse({ standardSchema: ChangeUndoRowPage })
  undoRows(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: ChangeUndoRowQuery }) query: ChangeUndoRowQuery) {
    return this.runs.undoRows(id, query);
  }
}
