import { StreamableFile } from '@nestjs/common';
import type { Download } from '@lianghuan/crm';

/** Sends a file for saving, never for showing inside the page; the name in both forms of RFC 6266. */
export function fileReply({ name, mediaType, content }: Download): StreamableFile {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  return new StreamableFile(content, {
    type: mediaType,
    disposition: `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
}
