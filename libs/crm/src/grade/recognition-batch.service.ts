import { Injectable } from '@nestjs/common';
import {
  codesOf,
  type Code,
  type CreateRecognitionBatch,
  type Page,
  type RecognitionBatchQuery,
  type RecognitionBatchView,
  type RecognitionLineQuery,
  type RecognitionLineView,
  type ResolveRecognitionLines,
  termOf,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, jsonText, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { tableCsv } from '../transfer/csv-writer.js';
import { type ReturnedRow, rowsWithReasons } from '../transfer/error-workbook.js';
import type { StoredColumn } from '../transfer/import-batch.entity.js';
import { type Download, type Upload, XLSX_MEDIA_TYPE } from '../transfer/import.service.js';
import { PlaceNames } from '../transfer/place-names.js';
import { markKnown } from './known-recognitions.js';
import { RecognitionCheckService } from './recognition-check.service.js';
import { readRecognitionLines } from './recognition-lines.js';

/**
 * 名录批次: a list an authority published becomes 名录称号 of the enterprises it names, who are found by the one matcher of imports and typing.
 * Where that is in doubt, people say whom a line means; nothing is registered before somebody has looked.
 */
@Injectable()
export class RecognitionBatchService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly enterprises: EnterpriseService,
    private readonly places: PlaceNames,
    private readonly checks: RecognitionCheckService,
  ) {}

  /**
   * Reads a list and asks for its lines to be looked up; see {@link RecognitionCheckService}. Writes no 名录称号 yet.
   * @throws {AppError} FORBIDDEN, IMPORT_FILE_UNREADABLE, IMPORT_HEADER_UNKNOWN, RECOGNITION_BATCH_EMPTY, RECOGNITION_BATCH_TOO_LONG
   */
  async create(input: CreateRecognitionBatch, { name, content }: Upload): Promise<RecognitionBatchView> {
    const { actor } = this.database;
    if (!may(actor, 'enterprise.update')) throw new AppError('FORBIDDEN', { permission: 'enterprise.update' });
    await this.places.ready();
    const { columns, lines } = await readRecognitionLines(content, this.places);
    if (lines.length === 0) throw new AppError('RECOGNITION_BATCH_EMPTY');
    const rows = lines.map((line) => ({
      ...line,
      list: line.list ?? input.list,
      title: line.title ?? (line.list === null || line.list === input.list ? input.title : termOf('recognitionList', line.list)), // prettier-ignore
      year: line.year ?? input.year,
      verdict: line.issues.length > 0 ? 'error' : 'waiting',
    }));
    const waiting = rows.filter(({ verdict }) => verdict === 'waiting').length;
    return this.database.transaction(async (tx) => {
      const [{ id }] = (await tx.query(
        `INSERT INTO recognition_batch (list, title, year, source_name, source_url, published_on, file_name, created_by_id, organisation_id, area_code,
           created_at, columns, progress_total)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, o.id, o.area_code, $10, $11, $12 FROM organisation o WHERE o.id = $9 RETURNING id`,
        [input.list, input.title, input.year, input.sourceName, input.sourceUrl ?? null, input.publishedOn, name, actor.id, actor.organisationId,
          this.clock.now(), jsonText(columns), waiting],
      )) as [{ id: string }]; // prettier-ignore
      await tx.query(
        `INSERT INTO recognition_batch_row (batch_id, line, name, credit_code, list, title, year, place, verdict, issues, cells)
         SELECT $1, r.line, r.name, r."creditCode", r.list, r.title, r.year, r.place, r.verdict, r.issues, r.cells
         FROM jsonb_to_recordset($2::jsonb) AS r(line int, name text, "creditCode" text, list text, title text, year int, place int,
           verdict text, issues jsonb, cells jsonb)`,
        [id, jsonText(rows)],
      );
      this.database.afterCommit(() => this.checks.ring(id));
      return this.view(tx, id);
    });
  }

  /** What the actor may see, newest first. */
  list({ page, pageSize }: RecognitionBatchQuery): Promise<Page<RecognitionBatchView>> {
    return this.database.transaction(async (tx) => {
      const items = await this.views(tx, 'true ORDER BY b.created_at DESC, b.id DESC LIMIT $1 OFFSET $2', [
        pageSize,
        (page - 1) * pageSize,
      ]);
      const [{ total }] = (await tx.query('SELECT count(*)::int AS total FROM recognition_batch')) as [
        { total: number },
      ];
      return { items, total, page, pageSize };
    });
  }

  /** @throws {AppError} RECOGNITION_BATCH_NOT_FOUND, also for what the actor may not see */
  get(id: string): Promise<RecognitionBatchView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** Lines with whom they mean, those that need somebody first. @throws {AppError} RECOGNITION_BATCH_NOT_FOUND */
  lines(id: string, { page, pageSize, verdict }: RecognitionLineQuery): Promise<Page<RecognitionLineView>> {
    return this.database.transaction(async (tx) => {
      await this.view(tx, id);
      const where = 'r.batch_id = $1 AND ($2::text[] IS NULL OR r.verdict = ANY ($2))';
      const items = (await tx.query(
        `SELECT r.line, r.name, r.credit_code AS "creditCode", r.list, r.title, r.year, r.place, r.verdict, r.issues,
           CASE WHEN e.id IS NOT NULL THEN ${NAMED} END AS enterprise,
           coalesce((SELECT jsonb_agg(${NAMED} ORDER BY c.n) FROM unnest(r.candidates) WITH ORDINALITY c(id, n) JOIN enterprise e ON e.id = c.id AND e.archived_at IS NULL), '[]') AS candidates
         FROM recognition_batch_row r LEFT JOIN enterprise e ON e.id = r.enterprise_id
         WHERE ${where} ORDER BY array_position('{waiting,doubtful,error,unknown,ready,written,exists,repeated,left_out}', r.verdict), r.line LIMIT $3 OFFSET $4`,
        [id, verdict ?? null, pageSize, (page - 1) * pageSize],
      )) as RecognitionLineView[];
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total FROM recognition_batch_row r WHERE ${where}`, [
        id,
        verdict ?? null,
      ])) as [{ total: number }];
      return { items, total, page, pageSize };
    });
  }

  /** Stops the looking up between two blocks; the batch registers nothing. @throws {AppError} RECOGNITION_BATCH_STATE_INVALID, FORBIDDEN */
  cancel(id: string): Promise<RecognitionBatchView> {
    return this.database.transaction(async (tx) => {
      await this.require(tx, id, 'cancel');
      await tx.query(
        `UPDATE recognition_batch SET status = 'cancelled', finished_at = $2, claim_token = NULL WHERE id = $1`,
        [id, this.clock.now()],
      );
      return this.view(tx, id);
    });
  }

  /**
   * Takes a looking up that failed or was called off up again, with the lines that were kept: those found before stay found.
   * @throws {AppError} RECOGNITION_BATCH_STATE_INVALID, FORBIDDEN
   */
  retry(id: string): Promise<RecognitionBatchView> {
    return this.database.transaction(async (tx) => {
      await this.require(tx, id, 'retry');
      await tx.query(
        `UPDATE recognition_batch SET status = 'queued', attempts = 0, heartbeat_at = clock_timestamp(), finished_at = NULL, error_code = NULL,
           error_details = NULL WHERE id = $1`,
        [id],
      );
      this.database.afterCommit(() => this.checks.ring(id));
      return this.view(tx, id);
    });
  }

  /**
   * Says whom lines mean, or leaves them out.
   * @throws {AppError} RECOGNITION_BATCH_STATE_INVALID once it is written, ENTERPRISE_NOT_FOUND, RECOGNITION_LINE_NOT_FOUND
   */
  resolve(id: string, { lines }: ResolveRecognitionLines): Promise<RecognitionBatchView> {
    return this.database.transaction(async (tx) => {
      await this.require(tx, id, 'write');
      const wanted = [...new Set(lines.flatMap(({ enterpriseId }) => enterpriseId ?? []))];
      const seen = await this.enterprises.loadMany(tx, wanted);
      const missing = wanted.find((one) => !seen.some((row) => row.id === one && row.archivedAt === null));
      if (missing !== undefined) throw new AppError('ENTERPRISE_NOT_FOUND', { id: missing });
      const [changed] = (await tx.query(
        `UPDATE recognition_batch_row r SET enterprise_id = w."enterpriseId", verdict = CASE WHEN w."enterpriseId" IS NULL THEN 'left_out' ELSE 'ready' END
         FROM jsonb_to_recordset($2::jsonb) AS w(line int, "enterpriseId" uuid)
         WHERE r.batch_id = $1 AND r.line = w.line AND r.verdict <> 'error' RETURNING r.line`,
        [id, jsonText(lines)],
      )) as [unknown[], number];
      if (changed.length < new Set(lines.map(({ line }) => line)).size)
        throw new AppError('RECOGNITION_LINE_NOT_FOUND');
      await markKnown(tx, id);
      return this.view(tx, id);
    });
  }

  /** Registers the lines that are clear. What somebody else registered meanwhile is passed over. @throws {AppError} RECOGNITION_BATCH_STATE_INVALID */
  write(id: string): Promise<RecognitionBatchView> {
    return this.database.because(`登记名录批次 ${id}`, () =>
      this.database.transaction(async (tx) => {
        await this.require(tx, id, 'write');
        await markKnown(tx, id);
        await tx.query(
          `WITH made AS (
             INSERT INTO enterprise_recognition (enterprise_id, list, title, year, place, source_name, source_url, batch_id, created_at, created_by_id)
             SELECT r.enterprise_id, r.list, r.title, r.year, r.place, b.source_name, b.source_url, b.id, $2, $3
             FROM recognition_batch_row r JOIN recognition_batch b ON b.id = r.batch_id WHERE r.batch_id = $1 AND r.verdict = 'ready'
             ON CONFLICT (enterprise_id, list, year) WHERE withdrawn_at IS NULL DO NOTHING RETURNING enterprise_id, list, year)
           UPDATE recognition_batch_row r SET verdict = CASE WHEN m.enterprise_id IS NULL THEN 'exists' ELSE 'written' END
           FROM recognition_batch_row w LEFT JOIN made m ON m.enterprise_id = w.enterprise_id AND m.list = w.list AND m.year = w.year
           WHERE w.batch_id = $1 AND w.verdict = 'ready' AND r.batch_id = w.batch_id AND r.line = w.line`,
          [id, this.clock.now(), this.database.actor.id],
        );
        await tx.query(`UPDATE recognition_batch SET state = 'written', written_at = $2 WHERE id = $1`, [id, this.clock.now()]); // prettier-ignore
        return this.view(tx, id);
      }),
    );
  }

  /** Withdraws what a batch registered, as far as nobody withdrew it before. @throws {AppError} RECOGNITION_BATCH_STATE_INVALID, FORBIDDEN */
  undo(id: string, reason: string): Promise<RecognitionBatchView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        await this.require(tx, id, 'undo');
        // One moment for both: by it the entries this undo withdrew are told from those withdrawn before.
        const values = [id, this.clock.now(), this.database.actor.id, reason];
        await tx.query(
          `UPDATE enterprise_recognition SET withdrawn_at = $2, withdrawn_by_id = $3, withdraw_reason = $4 WHERE batch_id = $1 AND withdrawn_at IS NULL`,
          values,
        );
        await tx.query(
          `UPDATE recognition_batch SET state = 'undone', undone_at = $2, undone_by_id = $3, undo_reason = $4 WHERE id = $1`,
          values,
        );
        return this.view(tx, id);
      }),
    );
  }

  /** The sender's own rows that were not registered, with the reason; corrected, they can be brought again as they are. */
  async errorWorkbook(id: string): Promise<Download> {
    const { columns, fileName, rows } = await this.database.transaction(async (tx) => {
      const { fileName } = await this.view(tx, id);
      const [{ columns }] = (await tx.query('SELECT columns FROM recognition_batch WHERE id = $1', [id])) as [{ columns: StoredColumn[] }]; // prettier-ignore
      const rows = (await tx.query(
        `SELECT line AS "rowNumber", coalesce(cells, jsonb_build_array(name, credit_code)) AS cells, verdict, issues FROM recognition_batch_row
         WHERE batch_id = $1 AND verdict IN ('doubtful', 'unknown', 'error') ORDER BY line`,
        [id],
      )) as (ReturnedRow & { readonly verdict: Code<'recognitionVerdict'> })[];
      return { fileName, columns, rows };
    });
    const returned = rows.map(({ verdict, issues, ...row }) => ({
      ...row,
      issues: issues.length > 0 ? issues : [{ field: '', title: '', message: termOf('recognitionVerdict', verdict) }],
    }));
    const titles = { title: '没有登记的行', reason: '原因' };
    return {
      name: `${fileName.replace(/\.[^.]*$/, '')}-${titles.title}.xlsx`,
      mediaType: XLSX_MEDIA_TYPE,
      content: rowsWithReasons(
        titles,
        [{ sheet: titles.title, before: 0, columns }],
        (async function* () {
          yield returned;
        })(),
      ),
    };
  }

  /** The lines nobody was found for, with headings of the import of 目标企业库, so that they can be registered there and the list be brought again. */
  async unmatched(id: string): Promise<Download> {
    const rows = await this.database.transaction(async (tx) => {
      await this.view(tx, id);
      return tx.query<UnmatchedLine[]>(
        `SELECT name, credit_code AS "creditCode", verdict, issues FROM recognition_batch_row
         WHERE batch_id = $1 AND verdict IN ('doubtful', 'unknown', 'error') ORDER BY line`,
        [id],
      );
    });
    const content = tableCsv({
      title: '没有登记的行',
      notes: [],
      columns: ['企业名称', '统一社会信用代码', '原因'].map((heading) => ({ heading, format: '@' })),
      blocks: (async function* () {
        yield rows.map(({ name, creditCode, verdict, issues }) => [
          name,
          creditCode,
          issues.map(({ message }) => message).join('；') || termOf('recognitionVerdict', verdict),
        ]);
      })(),
    });
    return { name: '没有登记的行.csv', mediaType: 'text/csv; charset=utf-8', content };
  }

  private async require(
    tx: EntityManager,
    id: string,
    step: keyof typeof STATES_OF_STEP,
  ): Promise<RecognitionBatchView> {
    const view = await this.view(tx, id, 'FOR UPDATE OF b');
    if (!view.can[step]) {
      if (STATES_OF_STEP[step].includes(view.state)) throw new AppError('FORBIDDEN');
      throw new AppError('RECOGNITION_BATCH_STATE_INVALID', { state: termOf('recognitionBatchState', view.state) });
    }
    return view;
  }

  private async view(tx: EntityManager, id: string, lock = ''): Promise<RecognitionBatchView> {
    const [view] = await this.views(tx, `b.id = $1 ${lock}`, [id]);
    if (view === undefined) throw new AppError('RECOGNITION_BATCH_NOT_FOUND', { id });
    return view;
  }

  /** Under the reader's own policies; `where` is SQL of this class, never input. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<RecognitionBatchView[]> {
    const { actor } = this.database;
    const rows = (await tx.query(
      `SELECT b.id, b.list, b.title, b.year, b.source_name AS "sourceName", b.source_url AS "sourceUrl", b.published_on::text AS "publishedOn",
         b.file_name AS "fileName", CASE WHEN b.state = 'checking' AND b.status IN ('failed', 'cancelled') THEN b.status ELSE b.state END AS state,
         b.progress_done AS "progressDone", b.progress_total AS "progressTotal", b.error_code AS "errorCode", b.error_details AS "errorDetails", u.display_name AS "createdByName", o.name AS "organisationName", b.created_at AS "createdAt",
         b.written_at AS "writtenAt", b.undone_at AS "undoneAt", d.display_name AS "undoneByName", b.undo_reason AS "undoReason",
         (SELECT jsonb_object_agg(verdict, n) FROM (SELECT verdict, count(*) AS n FROM recognition_batch_row r WHERE r.batch_id = b.id GROUP BY 1) c) AS counts,
         (SELECT count(*)::int FROM enterprise_recognition n WHERE n.batch_id = b.id AND n.withdrawn_at = b.undone_at) AS withdrawn
       FROM recognition_batch b JOIN app_user u ON u.id = b.created_by_id JOIN organisation o ON o.id = b.organisation_id
         LEFT JOIN app_user d ON d.id = b.undone_by_id WHERE ${where}`,
      values,
    )) as BatchRow[];
    const none = Object.fromEntries(codesOf('recognitionVerdict').map((code) => [code, 0]));
    const isWriter = may(actor, 'enterprise.update');
    return rows.map(({ undoneAt, undoneByName, undoReason, withdrawn, counts: some, ...row }) => {
      const counts = { ...none, ...some } as RecognitionBatchView['counts'];
      const isIn = (step: keyof typeof STATES_OF_STEP) => STATES_OF_STEP[step].includes(row.state);
      return {
        ...row,
        createdAt: row.createdAt.toISOString(),
        writtenAt: row.writtenAt?.toISOString() ?? null,
        counts,
        undo: undoneAt && { byName: undoneByName ?? '', at: undoneAt.toISOString(), reason: undoReason ?? '', withdrawn, kept: counts.written - withdrawn }, // prettier-ignore
        can: {
          cancel: isIn('cancel') && isWriter,
          retry: isIn('retry') && isWriter,
          write: isIn('write') && isWriter,
          undo: isIn('undo') && (isWriter || actor.reach.get('grade.manage') === 'city'),
        },
      };
    });
  }
}

/** Of which state a batch must be to be taken a step further. */
const STATES_OF_STEP: Readonly<Record<keyof RecognitionBatchView['can'], readonly Code<'recognitionBatchState'>[]>> = {
  cancel: ['checking'],
  retry: ['failed', 'cancelled'],
  write: ['checked'],
  undo: ['written'],
};

const NAMED = `jsonb_build_object('id', e.id, 'name', e.name, 'creditCode', e.credit_code)`;

interface UnmatchedLine {
  readonly name: string | null;
  readonly creditCode: string | null;
  readonly verdict: Code<'recognitionVerdict'>;
  readonly issues: readonly { readonly message: string }[];
}

interface BatchRow extends Omit<RecognitionBatchView, 'createdAt' | 'writtenAt' | 'undo' | 'can' | 'counts'> {
  readonly createdAt: Date;
  readonly writtenAt: Date | null;
  readonly undoneAt: Date | null;
  readonly undoneByName: string | null;
  readonly undoReason: string | null;
  readonly withdrawn: number;
  readonly counts: Partial<RecognitionBatchView['counts']> | null;
}
