import type { Upload } from '@lianghuan/crm';
import { ValidationError } from '@lianghuan/platform';
import type { FastifyRequest } from 'fastify';

/** How long it may be is for the file service to say, which knows the limit and its error. */
const ONE_FILE = { limits: { files: 1, fileSize: Number.MAX_SAFE_INTEGER } };

/** The one file of a multipart request, as a stream. @throws {ValidationError} without one */
export async function uploadedFile(request: FastifyRequest): Promise<Upload> {
  const part = request.isMultipart() ? await request.file(ONE_FILE) : undefined;
  if (part === undefined) throw new ValidationError([{ path: 'file', code: 'required', message: '请选择文件' }]);
  return { name: part.filename, mediaType: part.mimetype, content: part.file };
}
