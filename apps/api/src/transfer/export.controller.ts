import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ExportPage, ExportView, RequestExport, TransferPageQuery } from '@lianghuan/contracts';
import { ExportService, XLSX_MEDIA_TYPE } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import { ApiFileResponse, fileReply } from './file-reply.js';

@ApiTags('exports')
@Controller('exports')
@RequirePermission('export.create')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get()
  @SerializeOptions({ schema: ExportPage })
  @ApiOkResponse({ standardSchema: ExportPage })
  list(@Query({ schema: TransferPageQuery }) { page, pageSize }: TransferPageQuery) {
    return this.exports.list(page, pageSize);
  }

  @Post()
  @SerializeOptions({ schema: ExportView })
  @ApiCreatedResponse({ standardSchema: ExportView })
  request(@Body({ schema: RequestExport }) input: RequestExport) {
    return this.exports.request(input);
  }

  @Get(':id')
  @SerializeOptions({ schema: ExportView })
  @ApiOkResponse({ standardSchema: ExportView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.exports.get(id);
  }

  @Get(':id/file')
  @ApiFileResponse('the exported table', XLSX_MEDIA_TYPE, 'text/csv')
  async file(@Param('id', ParseUUIDPipe) id: string) {
    return fileReply(await this.exports.file(id));
  }
}
