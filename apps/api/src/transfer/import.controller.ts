import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, SerializeOptions } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ChangeUndoRowPage,
  ChangeUndoRowQuery,
  ChooseImportSheets,
  HeadingRow,
  HeadingRowList,
  HeadingRowView,
  ImportPage,
  ImportRowPage,
  ImportRowQuery,
  ImportTemplateQuery,
  ImportUploadQuery,
  ImportView,
  LeaveOutImportRows,
  MapImportColumns,
  ReasonBody,
  SaveValueAlias,
  TransferPageQuery,
  UnknownValue,
  UnknownValues,
  ValueAliasList,
  ValueAliasView,
} from '@lianghuan/contracts';
import { ImportAliasService, ImportColumnsService, ImportService, XLSX_MEDIA_TYPE } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import type { FastifyRequest } from 'fastify';
import { ApiFileResponse, fileReply } from './file-reply.js';
import { uploadedFile } from './uploaded-file.js';

@ApiTags('imports')
@Controller('imports')
@RequirePermission('import.create')
export class ImportController {
  constructor(
    private readonly imports: ImportService,
    private readonly columns: ImportColumnsService,
    private readonly aliases: ImportAliasService,
  ) {}

  @Get()
  @SerializeOptions({ schema: ImportPage })
  @ApiOkResponse({ standardSchema: ImportPage })
  list(@Query({ schema: TransferPageQuery }) { page, pageSize }: TransferPageQuery) {
    return this.imports.list(page, pageSize);
  }

  @Get('template')
  @ApiFileResponse('an empty table with drop-downs and notes', XLSX_MEDIA_TYPE)
  async template(@Query({ schema: ImportTemplateQuery }) { register, kind }: ImportTemplateQuery) {
    return fileReply(await this.imports.template(register, kind));
  }

  @Post()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } })
  @SerializeOptions({ schema: ImportView })
  @ApiCreatedResponse({ standardSchema: ImportView })
  async upload(@Query({ schema: ImportUploadQuery }) query: ImportUploadQuery, @Req() request: FastifyRequest) {
    return this.imports.upload(query, await uploadedFile(request));
  }

  @Get(':id')
  @SerializeOptions({ schema: ImportView })
  @ApiOkResponse({ standardSchema: ImportView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.imports.get(id);
  }

  @Get(':id/rows')
  @SerializeOptions({ schema: ImportRowPage })
  @ApiOkResponse({ standardSchema: ImportRowPage })
  rows(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: ImportRowQuery }) query: ImportRowQuery) {
    return this.imports.rows(id, query);
  }

  @Post(':id/columns')
  @SerializeOptions({ schema: ImportView })
  @ApiCreatedResponse({ standardSchema: ImportView })
  mapColumns(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: MapImportColumns }) mapping: MapImportColumns) {
    return this.columns.mapColumns(id, mapping);
  }

  /** Values in no list, with what they may have been. */
  @Get(':id/unknown-values')
  @SerializeOptions({ schema: UnknownValue }) // applied to each of a list
  @ApiOkResponse({ standardSchema: UnknownValues })
  unknownValues(@Param('id', ParseUUIDPipe) id: string) {
    return this.aliases.unknownValues(id);
  }

  @Get(':id/aliases')
  @SerializeOptions({ schema: ValueAliasView })
  @ApiOkResponse({ standardSchema: ValueAliasList })
  listAliases(@Param('id', ParseUUIDPipe) id: string) {
    return this.aliases.list(id);
  }

  /** Says what a word of the unit's tables means, in place of what was said of it before. */
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

  @Post(':id/check')
  @SerializeOptions({ schema: ImportView })
  @ApiCreatedResponse({ standardSchema: ImportView })
  recheck(@Param('id', ParseUUIDPipe) id: string) {
    return this.columns.recheck(id);
  }

  @Get(':id/heading-rows')
  @SerializeOptions({ schema: HeadingRowView }) // applied to each of a list
  @ApiOkResponse({ standardSchema: HeadingRowList })
  headingRows(@Param('id', ParseUUIDPipe) id: string) {
    return this.columns.headingRows(id);
  }

  @Post(':id/heading')
  @SerializeOptions({ schema: ImportView })
  @ApiCreatedResponse({ standardSchema: ImportView })
  chooseHeading(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: HeadingRow }) row: HeadingRow) {
    return this.columns.chooseHeading(id, row);
  }

  /** Says which of the sheets with the same heading are taken, and has them checked again. */
  @Post(':id/sheets')
  @SerializeOptions({ schema: ImportView })
  @ApiCreatedResponse({ standardSchema: ImportView })
  chooseSheets(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: ChooseImportSheets }) input: ChooseImportSheets,
  ) {
    return this.columns.chooseSheets(id, input);
  }

  @Post(':id/left-out')
  @SerializeOptions({ schema: ImportView })
  @ApiCreatedResponse({ standardSchema: ImportView })
  leaveOut(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: LeaveOutImportRows }) input: LeaveOutImportRows) {
    return this.imports.leaveOut(id, input);
  }

  @Post(':id/commit')
  @SerializeOptions({ schema: ImportView })
  @ApiCreatedResponse({ standardSchema: ImportView })
  commit(@Param('id', ParseUUIDPipe) id: string) {
    return this.imports.commit(id);
  }

  @Post(':id/cancel')
  @SerializeOptions({ schema: ImportView })
  @ApiCreatedResponse({ standardSchema: ImportView })
  cancel(@Param('id', ParseUUIDPipe) id: string) {
    return this.imports.cancel(id);
  }

  @Post(':id/undo')
  @SerializeOptions({ schema: ImportView })
  @ApiCreatedResponse({ standardSchema: ImportView })
  undo(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.imports.undo(id, reason);
  }

  @Get(':id/undo/rows')
  @SerializeOptions({ schema: ChangeUndoRowPage })
  @ApiOkResponse({ standardSchema: ChangeUndoRowPage })
  undoRows(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: ChangeUndoRowQuery }) query: ChangeUndoRowQuery) {
    return this.imports.undoRows(id, query);
  }

  @Get(':id/left-out-workbook')
  @ApiFileResponse('the rows that were left out as likely duplicates, with the reasons', XLSX_MEDIA_TYPE)
  async leftOutWorkbook(@Param('id', ParseUUIDPipe) id: string) {
    return fileReply(await this.imports.leftOutWorkbook(id));
  }

  @Get(':id/error-workbook')
  @ApiFileResponse('the rows that were refused, with the reasons', XLSX_MEDIA_TYPE)
  async errorWorkbook(@Param('id', ParseUUIDPipe) id: string) {
    return fileReply(await this.imports.errorWorkbook(id));
  }
}
