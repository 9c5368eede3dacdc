import { StreamableFile } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { Download } from '@lianghuan/crm';

/** Sends a file for saving, never for showing inside the page; the name in both forms of RFC 6266. */
export function fileReply({ name, mediaType, content }: Download): StreamableFile {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  return new StreamableFile(content, {
    type: mediaType,
    disposition: `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
}

/** Says in the OpenAPI document that a route answers with the bytes of a file. */
export function ApiFileResponse(description: string, ...mediaTypes: [string, ...string[]]): MethodDecorator {
  const bytes = { schema: { type: 'string', format: 'binary' } } as const;
  return ApiOkResponse({ description, content: Object.fromEntries(mediaTypes.map((type) => [type, bytes])) });
}
