import { Readable } from 'node:stream';
import {
  type AddAttachment,
  type AddAttachmentVersion,
  ATTACHMENT_TYPES,
  type AttachmentPage,
  type AttachmentPreview,
  type AttachmentQuery,
  type AttachmentVersionView,
  type AttachmentView,
  TEXT_PREVIEW_BYTES,
} from '@lianghuan/contracts';
import { AppError, Clock, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FileService } from '../file/file.service.js';
import { extensionOf, type UploadedFile } from '../file/file-type.js';
import type { StoredFile } from '../file/stored-file.entity.js';
import { requireSubject } from '../subject/subject.js';
import { encodingOf } from '../transfer/table-reader.js';

/** Bytes for showing inside a page; never more than what its kind needs. */
export interface ShownFile {
  readonly kind: AttachmentPreview;
  readonly name: string;
  readonly mediaType: string;
  readonly content: Readable;
  /** Of the content, in bytes. */
  readonly length: number;
  /** Whether the file goes on where the content ends. */
  readonly isCut: boolean;
}

/**
 * 附件 on any record: who sees the record sees its attachments (policy `attachment_read`), who may write it adds some. A new upload is a
 * new version; nothing is ever overwritten or deleted.
 */
@Injectable()
export class AttachmentService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly files: FileService,
  ) {}

  /** Attachments of a record, the newest first, withdrawn ones last. @throws {AppError} …_NOT_FOUND of the record */
  list({ subject, subjectId, page, pageSize }: AttachmentQuery): Promise<AttachmentPage> {
    return this.database.transaction(async (tx) => {
      await requireSubject(tx, this.database.actor, { subject, subjectId });
      const where = 'WHERE a.subject = $1 AND a.subject_id = $2';
      const [{ total, canAdd }] = (await tx.query(
        `SELECT count(*)::int AS total, may_write_subject($1, $2) AS "canAdd" FROM attachment a ${where}`,
        [subject, subjectId],
      )) as [{ total: number; canAdd: boolean }];
      const items = (await tx.query(
        `${VIEWS} ${where} ORDER BY a.withdrawn_at IS NOT NULL, a.id DESC LIMIT $3 OFFSET $4`,
        [subject, subjectId, pageSize, (page - 1) * pageSize],
      )) as AttachmentRow[];
      return { items: items.map(viewOf), total, page, pageSize, can: { add: canAdd } };
    });
  }

  /**
   * Takes a file in; until it is attached, only who uploaded it can read it.
   * @throws {AppError} FILE_TYPE_REFUSED, FILE_CONTENT_MISMATCH, FILE_EMPTY, FILE_TOO_LARGE
   */
  upload(file: UploadedFile): Promise<StoredFile> {
    return this.files.receiveUpload(file, 'attachment');
  }

  /** @throws {AppError} …_NOT_FOUND of the record, FORBIDDEN for who only reads it, FILE_NOT_FOUND for files of others or attached already */
  add(input: AddAttachment): Promise<AttachmentView> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      await requireSubject(tx, actor, input);
      const [{ isWriter }] = (await tx.query('SELECT may_write_subject($1, $2) AS "isWriter"', [
        input.subject,
        input.subjectId,
      ])) as [{ isWriter: boolean }];
      if (!isWriter || actor.organisationId === null) throw new AppError('FORBIDDEN');
      const [{ id }] = (await tx.query(
        `INSERT INTO attachment (${input.subject}_id, title, kind, organisation_id, created_by_id) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
        [input.subjectId, input.title, input.kind, actor.organisationId, actor.id],
      )) as [{ id: string }];
      await this.addVersion(tx, id, 1, input);
      return this.view(tx, id);
    });
  }

  /**
   * The next version; who reads the attachment sees it first, the earlier ones stay.
   * @throws {AppError} ATTACHMENT_NOT_FOUND, ATTACHMENT_WITHDRAWN, FORBIDDEN, FILE_NOT_FOUND, ATTACHMENT_SAME_CONTENT
   */
  renew(id: string, input: AddAttachmentVersion): Promise<AttachmentView> {
    return this.database.transaction(async (tx) => {
      const { no } = await this.lock(tx, id);
      await this.addVersion(tx, id, no + 1, input);
      return this.view(tx, id);
    });
  }

  /** @throws {AppError} ATTACHMENT_NOT_FOUND, also for what is hidden */
  get(id: string): Promise<AttachmentView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** 撤下 with a reason; title and reason stay for everybody, the files for those who keep it. */
  withdraw(id: string, reason: string): Promise<AttachmentView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        await this.lock(tx, id);
        await tx.query('UPDATE attachment SET withdrawn_at = $2, withdrawn_by_id = $3, withdraw_reason = $4 WHERE id = $1', [
          id,
          this.clock.now(),
          this.database.actor.id,
          reason,
        ]); // prettier-ignore
        return this.view(tx, id);
      }),
    );
  }

  /** A version for saving. @throws {AppError} ATTACHMENT_NOT_FOUND, also for a withdrawn one that others keep */
  async open(id: string, no: number): Promise<{ file: StoredFile; content: Readable }> {
    return this.files.open(await this.fileOf(id, no));
  }

  /**
   * A version for showing: images and PDF as they are, texts as UTF-8 up to {@link TEXT_PREVIEW_BYTES}.
   * @throws {AppError} ATTACHMENT_NOT_FOUND, FILE_NOT_SHOWN for kinds that are for saving only
   */
  async preview(id: string, no: number): Promise<ShownFile> {
    const { file, content } = await this.open(id, no);
    const kind = previewOf(file.name);
    if (kind === null) {
      content.destroy();
      throw new AppError('FILE_NOT_SHOWN', { name: file.name });
    }
    const shown = { kind, name: file.name, mediaType: file.mediaType };
    if (kind !== 'text') return { ...shown, content, length: file.sizeBytes, isCut: false };
    const head = await headOf(content, TEXT_PREVIEW_BYTES);
    const encoding = encodingOf(head);
    // `stream` leaves out a character that the end of the sample cuts.
    const text = Buffer.from(new TextDecoder(encoding).decode(head, { stream: true }));
    return { ...shown, mediaType: 'text/plain; charset=utf-8', content: Readable.from([text], { objectMode: false }), length: text.length, isCut: head.length < file.sizeBytes }; // prettier-ignore
  }

  private async fileOf(id: string, no: number): Promise<string> {
    const rows = await this.database.transaction<{ fileId: string }[]>((tx) =>
      tx.query(
        `SELECT v.file_id AS "fileId" FROM attachment_version v JOIN stored_file f ON f.id = v.file_id WHERE v.attachment_id = $1 AND v.no = $2`,
        [id, no],
      ),
    );
    if (rows[0] === undefined) throw new AppError('ATTACHMENT_NOT_FOUND', { id });
    return rows[0].fileId;
  }

  /** The attachment, locked for a change by the actor; `no` is its newest version. */
  private async lock(tx: EntityManager, id: string): Promise<{ no: number }> {
    const [row] = (await tx.query(
      `SELECT a.withdrawn_at AS "withdrawnAt", may_change_attachment(a) AS "mayChange" FROM attachment a WHERE a.id = $1`,
      [id],
    )) as { withdrawnAt: Date | null; mayChange: boolean }[];
    if (row === undefined) throw new AppError('ATTACHMENT_NOT_FOUND', { id });
    if (!row.mayChange) throw new AppError('FORBIDDEN');
    // Locking a row under row-level security asks for the policy of UPDATE, which leaves withdrawn ones out.
    const [locked] = await tx.query<unknown[]>('SELECT FROM attachment WHERE id = $1 FOR UPDATE', [id]);
    if (locked === undefined) throw new AppError('ATTACHMENT_WITHDRAWN', { id });
    const [{ no }] = (await tx.query('SELECT max(no) AS no FROM attachment_version WHERE attachment_id = $1', [id])) as [{ no: number }]; // prettier-ignore
    return { no };
  }

  private async addVersion(tx: EntityManager, id: string, no: number, input: AddAttachmentVersion): Promise<void> {
    const { actor } = this.database;
    const [file] = (await tx.query(
      `SELECT sha256 FROM stored_file WHERE id = $1 AND purpose = 'attachment' AND created_by_id = $2 AND NOT file_is_attached(id)`,
      [input.fileId, actor.id],
    )) as { sha256: string }[];
    if (file === undefined) throw new AppError('FILE_NOT_FOUND', { id: input.fileId });
    const [same] = (await tx.query(
      `SELECT v.no FROM attachment_version v JOIN stored_file f ON f.id = v.file_id WHERE v.attachment_id = $1 AND v.no = $2 AND f.sha256 = $3`,
      [id, no - 1, file.sha256],
    )) as { no: number }[];
    if (same !== undefined) throw new AppError('ATTACHMENT_SAME_CONTENT', { no: same.no });
    await tx.query(
      'INSERT INTO attachment_version (attachment_id, no, file_id, note, created_by_id) VALUES ($1, $2, $3, $4, $5)',
      [id, no, input.fileId, input.note ?? null, actor.id],
    );
  }

  private async view(tx: EntityManager, id: string): Promise<AttachmentView> {
    const [row] = (await tx.query(`${VIEWS} WHERE a.id = $1`, [id])) as AttachmentRow[];
    if (row === undefined) throw new AppError('ATTACHMENT_NOT_FOUND', { id });
    return viewOf(row);
  }
}

type AttachmentRow = Omit<AttachmentView, 'versions' | 'withdrawn' | 'can'> & {
  readonly versions: Omit<AttachmentVersionView, 'preview'>[] | null;
  readonly withdrawnAt: Date | null;
  readonly withdrawnByName: string | null;
  readonly withdrawReason: string | null;
  readonly mayChange: boolean;
};

function viewOf(row: AttachmentRow): AttachmentView {
  const { withdrawnAt, withdrawnByName, withdrawReason, mayChange, versions, ...rest } = row;
  return {
    ...rest,
    versions: (versions ?? []).map((version) => ({ ...version, createdAt: new Date(version.createdAt).toISOString(), preview: previewOf(version.fileName) })), // prettier-ignore
    withdrawn:
      withdrawnAt === null
        ? null
        : { at: withdrawnAt.toISOString(), byName: withdrawnByName ?? '', reason: withdrawReason ?? '' },
    can: { change: mayChange && withdrawnAt === null },
  };
}

function previewOf(fileName: string): AttachmentPreview | null {
  const extension = extensionOf(fileName);
  return extension === undefined ? null : ATTACHMENT_TYPES[extension];
}

/** The first bytes of a stream, which is closed then. */
async function headOf(content: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most);
}

/** The join to the files is under their policy, so that a withdrawn attachment shows its files to those who keep it only. */
const VIEWS = `
  SELECT a.id, a.title, a.kind, o.name AS "organisationName", a.created_at AS "createdAt", u.display_name AS "createdByName",
    a.withdrawn_at AS "withdrawnAt", w.display_name AS "withdrawnByName", a.withdraw_reason AS "withdrawReason",
    may_change_attachment(a) AS "mayChange", v.versions
  FROM attachment a JOIN organisation o ON o.id = a.organisation_id JOIN app_user u ON u.id = a.created_by_id
    LEFT JOIN app_user w ON w.id = a.withdrawn_by_id
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('no', v.no, 'fileName', f.name, 'sizeBytes', f.size_bytes, 'sha256', f.sha256, 'note', v.note,
        'createdAt', v.created_at, 'createdByName', b.display_name) ORDER BY v.no DESC) AS versions
      FROM attachment_version v JOIN stored_file f ON f.id = v.file_id JOIN app_user b ON b.id = v.created_by_id WHERE v.attachment_id = a.id
    ) v ON true`;
