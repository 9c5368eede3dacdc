import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Id, Instant, pageOf, pageQuery } from './primitives.js';
import { SubjectRef } from './subject.js';

/** What may be attached: the ending of the file name, and how browsers show it; `null` is for saving only. */
export const ATTACHMENT_TYPES = {
  pdf: 'pdf',
  jpg: 'image', jpeg: 'image', png: 'image', webp: 'image', gif: 'image',
  txt: 'text', csv: 'text',
  doc: null, docx: null, xls: null, xlsx: null, ppt: null, pptx: null, wps: null, et: null, ofd: null, heic: null, zip: null,
} as const satisfies Record<string, 'pdf' | 'image' | 'text' | null>; // prettier-ignore
/** How a version is previewed. */
export type AttachmentPreview = NonNullable<(typeof ATTACHMENT_TYPES)[keyof typeof ATTACHMENT_TYPES]>;

/** Bytes of a text that a preview shows; the rest is in the file. */
export const TEXT_PREVIEW_BYTES = 200_000;

/** One upload under an attachment. Old ones stay readable. */
export const AttachmentVersionView = z.object({
  no: z.int(),
  fileName: z.string(),
  sizeBytes: z.int(),
  /** Lower-case hexadecimal, of the bytes as they came. */
  sha256: z.string(),
  preview: z.enum(['image', 'pdf', 'text']).nullable(),
  note: z.string().nullable(),
  createdAt: Instant,
  createdByName: z.string(),
});
export type AttachmentVersionView = z.infer<typeof AttachmentVersionView>;

export const AttachmentView = z.object({
  id: Id,
  title: z.string(),
  kind: z.enum(codesOf('attachmentKind')),
  organisationName: z.string(),
  createdAt: Instant,
  createdByName: z.string(),
  withdrawn: z.object({ at: Instant, byName: z.string(), reason: z.string() }).nullable(),
  /** Newest first. None where the attachment was withdrawn and the reader is not of those who keep it. */
  versions: z.array(AttachmentVersionView),
  can: z.object({ change: z.boolean() }),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

export const AttachmentPage = pageOf(AttachmentView).extend({ can: z.object({ add: z.boolean() }) });
export type AttachmentPage = z.infer<typeof AttachmentPage>;

export const AttachmentQuery = z.object({
  ...SubjectRef.shape,
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
});
export type AttachmentQuery = z.infer<typeof AttachmentQuery>;

const note = z.string().trim().max(500).optional();
/** Ties an uploaded file to a record, as version 1 of a new attachment. */
export const AddAttachment = SubjectRef.extend({
  title: z.string().trim().min(1).max(100),
  kind: z.enum(codesOf('attachmentKind')),
  fileId: Id,
  note,
});
export type AddAttachment = z.infer<typeof AddAttachment>;

export const AddAttachmentVersion = z.strictObject({ fileId: Id, note });
export type AddAttachmentVersion = z.infer<typeof AddAttachmentVersion>;
