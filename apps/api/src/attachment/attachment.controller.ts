import {
  Body,
  Controller,
  Get,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  Res,
  SerializeOptions,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AddAttachment,
  AddAttachmentVersion,
  AttachmentPage,
  AttachmentQuery,
  AttachmentView,
  ReasonBody,
  StoredFileView,
} from '@lianghuan/contracts';
import { AttachmentService } from '@lianghuan/crm';
import { SignedIn } from '@lianghuan/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiFileResponse, fileReply } from '../transfer/file-reply.js';
import { uploadedFile } from '../transfer/uploaded-file.js';

/**
 * 附件. Who may do what is decided by the record an attachment hangs on, so each method is open to whoever has signed in and the service
 * asks; also each time bytes are fetched.
 */
@ApiTags('attachments')
@Controller('attachments')
export class AttachmentController {
  constructor(private readonly attachments: AttachmentService) {}

  @Get()
  @SignedIn()
  @SerializeOptions({ schema: AttachmentPage })
  @ApiOkResponse({ standardSchema: AttachmentPage })
  list(@Query({ schema: AttachmentQuery }) query: AttachmentQuery) {
    return this.attachments.list(query);
  }

  @Post()
  @SignedIn()
  @SerializeOptions({ schema: AttachmentView })
  @ApiCreatedResponse({ standardSchema: AttachmentView })
  add(@Body({ schema: AddAttachment }) input: AddAttachment) {
    return this.attachments.add(input);
  }

  /** Takes in a file to be attached; until then only who uploaded it can read it. */
  @Post('files')
  @SignedIn()
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
  })
  @SerializeOptions({ schema: StoredFileView })
  @ApiCreatedResponse({ standardSchema: StoredFileView })
  async upload(@Req() request: FastifyRequest) {
    return this.attachments.upload(await uploadedFile(request));
  }

  @Post(':id/versions')
  @SignedIn()
  @SerializeOptions({ schema: AttachmentView })
  @ApiCreatedResponse({ standardSchema: AttachmentView })
  renew(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: AddAttachmentVersion }) input: AddAttachmentVersion) {
    return this.attachments.renew(id, input);
  }

  @Post(':id/withdraw')
  @SignedIn()
  @SerializeOptions({ schema: AttachmentView })
  @ApiCreatedResponse({ standardSchema: AttachmentView })
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.attachments.withdraw(id, reason);
  }

  /** The bytes for saving. */
  @Get(':id/versions/:no')
  @SignedIn()
  @ApiFileResponse('the file', 'application/octet-stream')
  async download(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('no', ParseIntPipe) no: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { file, content } = await this.attachments.open(id, no);
    void reply.headers(PRIVATE).header('content-length', file.sizeBytes);
    return fileReply({ name: file.name, mediaType: file.mediaType, content });
  }

  /** The bytes for showing: of our own types only, never guessed at by the browser, and without scripts, forms or anything from elsewhere. */
  @Get(':id/versions/:no/preview')
  @SignedIn()
  @ApiFileResponse(
    'an image, a PDF, or the beginning of a text as UTF-8; x-preview-cut: 1 where it goes on',
    'image/*',
    'application/pdf',
    'text/plain',
  )
  async preview(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('no', ParseIntPipe) no: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const shown = await this.attachments.preview(id, no);
    void reply.headers({
      ...PRIVATE,
      // The browser's viewer of PDF does not run in a sandbox of CSP; it runs no script of the file and has nothing to load either.
      'content-security-policy':
        shown.kind === 'pdf' ? `${NOTHING}; frame-ancestors 'self'` : `${NOTHING}; frame-ancestors 'self'; sandbox`,
      'x-preview-cut': shown.isCut ? '1' : '0',
    });
    return new StreamableFile(shown.content, {
      type: shown.mediaType,
      length: shown.length,
      disposition: `inline; filename*=UTF-8''${encodeURIComponent(shown.name)}`,
    });
  }
}

/** Who may read is asked each time, so no copy is kept on the way. */
const PRIVATE = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' } as const;
const NOTHING = `default-src 'none'; style-src 'unsafe-inline'; object-src 'self'`;
