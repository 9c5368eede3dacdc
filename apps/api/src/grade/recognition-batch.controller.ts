import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, SerializeOptions } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CreateRecognitionBatch,
  ReasonBody,
  RecognitionBatchPage,
  RecognitionBatchQuery,
  RecognitionBatchView,
  RecognitionLinePage,
  RecognitionLineQuery,
  ResolveRecognitionLines,
} from '@lianghuan/contracts';
import { RecognitionBatchService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import type { FastifyRequest } from 'fastify';
import { ApiFileResponse, fileReply } from '../transfer/file-reply.js';
import { uploadedFile } from '../transfer/uploaded-file.js';

/** 名录批次: lists authorities publish, registered as a whole. Whom a batch is shown to is the database's to say. */
@ApiTags('grades')
@Controller('recognition-batches')
@RequirePermission('enterprise.read')
export class RecognitionBatchController {
  constructor(private readonly batches: RecognitionBatchService) {}

  @Get()
  @SerializeOptions({ schema: RecognitionBatchPage })
  @ApiOkResponse({ standardSchema: RecognitionBatchPage })
  list(@Query({ schema: RecognitionBatchQuery }) query: RecognitionBatchQuery) {
    return this.batches.list(query);
  }

  @Post()
  @RequirePermission('enterprise.update')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } })
  @SerializeOptions({ schema: RecognitionBatchView })
  @ApiCreatedResponse({ standardSchema: RecognitionBatchView })
  async create(
    @Query({ schema: CreateRecognitionBatch }) input: CreateRecognitionBatch,
    @Req() request: FastifyRequest,
  ) {
    return this.batches.create(input, await uploadedFile(request));
  }

  @Get(':id')
  @SerializeOptions({ schema: RecognitionBatchView })
  @ApiOkResponse({ standardSchema: RecognitionBatchView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.batches.get(id);
  }

  @Get(':id/lines')
  @SerializeOptions({ schema: RecognitionLinePage })
  @ApiOkResponse({ standardSchema: RecognitionLinePage })
  lines(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: RecognitionLineQuery }) query: RecognitionLineQuery) {
    return this.batches.lines(id, query);
  }

  /** The lines nobody was found for, as a file the import of enterprises takes. */
  @Get(':id/unmatched')
  @ApiFileResponse('the lines with their reasons', 'text/csv')
  async unmatched(@Param('id', ParseUUIDPipe) id: string) {
    return fileReply(await this.batches.unmatched(id));
  }

  /** The sender's own rows that were not registered, with the reasons. */
  @Get(':id/errors')
  @ApiFileResponse('the rows with their reasons', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
  async errors(@Param('id', ParseUUIDPipe) id: string) {
    return fileReply(await this.batches.errorWorkbook(id));
  }

  @Post(':id/cancel')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: RecognitionBatchView })
  @ApiCreatedResponse({ standardSchema: RecognitionBatchView })
  cancel(@Param('id', ParseUUIDPipe) id: string) {
    return this.batches.cancel(id);
  }

  @Post(':id/retry')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: RecognitionBatchView })
  @ApiCreatedResponse({ standardSchema: RecognitionBatchView })
  retry(@Param('id', ParseUUIDPipe) id: string) {
    return this.batches.retry(id);
  }

  @Post(':id/resolve')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: RecognitionBatchView })
  @ApiCreatedResponse({ standardSchema: RecognitionBatchView })
  resolve(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: ResolveRecognitionLines }) input: ResolveRecognitionLines,
  ) {
    return this.batches.resolve(id, input);
  }

  @Post(':id/write')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: RecognitionBatchView })
  @ApiCreatedResponse({ standardSchema: RecognitionBatchView })
  write(@Param('id', ParseUUIDPipe) id: string) {
    return this.batches.write(id);
  }

  @Post(':id/undo')
  @SerializeOptions({ schema: RecognitionBatchView })
  @ApiCreatedResponse({ standardSchema: RecognitionBatchView })
  undo(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.batches.undo(id, reason);
  }
}
