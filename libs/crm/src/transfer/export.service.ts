import { Inject, Injectable } from '@nestjs/common';
import {
  type Code,
  extraConditions,
  type ExportView,
  type FieldIssue,
  type Page,
  type RequestExport,
} from '@lianghuan/contracts';
import {
  type Actor,
  AppError,
  CONFIG,
  Clock,
  type Config,
  Database,
  shanghaiDayOf,
  ValidationError,
} from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { requireKnownExtras, requireKnownParameters } from '../search/known-parameters.js';
import { FileService } from '../file/file.service.js';
import { findJobActor } from '../job/job-actor.js';
import { type JobClaim, JobDeadEnd, JobDesk, type JobOutcome } from '../job/job-desk.js';
import { conditionsText } from './export-conditions.js';
import { tableCsv } from './csv-writer.js';
import { type SheetTable, tableWorkbook } from './sheet-writer.js';
import { ExportSources } from './export-sources.js';
import { type Download, XLSX_MEDIA_TYPE } from './import.service.js';
import { minuteOf } from './minute.js';
import { PlaceNames } from './place-names.js';
import { TransferBells } from './transfer-queues.js';

const STEP = { waiting: 'queued', running: 'running' } as const;
const MEDIA_TYPES = { xlsx: XLSX_MEDIA_TYPE, csv: 'text/csv; charset=utf-8' } as const;
/** Of a list's query string what picks a page of it; a file holds all. */
const PAGING: ReadonlySet<string> = new Set(['page', 'pageSize']);

/** What some file system takes in no name. */
const NOT_IN_FILE_NAMES = /[\\/:*?"<>|\p{Cc}]/gu;

/** 导出: a list under its own filters as one file, made in the background in the name of who asked. Only he sees it. */
@Injectable()
export class ExportService {
  readonly #desk: JobDesk;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly files: FileService,
    private readonly bells: TransferBells,
    private readonly sources: ExportSources,
    private readonly places: PlaceNames,
    @Inject(CONFIG) config: Config,
  ) {
    this.#desk = new JobDesk(database, config, 'export_record', [STEP]);
  }

  /**
   * Asks for a file. What is asked, by whom and under which filters is kept for good.
   * @throws {AppError} FORBIDDEN without the right to read the list, …_NOT_FOUND of the record it is about, QUERY_PARAMETER_UNKNOWN or VALIDATION_FAILED for a filter or
   *   sort the list does not take
   */
  async request({ register, format, query }: RequestExport): Promise<ExportView> {
    const source = this.sources.get(register);
    const actor = this.database.actor;
    if (source.permission !== undefined && !actor.reach.has(source.permission))
      throw new AppError('FORBIDDEN', { permission: source.permission });
    const filters = Object.fromEntries(Object.entries(query).filter(([name]) => !PAGING.has(name)));
    requireKnownParameters(filters, Object.keys(source.query.shape));
    requireKnownExtras(extraConditions(filters.extra ?? ''), source.extraNames ?? []);
    const parsed = source.query.safeParse(filters);
    if (!parsed.success) {
      throw new ValidationError(
        parsed.error.issues.map(({ path, code, message }) => ({ path: ['query', ...path].join('.'), code, message })),
      );
    }
    if (filters.sort !== undefined && !source.sortNames.includes(filters.sort.replace(/^-/, ''))) {
      const message = `expected one of ${source.sortNames.join(', ')}`;
      throw new ValidationError([{ path: 'query.sort', code: 'unknown', message } satisfies FieldIssue]);
    }
    await source.about?.(filters);
    return this.database.transaction(async (tx) => {
      const [{ id }] = (await tx.query(
        `INSERT INTO export_record (register, format, query, requested_by_id) VALUES ($1, $2, $3, $4) RETURNING id`,
        [register, format, filters, actor.id],
      )) as [{ id: string }];
      this.database.afterCommit(() => this.bells.ringExport(id));
      return this.view(tx, id);
    });
  }

  /** The actor's own, newest first. */
  list(page: number, pageSize: number): Promise<Page<ExportView>> {
    return this.database.transaction(async (tx) => {
      const rows = await this.find(tx, 'true ORDER BY requested_at DESC, id DESC LIMIT $1 OFFSET $2', [
        pageSize,
        (page - 1) * pageSize,
      ]);
      const [{ total }] = (await tx.query('SELECT count(*)::int AS total FROM export_record')) as [{ total: number }];
      return { items: rows.map(viewOf), total, page, pageSize };
    });
  }

  /** @throws {AppError} EXPORT_NOT_FOUND, also for another's */
  get(id: string): Promise<ExportView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** @throws {AppError} EXPORT_NOT_FOUND, also for another's and while there is no file yet */
  async file(id: string): Promise<Download> {
    const record = await this.database.transaction((tx) => this.load(tx, id));
    if (record.file_id === null) throw new AppError('EXPORT_NOT_FOUND', { id });
    const { file, content } = await this.files.open(record.file_id);
    return { name: file.name, mediaType: file.mediaType, content };
  }

  /** Makes the file. Killed and called again, it starts over. */
  execute(id: string): Promise<JobOutcome> {
    return this.#desk.execute(id, STEP, async (claim) => {
      const { record, actor } = await this.database.transaction(async (tx) => {
        const record = await this.load(tx, id);
        return { record, actor: await findJobActor(tx, record.requested_by_id) };
      });
      if (actor === undefined) throw new JobDeadEnd('JOB_USER_DISABLED');
      await this.places.ready();
      await this.database.actAs(actor, async () => {
        try {
          await this.make(claim, record, actor);
        } catch (error) {
          if (!(error instanceof AppError) || error.status >= 500) throw error;
          throw new JobDeadEnd(error.code, error.details, { cause: error });
        }
      });
    });
  }

  /** Rings again for exports left waiting or silent. @returns ids rung for; undefined when another worker is at it */
  sweep(): Promise<string[] | undefined> {
    return this.#desk.sweep((id) => this.bells.ringExport(id));
  }

  /** Gives the exports in hand back, for a worker that is to stop. */
  handBack(): void {
    this.#desk.handBack();
  }

  private async make(claim: JobClaim, record: ExportRow, actor: Actor): Promise<void> {
    const source = this.sources.get(record.register);
    const now = this.clock.now();
    let rowCount = 0;
    const counted = async function* (blocks: SheetTable['blocks']) {
      for await (const block of blocks) {
        claim.stop.signal.throwIfAborted();
        rowCount += block.length;
        yield block;
      }
    };
    const unit = await this.database.transaction<{ name: string }[]>((tx) =>
      tx.query('SELECT name FROM organisation WHERE id = $1', [actor.organisationId]),
    );
    const about = await source.about?.(record.query);
    const title = about === undefined ? source.title : `${source.title}：${about}`;
    const table: SheetTable = {
      title: source.title,
      notes: [
        `${title}导出`,
        `条件：${conditionsText(record.register, record.query, this.places)}`,
        `导出人：${actor.displayName}（${unit[0]?.name ?? ''}）　时间：${minuteOf(now)}　编号：${record.id}`,
      ],
      columns: source.columns(record.query),
      blocks: counted(source.rows(record.query)),
    };
    const name = `${title.replaceAll(NOT_IN_FILE_NAMES, ' ')}-${shanghaiDayOf(now)}.${record.format}`;
    const file = await this.files.receive({
      name,
      mediaType: MEDIA_TYPES[record.format],
      purpose: 'export',
      content: record.format === 'xlsx' ? tableWorkbook(table) : tableCsv(table),
    });
    await this.database.transaction((tx) =>
      this.#desk.finish(tx, claim, {
        row_count: rowCount,
        file_id: file.id,
        file_name: file.name,
        size_bytes: file.sizeBytes,
        sha256: file.sha256,
      }),
    );
  }

  private async view(tx: EntityManager, id: string): Promise<ExportView> {
    return viewOf(await this.load(tx, id));
  }

  private async load(tx: EntityManager, id: string): Promise<ExportRow> {
    const [row] = await this.find(tx, 'id = $1', [id]);
    if (row === undefined) throw new AppError('EXPORT_NOT_FOUND', { id });
    return row;
  }

  /** Records the actor may see; `where` is SQL of this class, never input. */
  private async find(tx: EntityManager, where: string, values: unknown[]): Promise<ExportRow[]> {
    return (await tx.query(`SELECT * FROM export_record WHERE ${where}`, values)) as ExportRow[];
  }
}

/** Columns of export_record as the driver hands them out. */
interface ExportRow {
  id: string;
  register: RequestExport['register'];
  format: RequestExport['format'];
  query: Record<string, string>;
  status: Code<'jobStatus'>;
  requested_by_id: string;
  requested_at: Date;
  finished_at: Date | null;
  row_count: number | null;
  file_id: string | null;
  file_name: string | null;
  size_bytes: string | null;
  error_code: string | null;
}

function viewOf(row: ExportRow): ExportView {
  return {
    id: row.id,
    register: row.register,
    format: row.format,
    status: row.status,
    rowCount: row.row_count,
    sizeBytes: row.size_bytes === null ? null : Number(row.size_bytes),
    fileName: row.file_name,
    requestedAt: row.requested_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    errorCode: row.error_code,
  };
}
