import { AppError, type Database, jsonText } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { BlockJob } from '../job/block-writer.js';
import type { RecordEntity } from '../record/record.entity.js';
import type { PackedRows } from '../record/row-store.js';
import type { FieldValue } from './field-value.js';
import { findLikely, type ImportJudge } from './import-judge.js';
import { type RowIssue, rowIssue } from './import-issue.js';
import type { ImportRow } from './import-row.entity.js';
import type { TransferRegister } from './transfer-registers.js';

/**
 * Rows written per transaction; four times as many are in hand. Half as many take an eighth more of both processors: each block plans its
 * statements anew, with the policies.
 */
const BLOCK = 500;
/** Blocks made ready at the most while others are written. */
const MOST_AHEAD = 2;

/** A row that is to be written. */
interface OpenRow {
  readonly rowNumber: number;
  readonly verdict: 'create' | 'update';
  readonly key: string | null;
  readonly input: Record<string, FieldValue>;
  readonly targetId: string | null;
  readonly targetVersion: number | null;
  /** What the importer was warned of. */
  readonly likely: ImportRow['likely'];
}

/** Rows of a file one after another, with all that are to be made of them where no rule refuses one. */
interface Block {
  readonly rows: readonly (OpenRow | SettledRow)[];
  readonly prepared: PackedRows<RecordEntity> | undefined;
}

/** A row that is not written. */
interface SettledRow {
  readonly rowNumber: number;
  readonly verdict: 'unchanged' | 'skip' | 'error';
}

/** A row that was refused when it was to be written. */
interface FailedRow {
  readonly rowNumber: number;
  readonly issues: RowIssue[];
}

/** Ids the new rows got. */
type Made = Map<OpenRow, string>;

/** 导入, second half: writes the checked rows of a batch, from behind row `writtenTo` of the file on. */
export class ImportWriter implements BlockJob<Block> {
  /** Blocks that are being made ready, in their order. */
  readonly #ahead: Promise<Block>[] = [];
  /** Row number behind which the next one begins, when the one before is there. */
  #behind: Promise<number>;
  readonly #made = new WeakMap<Block, Made>();

  /**
   * @param judge tells refusals of the register by the fields of the file
   * @param unseen rows others wrote since the check, which the importer has not been shown
   */
  constructor(
    private readonly database: Database,
    private readonly batchId: string,
    private readonly register: TransferRegister,
    private readonly judge: ImportJudge,
    private readonly unseen: ReadonlySet<string>,
    writtenTo: number,
  ) {
    this.#behind = Promise.resolve(writtenTo);
  }

  async next(): Promise<Block | undefined> {
    if (this.#ahead.length === 0) this.#prepareAhead();
    const block = await this.#ahead.shift();
    return block?.rows.length === 0 ? undefined : block;
  }

  /** A row that is changed may have the key of another. */
  isApart({ rows }: Block): boolean {
    return rows.every((row) => !isOpen(row) || isNew(row));
  }

  async write(tx: EntityManager, block: Block): Promise<void> {
    const { made, failures } = await this.writeOpen(tx, block);
    this.#made.set(block, made);
    await storeFailures(tx, this.batchId, failures);
  }

  /** Two rows of a file may be the same by other keys than those they were compared by: one says its code, the other its name. */
  async isAsBehind(tx: EntityManager, block: Block): Promise<boolean> {
    const made = [...(this.#made.get(block) ?? [])];
    const existing = await this.register.service.findExisting(tx, made.map(([{ input }]) => input)); // prettier-ignore
    return made.every(
      ([, id], i) => existing[i] === undefined || (existing[i].id === id && existing[i].isAmbiguous !== true),
    );
  }

  async mark(tx: EntityManager, { rows }: Block): Promise<void> {
    await tx.query('UPDATE import_batch SET progress_done = progress_done + $2, written_to = $3 WHERE id = $1', [
      this.batchId,
      rows.filter(isOpen).length,
      rows[rows.length - 1].rowNumber,
    ]);
  }

  /** Begins to make the block behind those that are there already ready: its rows, and what will be stored of those to be created. */
  #prepareAhead(): void {
    if (this.#ahead.length >= MOST_AHEAD) return;
    const behind = this.#behind;
    const block = behind.then((last) =>
      this.database.transactionBeside(async (tx) => this.prepare(tx, await loadNext(tx, this.batchId, last))),
    );
    // Its failure is met when it is its turn; if one before it fails, it is nobody's.
    this.#behind = block.then(async ({ rows }) => rows.at(-1)?.rowNumber ?? behind);
    this.#behind.catch(() => {});
    this.#ahead.push(block);
  }

  private async prepare(tx: EntityManager, rows: Block['rows']): Promise<Block> {
    const created = rows.filter(isOpen).filter(isNew);
    try {
      const prepared = created.length === 0 ? undefined : await this.register.service.prepareMany(tx, created.map(({ input }) => input)); // prettier-ignore
      return { rows, prepared };
    } catch (error) {
      // A rule that refuses one of them is asked again when they are written, and then row by row.
      if (error instanceof AppError && error.status < 500) return { rows, prepared: undefined };
      throw error;
    }
  }

  /** Writes rows together; if one of them is refused, one by one, so that only that one becomes an error. */
  private async writeOpen(tx: EntityManager, block: Block): Promise<{ made: Made; failures: FailedRow[] }> {
    const { service } = this.register;
    const made = new Map<OpenRow, string>();
    const rows = block.rows.filter(isOpen);
    if (rows.length === 0) return { made, failures: [] };
    const created = rows.filter((row) => row.verdict === 'create');
    const existing = await service.findExisting(
      tx,
      created.map((row) => row.input),
    );
    const late = new Set(created.filter((row, i) => existing[i] !== undefined && existing[i]?.id !== row.targetId));
    const failures = [...late].map(({ rowNumber }) => ({ rowNumber, issues: [rowIssue(undefined, 'EXISTS_NOW')] }));
    const doubtful = await this.findDoubtful(tx, created.filter((row) => !late.has(row))); // prettier-ignore
    failures.push(...doubtful.values());
    const open = rows.filter((row) => !late.has(row) && !doubtful.has(row));
    const together = () => this.store(tx, open, made, block.prepared);
    if ((await this.attempt(tx, together)) === undefined) return { made, failures };
    made.clear();
    for (const row of open) {
      const refused = await this.attempt(tx, () => this.store(tx, [row], made));
      if (refused === undefined) continue;
      failures.push({ rowNumber: row.rowNumber, issues: refused.issues });
      if (refused.error instanceof AppError) await service.recordRefusals(tx, [refused.error]);
    }
    return { made, failures };
  }

  /** Rows to be created that others registered something alike for, which the importer has not been shown and so has not decided about. */
  private async findDoubtful(tx: EntityManager, rows: readonly OpenRow[]): Promise<Map<OpenRow, FailedRow>> {
    if (this.unseen.size === 0) return new Map();
    const found = await findLikely(tx, this.register, rows.map(({ input }) => input)); // prettier-ignore
    const doubtful = new Map<OpenRow, FailedRow>();
    for (const [i, row] of rows.entries()) {
      const shown = new Set(row.likely?.flatMap((other) => ('id' in other ? other.id : [])));
      const news = found[i].find(({ row: other }) => this.unseen.has(other.id) && !shown.has(other.id));
      if (news === undefined) continue;
      const { name: value } = news.row as RecordEntity & { readonly name?: string };
      doubtful.set(row, { rowNumber: row.rowNumber, issues: [rowIssue(undefined, 'LIKELY_NOW', { value })] });
    }
    return doubtful;
  }

  /** @param made takes the ids of the new rows */
  private async store(
    tx: EntityManager,
    rows: readonly OpenRow[],
    made: Made,
    prepared?: Block['prepared'],
  ): Promise<void> {
    const { service } = this.register;
    const created = rows.filter(isNew);
    const known = rows.flatMap(({ verdict, input, targetId: id, targetVersion: version }) =>
      id === null ? [] : [{ verdict, id, input: { ...input, version: version ?? undefined } }],
    );
    const updated = known.filter(({ verdict }) => verdict === 'update');
    const revived = known.filter(({ verdict }) => verdict === 'create');
    // While the database stores one block, another is made ready: not before, or the database would wait for us.
    // Prepared are all new rows of the block; where some are left out, the others are prepared once more.
    const stored =
      created.length === 0
        ? []
        : prepared?.rows.length === created.length
          ? await service.storePrepared(tx, prepared, () => this.#prepareAhead())
          : await service.storeMany(tx, created.map(({ input }) => input)); // prettier-ignore
    for (const [i, { id }] of stored.entries()) made.set(created[i], id);
    if (updated.length > 0) await service.changeMany(tx, updated);
    if (revived.length > 0) await service.reviveMany(tx, revived);
  }

  /** Runs a write behind a savepoint. @returns why it was refused; anything else that goes wrong is thrown */
  private async attempt(
    tx: EntityManager,
    write: () => Promise<void>,
  ): Promise<{ issues: RowIssue[]; error: unknown } | undefined> {
    await tx.query('SAVEPOINT import_rows');
    try {
      await write();
      await tx.query('RELEASE SAVEPOINT import_rows');
      return undefined;
    } catch (error) {
      const issues = refusalOf(error, this.judge);
      if (issues === undefined) throw error;
      await tx.query('ROLLBACK TO SAVEPOINT import_rows');
      return { issues, error };
    }
  }
}

/** A refusal that concerns rows: the register's own, or a rule of the database. Undefined for what trying again may cure. */
function refusalOf(error: unknown, judge: ImportJudge): RowIssue[] | undefined {
  if (error instanceof AppError) return error.status < 500 ? judge.issuesOf(error) : undefined;
  const driver = (error as { driverError?: { code?: string; constraint?: string } }).driverError;
  // SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation).
  if (driver?.code?.startsWith('22') !== true && driver?.code?.startsWith('23') !== true) return undefined;
  return [rowIssue(undefined, 'CONFLICTS', { value: driver.constraint ?? driver.code })];
}

/**
 * The rows of the file behind one of them, whatever is to be done with them. A range of row numbers instead of the first so many: asked for
 * those, the planner sorts all the rest of the file for each block.
 */
async function loadNext(tx: EntityManager, batchId: string, after: number): Promise<(OpenRow | SettledRow)[]> {
  const rows = (await tx.query(
    `SELECT row_number AS "rowNumber", verdict, key, input, target_id AS "targetId", target_version AS "targetVersion", likely FROM import_row
     WHERE batch_id = $1 AND row_number BETWEEN $2::int + 1 AND $2::int + ${BLOCK} ORDER BY row_number`,
    [batchId, after],
  )) as (OpenRow | SettledRow)[];
  if (rows.length > 0) return rows;
  const [{ next }] = (await tx.query(
    'SELECT min(row_number) AS next FROM import_row WHERE batch_id = $1 AND row_number > $2',
    [batchId, after],
  )) as [{ next: number | null }];
  return next === null ? [] : loadNext(tx, batchId, next - 1);
}

function isOpen(row: OpenRow | SettledRow): row is OpenRow {
  return row.verdict === 'create' || row.verdict === 'update';
}

/** Not there yet under any id, as undone rows that come back are. */
function isNew(row: OpenRow): boolean {
  return row.verdict === 'create' && row.targetId === null;
}

/** Puts down why rows could not be written; of the others the journal tells. */
async function storeFailures(tx: EntityManager, batchId: string, failures: readonly FailedRow[]): Promise<void> {
  if (failures.length === 0) return;
  await tx.query(
    `UPDATE import_row i SET verdict = 'error', issues = r.issues
     FROM jsonb_to_recordset($2::jsonb) AS r("rowNumber" int, issues jsonb) WHERE i.batch_id = $1 AND i.row_number = r."rowNumber"`,
    [batchId, jsonText(failures)],
  );
}
