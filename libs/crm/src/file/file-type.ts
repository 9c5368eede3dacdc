import { Readable } from 'node:stream';
import { ATTACHMENT_TYPES } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import { encodingOf } from '../transfer/table-reader.js';

/** A file as it comes from a browser; what the sender says of its kind is not asked. */
export interface UploadedFile {
  readonly name: string;
  readonly content: Readable;
}

type Extension = keyof typeof ATTACHMENT_TYPES;

const OFFICE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ZIP = Buffer.from('504b0304', 'hex');
/** Media type by ending, and the bytes such a file begins with, some of them after an offset. Texts have none, and hold no NUL. */
const FORMATS: Readonly<Record<Extension, { readonly mediaType: string; readonly begins?: readonly (readonly [number, Buffer])[] }>> = {
  pdf: { mediaType: 'application/pdf', begins: [[0, Buffer.from('%PDF-')]] },
  jpg: { mediaType: 'image/jpeg', begins: [[0, Buffer.from('ffd8ff', 'hex')]] },
  jpeg: { mediaType: 'image/jpeg', begins: [[0, Buffer.from('ffd8ff', 'hex')]] },
  png: { mediaType: 'image/png', begins: [[0, Buffer.from('89504e470d0a1a0a', 'hex')]] },
  gif: { mediaType: 'image/gif', begins: [[0, Buffer.from('GIF8')]] },
  webp: { mediaType: 'image/webp', begins: [[8, Buffer.from('WEBP')]] },
  heic: { mediaType: 'image/heic', begins: [[4, Buffer.from('ftyp')]] },
  txt: { mediaType: 'text/plain' },
  csv: { mediaType: 'text/csv' },
  doc: { mediaType: 'application/msword', begins: [[0, OFFICE]] },
  xls: { mediaType: 'application/vnd.ms-excel', begins: [[0, OFFICE]] },
  ppt: { mediaType: 'application/vnd.ms-powerpoint', begins: [[0, OFFICE]] },
  docx: { mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', begins: [[0, ZIP]] },
  xlsx: { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', begins: [[0, ZIP]] },
  pptx: { mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', begins: [[0, ZIP]] },
  wps: { mediaType: 'application/vnd.ms-works', begins: [[0, OFFICE], [0, ZIP]] },
  et: { mediaType: 'application/vnd.ms-excel', begins: [[0, OFFICE], [0, ZIP]] },
  ofd: { mediaType: 'application/ofd', begins: [[0, ZIP]] },
  zip: { mediaType: 'application/zip', begins: [[0, ZIP]] },
}; // prettier-ignore

/** Bytes looked at to tell what a file is. */
const HEAD_BYTES = 4096;

/** The ending of a file name, if files of that kind may be attached. */
export function extensionOf(name: string): Extension | undefined {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(FORMATS, ending) ? (ending as Extension) : undefined;
}

/**
 * Lets a file through if its kind may be attached and it begins the way its ending says. The media type is ours, not the sender's.
 * @throws {AppError} FILE_TYPE_REFUSED, FILE_CONTENT_MISMATCH, FILE_EMPTY
 */
export async function checkedFile(file: UploadedFile): Promise<{ name: string; mediaType: string; content: Readable }> {
  const { name, content } = file;
  const extension = extensionOf(name);
  if (extension === undefined) {
    content.resume(); // what is left of the upload is not for us
    throw new AppError('FILE_TYPE_REFUSED', { name, allowed: Object.keys(FORMATS).join('、') });
  }
  const chunks = content[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const head: Buffer[] = [];
  for (let length = 0; length < HEAD_BYTES;) {
    const next = await chunks.next();
    if (next.done === true) break;
    head.push(next.value);
    length += next.value.length;
  }
  const bytes = Buffer.concat(head);
  if (bytes.length === 0) throw new AppError('FILE_EMPTY', { name });
  const { mediaType, begins } = FORMATS[extension];
  const isWhatItSays =
    begins === undefined
      ? encodingOf(bytes.subarray(0, HEAD_BYTES)).startsWith('utf16') || !bytes.subarray(0, HEAD_BYTES).includes(0)
      : begins.some(([at, mark]) => bytes.subarray(at, at + mark.length).equals(mark));
  if (!isWhatItSays) {
    // The rest is taken off the line, so that the sender hears why instead of a broken connection.
    while ((await chunks.next()).done !== true);
    throw new AppError('FILE_CONTENT_MISMATCH', { name, extension });
  }
  return { name, mediaType, content: Readable.from(rest(bytes, chunks), { objectMode: false }) };
}

async function* rest(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
}
