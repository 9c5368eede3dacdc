import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  BulkEditPage,
  BulkEditQuery,
  BulkEditRowPage,
  BulkEditRowQuery,
  BulkEditView,
  ChangeUndoRowPage,
  ChangeUndoRowQuery,
  CheckBulkEdit,
  ReasonBody,
} from '@lianghuan/contracts';
import { BulkEditService } from '@lianghuan/crm';
import { SignedIn } from '@lianghuan/platform';

/** 批量修改. Each register asks for its own permission, so the service does. */
@ApiTags('bulk-edits')
@Controller('bulk-edits')
@SignedIn()
export class BulkEditController {
  constructor(private readonly edits: BulkEditService) {}

  @Get()
  @SerializeOptions({ schema: BulkEditPage })
  @ApiOkResponse({ standardSchema: BulkEditPage })
  list(@Query({ schema: BulkEditQuery }) query: BulkEditQuery) {
    return this.edits.list(query);
  }

  /** Checks and keeps the verdicts; changes nothing. */
  @Post()
  @SerializeOptions({ schema: BulkEditView })
  @ApiCreatedResponse({ standardSchema: BulkEditView })
  check(@Body({ schema: CheckBulkEdit }) wanted: CheckBulkEdit) {
    return this.edits.check(wanted);
  }

  @Get(':id')
  @SerializeOptions({ schema: BulkEditView })
  @ApiOkResponse({ standardSchema: BulkEditView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.edits.get(id);
  }

  @Get(':id/rows')
  @SerializeOptions({ schema: BulkEditRowPage })
  @ApiOkResponse({ standardSchema: BulkEditRowPage })
  rows(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: BulkEditRowQuery }) query: BulkEditRowQuery) {
    return this.edits.rows(id, query);
  }

  @Post(':id/commit')
  @SerializeOptions({ schema: BulkEditView })
  @ApiCreatedResponse({ standardSchema: BulkEditView })
  commit(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.edits.commit(id, reason);
  }

  @Post(':id/cancel')
  @SerializeOptions({ schema: BulkEditView })
  @ApiCreatedResponse({ standardSchema: BulkEditView })
  cancel(@Param('id', ParseUUIDPipe) id: string) {
    return this.edits.cancel(id);
  }

  @Post(':id/undo')
  @SerializeOptions({ schema: BulkEditView })
  @ApiCreatedResponse({ standardSchema: BulkEditView })
  undo(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.edits.undo(id, reason);
  }

  @Get(':id/undo/rows')
  @SerializeOptions({ schema: ChangeUndoRowPage })
  @ApiOkResponse({ standardSchema: ChangeUndoRowPage })
  undoRows(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: ChangeUndoRowQuery }) query: ChangeUndoRowQuery) {
    return this.edits.undoRows(id, query);
  }
}
