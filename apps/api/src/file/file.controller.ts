import {
  Controller,
  Get,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  SerializeOptions,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { StoredFileView } from '@lianghuan/contracts';
import { FileService } from '@lianghuan/crm';
import { type Config, CONFIG, RequirePermission, SignedIn, ValidationError } from '@lianghuan/platform';
import type { FastifyRequest } from 'fastify';
import { ApiFileResponse } from '../transfer/file-reply.js';

@ApiTags('files')
@Controller('files')
export class FileController {
  constructor(
    private readonly files: FileService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Takes in evidence for a filing to come; until then only who uploaded it can read it. */
  @Post()
  @RequirePermission('funds.file')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
  })
  @SerializeOptions({ schema: StoredFileView })
  @ApiCreatedResponse({ standardSchema: StoredFileView })
  async upload(@Req() request: FastifyRequest) {
    // One byte beyond what is allowed, so that the service sees the excess instead of a file cut to size.
    const limits = { fileSize: this.config.uploadLimitBytes + 1 };
    const part = request.isMultipart() ? await request.file({ limits }) : undefined;
    if (part === undefined) {
      throw new ValidationError([
        { path: 'file', code: 'required', message: 'expected multipart/form-data with a file' },
      ]);
    }
    return this.files.receiveUpload({ name: part.filename, content: part.file }, 'evidence');
  }

  /** The bytes, always as a download: what somebody uploaded is never run as a page of ours. */
  @Get(':id')
  @SignedIn()
  @ApiFileResponse('the file', 'application/octet-stream')
  async download(@Param('id', ParseUUIDPipe) id: string): Promise<StreamableFile> {
    const { file, content } = await this.files.open(id);
    return new StreamableFile(content, {
      type: file.mediaType,
      length: file.sizeBytes,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
  }
}
