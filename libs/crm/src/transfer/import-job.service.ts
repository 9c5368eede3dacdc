import { Inject, Injectable } from '@nestjs/common';
import type { Code, HeadingRow } from '@lianghuan/contracts';
import { AppError, CONFIG, type Config, Database, jsonText } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { FileService } from '../file/file.service.js';
import { findJobActor } from '../job/job-actor.js';
import { writeBlocks } from '../job/block-writer.js';
import { type JobClaim, JobDeadEnd, JobDesk, type JobOutcome } from '../job/job-desk.js';
import type { Cell, TableRow } from './cell.js';
import type { BatchSheet } from './batch-sheet.js';
import { headingUnknown, type Sheet, sheetsOf } from './data-rows.js';
import { FileSource } from './file-source.js';
import { findHeading, guessHeading, type Heading, headingAt, type MappedColumn } from './heading.js';
import { COUNTED, type ImportCounts, NOTHING_COUNTED, type StoredFixed } from './import-batch.entity.js';
import { ImportJudge, type JudgedRow } from './import-judge.js';
import type { ImportRow } from './import-row.entity.js';
import { findMapping, type SavedMapping, storedColumnsOf } from './import-mapping.js';
import { ImportWriter } from './import-writer.js';
import { loadImportAliases } from './import-aliases.js';
import { PlaceNames } from './place-names.js';
import { readAhead } from './read-ahead.js';
import { SameHeading } from './same-heading.js';
import { SheetSurvey } from './sheet-survey.js';
import { readTable } from './table-reader.js';
import { loadTopRows } from './top-rows.js';
import type { TransferField } from './transfer-field.js';
import { withUnitQuestion } from './unit-question.js';
import { type TransferRegister, TransferRegisters } from './transfer-registers.js';
import { TransferBells } from './transfer-queues.js';
import { type ValueAlias, ValueAliases } from './value-aliases.js';

const CHECK = { waiting: 'uploaded', running: 'checking' } as const;
/** A batch waits for being written, and is being written, under the same status; the claim tells which. */
const WRITE = { waiting: 'committing', running: 'committing' } as const;

/** Rows checked per transaction. */
const BLOCK = 500;

interface Batch {
  readonly id: string;
  readonly register: Code<'register'>;
  readonly mode: Code<'importMode'>;
  readonly fileId: string;
  readonly fileName: string;
  readonly createdById: string;
  readonly createdAt: Date;
  /** Who sent it, and of which unit. */
  readonly createdByName: string;
  readonly unitName: string | null;
  readonly mapping: MappedColumn[] | null;
  readonly fixed: StoredFixed[];
  readonly headingRow: (HeadingRow & { readonly isRecognised: boolean }) | null;
  readonly checkStartedAt: Date | null;
  /** Sheets with the same heading that the importer does not want. */
  readonly leftOutSheets: readonly string[];
}

/** What the importer's unit says of a table beside its cells. */
interface Said {
  readonly aliases: readonly ValueAlias[];
  readonly fixed: readonly StoredFixed[];
}

const NOTHING_SAID: Said = { aliases: [], fixed: [] };

/** A heading and how it was found. */
interface FoundHeading extends Heading {
  /** As against chosen by somebody, or known to his unit. */
  readonly isRecognised: boolean;
  /** What the importer's unit said of the same heading before. */
  readonly saved: SavedMapping | undefined;
}

/** A sheet whose heading was found. */
type FoundSheet = Omit<BatchSheet, 'rows'> & { readonly headingRow: number };

/** The check of a file whose first heading is found. */
interface CheckInHand {
  readonly found: FoundHeading;
  readonly same: SameHeading;
  readonly said: Said;
  readonly judge: ImportJudge;
  readonly sheets: FoundSheet[];
  readonly counts: ImportCounts;
  /** Rows the sender has hidden. */
  hiddenRows: number;
  /** Number in the batch of the last row that was judged. */
  lastRow: number;
}

/** How the check of a file ended. */
interface CheckedFile {
  /** The sheet its columns are of. */
  readonly sheet: string;
  /** `unmapped`: its sender has to say more of it first. */
  readonly status: 'checked' | 'unmapped';
  readonly sheets: readonly FoundSheet[];
  readonly hiddenRows: number;
}

/** 导入 in the background: checking a file and writing its rows, in the name of the importer as he is then. */
@Injectable()
export class ImportJobService {
  readonly #desk: JobDesk;

  constructor(
    private readonly database: Database,
    private readonly files: FileService,
    private readonly bells: TransferBells,
    private readonly registers: TransferRegisters,
    private readonly places: PlaceNames,
    @Inject(CONFIG) config: Config,
  ) {
    this.#desk = new JobDesk(database, config, 'import_batch', [CHECK, WRITE]);
  }

  /** Reads the file and gives each row its verdict; writes nothing into the register. Killed and called again, it starts over. */
  check(id: string): Promise<JobOutcome> {
    return this.#desk.execute(id, CHECK, (claim) =>
      this.inNameOfImporter(claim, async (batch) => {
        try {
          await this.checkFile(claim, batch);
        } catch (error) {
          if (!(error instanceof AppError) || error.status >= 500) throw error;
          throw new JobDeadEnd(error.code, error.details, { cause: error });
        }
      }),
    );
  }

  /** Writes the rows that are to be created or updated. Killed and called again, it goes on with the first block not written. */
  commit(id: string): Promise<JobOutcome> {
    return this.#desk.execute(id, WRITE, (claim) =>
      this.inNameOfImporter(claim, (batch) =>
        this.database.inBatch(batch.id, () =>
          this.database.because(`导入“${batch.fileName}”（批次 ${batch.id}）`, () => this.writeRows(claim, batch)),
        ),
      ),
    );
  }

  /** Rings again for batches left waiting or silent. @returns ids rung for; undefined when another worker is at it */
  sweep(): Promise<string[] | undefined> {
    return this.#desk.sweep((id, status) => this.bells.ringImport(id, status === 'committing' ? 'commit' : 'check'));
  }

  /** Gives the batches in hand back, for a worker that is to stop. */
  handBack(): void {
    this.#desk.handBack();
  }

  private async inNameOfImporter(claim: JobClaim, work: (batch: Batch) => Promise<void>): Promise<void> {
    const { batch, actor } = await this.database.transaction(async (tx) => {
      const [batch] = (await tx.query(
        `SELECT b.id, b.register, b.mode, b.file_id AS "fileId", b.file_name AS "fileName", b.created_by_id AS "createdById", b.created_at AS "createdAt",
           u.display_name AS "createdByName", o.name AS "unitName", b.mapping, b.fixed, b.heading_row AS "headingRow", b.check_started_at AS "checkStartedAt",
           b.left_out_sheets AS "leftOutSheets"
         FROM import_batch b JOIN app_user u ON u.id = b.created_by_id LEFT JOIN organisation o ON o.id = u.organisation_id WHERE b.id = $1`,
        [claim.id],
      )) as Batch[];
      return { batch, actor: await findJobActor(tx, batch.createdById) };
    });
    if (actor === undefined) throw new JobDeadEnd('JOB_USER_DISABLED');
    await this.places.ready();
    await this.database.actAs(actor, () => work(batch));
  }

  private async checkFile(claim: JobClaim, batch: Batch): Promise<void> {
    const register = this.registers.get(batch.register);
    const { content } = await this.files.open(batch.fileId);
    const survey = new SheetSurvey();
    const source = survey.watch(readTable(content, batch.fileName));
    try {
      const checked = await this.checkSheets(claim, batch, register, source, survey);
      for await (const _ of source) claim.stop.signal.throwIfAborted();
      await this.endCheck(claim, checked, survey, register.fields);
    } finally {
      await source.return(undefined);
    }
  }

  /** Gives each row of the first table, and of the sheets with the same heading, its verdict, unless their sender has to say more of them first. */
  private async checkSheets(
    claim: JobClaim,
    batch: Batch,
    register: TransferRegister,
    source: AsyncGenerator<TableRow>,
    survey: SheetSurvey,
  ): Promise<CheckedFile> {
    // A heading that somebody chose may stand behind sheets that say the same.
    const chosen = await this.chosenHeading(batch, register);
    let check = chosen && (await this.begin(claim, batch, register, chosen));
    for await (const sheet of sheetsOf(source)) {
      if (check === undefined) {
        const found = await this.findHeading(batch, register, sheet.top);
        if (found === undefined) continue;
        check = await this.begin(claim, batch, register, found);
      }
      const { same, sheets, said } = check;
      const heading = sheet.name === same.first.sheet ? same.first : same.in(sheet.top);
      if (heading === undefined) continue;
      const isRead = !batch.leftOutSheets.includes(sheet.name);
      sheets.push({ sheet: sheet.name, headingRow: heading.rowNumber, before: check.lastRow, columns: storedColumnsOf(heading.columns), isRead }); // prettier-ignore
      const asked = isRead ? await this.judgeSheet(claim, check, sheet, heading) : undefined;
      if (asked !== undefined) return this.ask(claim, { ...check.found, ...same.asked(asked) }, said);
    }
    claim.stop.signal.throwIfAborted();
    if (check !== undefined) return { ...check, sheet: check.same.first.sheet, status: 'checked' };
    const guessed = guessHeading(survey.top, register.fields);
    if (guessed === undefined) throw headingUnknown(register.fields);
    return this.ask(claim, { ...guessed, isRecognised: false, saved: undefined }, NOTHING_SAID);
  }

  /** What all sheets are checked by, from the heading of the first. */
  private async begin(
    claim: JobClaim,
    batch: Batch,
    register: TransferRegister,
    found: FoundHeading,
  ): Promise<CheckInHand> {
    const same = new SameHeading(found, batch.mapping ?? found.saved?.columns ?? [], register.fields);
    const said = await this.saidOf(batch, found.saved, same.first);
    await this.startOver(claim, { ...found, ...same.first }, said);
    const aliases = new ValueAliases(said.aliases, this.places);
    const source = new FileSource(batch);
    const judge = new ImportJudge(register, batch.mode, same.first, this.places, { ...said, aliases, source });
    return { found, same, said, judge, sheets: [], counts: { ...NOTHING_COUNTED }, hiddenRows: 0, lastRow: 0 };
  }

  /** @returns the heading with what is to be asked of its columns before the check can go on */
  private async judgeSheet(
    claim: JobClaim,
    check: CheckInHand,
    sheet: Sheet,
    heading: Heading,
  ): Promise<Heading | undefined> {
    const { judge, counts } = check;
    judge.turnTo(sheet.name, check.lastRow, heading);
    // While the database stores one block, the next is read and judged.
    let storing = Promise.resolve();
    try {
      for await (const block of readAhead(blocksOf(sheet.below(heading), BLOCK))) {
        claim.stop.signal.throwIfAborted();
        const asked = withUnitQuestion(heading, block);
        if (asked !== undefined) return asked;
        const judged = await this.database.transaction((tx) => judge.judge(tx, block));
        for (const [i, { verdict, rowNumber }] of judged.entries()) {
          counts[verdict] += 1;
          if (block[i].isHidden === true && verdict !== 'skip') check.hiddenRows += 1;
          check.lastRow = rowNumber;
        }
        await storing;
        storing = this.storeBlock(claim, judged, { ...counts });
        // Awaited with the next block or below; until then its failure is nobody's yet.
        storing.catch(() => {});
      }
    } finally {
      await storing;
    }
    return undefined;
  }

  private endCheck(
    claim: JobClaim,
    { sheet: first, status, sheets, hiddenRows }: CheckedFile,
    survey: SheetSurvey,
    fields: readonly TransferField[],
  ): Promise<void> {
    // First rows of the sheets, among which another heading may be chosen.
    const top = survey.top.map(({ sheet, number, cells }, position) => ({ sheet, number, cells: cells.map(shortened), position })); // prettier-ignore
    const same = sheets.map(({ headingRow, ...sheet }) => ({ ...sheet, rows: survey.rowsBelow(sheet.sheet, headingRow) })); // prettier-ignore
    const others = survey.others(new Set([first, ...sheets.map(({ sheet }) => sheet)]), fields);
    return this.database.transaction(async (tx) => {
      await this.#desk.hold(tx, claim);
      await tx.query('DELETE FROM import_top_row WHERE batch_id = $1', [claim.id]);
      await tx.query(
        `INSERT INTO import_top_row (batch_id, position, sheet, row_number, cells)
         SELECT $1, r.position, r.sheet, r.number, r.cells
         FROM jsonb_to_recordset($2::jsonb) AS r(position int, sheet text, number int, cells jsonb)`,
        [claim.id, jsonText(top)],
      );
      await tx.query(
        `UPDATE import_batch SET status = $2, sheets = $3, other_sheets = $4, hidden_rows = $5, progress_total = progress_done, attempts = 0,
           claim_token = NULL WHERE id = $1`,
        [claim.id, status, jsonText(same satisfies BatchSheet[]), jsonText(others), hiddenRows],
      );
    });
  }

  private storeBlock(claim: JobClaim, judged: readonly JudgedRow[], counts: ImportCounts): Promise<void> {
    return this.database.transaction(async (tx) => {
      await this.#desk.holdBlock(tx, claim);
      await storeJudged(tx, claim.id, judged);
      await tx.query('UPDATE import_batch SET progress_done = progress_done + $2, counts = $3 WHERE id = $1', [
        claim.id,
        judged.length,
        counts,
      ]);
    });
  }

  /** The heading somebody chose, or his unit knows, from the first rows that were kept of it; undefined where it is recognised. */
  private async chosenHeading(
    { id, register: code, mapping, headingRow }: Batch,
    { fields }: TransferRegister,
  ): Promise<FoundHeading | undefined> {
    if (headingRow?.isRecognised !== false) return undefined;
    return this.database.transaction(async (tx) => {
      const chosen = headingAt(await loadTopRows(tx, id), headingRow, fields);
      if (chosen === undefined) return undefined;
      const known = mapping === null ? await findMapping(tx, this.database.actor.organisationId, code, [chosen]) : undefined; // prettier-ignore
      return { ...chosen, isRecognised: false, saved: known?.saved };
    });
  }

  /** The heading among the first rows of a sheet: one the importer's unit knows, or the one that is recognised. */
  private async findHeading(
    { register: code, mapping }: Batch,
    { fields }: TransferRegister,
    top: readonly TableRow[],
  ): Promise<FoundHeading | undefined> {
    const recognised = findHeading(top, fields);
    if (mapping === null) {
      const rows = top.flatMap(({ sheet, number: rowNumber }) => headingAt(top, { sheet, rowNumber }, fields) ?? []);
      const candidates = recognised === undefined ? rows : [recognised, ...rows];
      const found = await this.database.transaction((tx) =>
        findMapping(tx, this.database.actor.organisationId, code, candidates),
      );
      if (found !== undefined) return { ...found.heading, saved: found.saved, isRecognised: found.heading === recognised }; // prettier-ignore
    }
    return recognised && { ...recognised, saved: undefined, isRecognised: true };
  }

  /** Lets the importer say what the columns are; verdicts by what was taken for granted so far are gone. */
  private async ask(claim: JobClaim, heading: FoundHeading, said: Said): Promise<CheckedFile> {
    await this.startOver(claim, heading, said);
    return { sheet: heading.sheet, status: 'unmapped', sheets: [], hiddenRows: 0 };
  }

  /** What the importer's unit says of the table beside its cells, as far as it speaks of the columns there are. */
  private async saidOf(
    { register, mapping, fixed }: Batch,
    saved: SavedMapping | undefined,
    { columns }: Pick<Heading, 'columns'>,
  ): Promise<Said> {
    const read = new Set(columns.flatMap(({ field }) => field?.name ?? []));
    const aliases = await this.database.transaction((tx) =>
      loadImportAliases(tx, this.database.actor.organisationId, register),
    );
    return {
      aliases: aliases
        .filter(({ field }) => read.has(field))
        .map(({ field, said, means }): ValueAlias => ({ field, said, means })),
      fixed: (mapping === null ? (saved?.fixed ?? []) : fixed).filter(({ field }) => !read.has(field)),
    };
  }

  private startOver(claim: JobClaim, heading: FoundHeading, said: Said): Promise<void> {
    const { sheet, rowNumber, isRecognised, saved } = heading;
    return this.database.transaction(async (tx) => {
      await this.#desk.hold(tx, claim);
      await tx.query('DELETE FROM import_row WHERE batch_id = $1', [claim.id]);
      await tx.query(
        `UPDATE import_batch SET columns = $2, heading_row = $3, mapped_by = $4, counts = $5, progress_done = 0, progress_total = 0,
           aliases = $6, fixed = $7, sheets = '[]', check_started_at = now() WHERE id = $1`,
        [
          claim.id,
          JSON.stringify(storedColumnsOf(heading.columns)),
          { sheet, rowNumber, isRecognised },
          saved === undefined ? null : { name: saved.name, at: saved.at },
          NOTHING_COUNTED,
          jsonText(said.aliases),
          jsonText(said.fixed),
        ],
      );
    });
  }

  private async writeRows(claim: JobClaim, batch: Batch): Promise<void> {
    const register = this.registers.get(batch.register);
    const judge = new ImportJudge(register, batch.mode, { columns: [], lines: [] }, this.places);
    const since = batch.checkStartedAt ?? new Date(0);
    const { unseen, from } = await this.database.transaction(async (tx) => {
      const [{ from }] = (await tx.query(
        `SELECT greatest(written_to, (SELECT min(row_number) - 1 FROM import_row WHERE batch_id = b.id)) AS from FROM import_batch b WHERE id = $1`,
        [batch.id],
      )) as [{ from: number }];
      return { unseen: await register.service.idsWrittenByOthersSince(tx, since), from };
    });
    const writer = new ImportWriter(this.database, batch.id, register, judge, unseen, from);
    // One import at a time writes into a register, so that of two files with the same new row the second sees the first one's.
    await writeBlocks(this.database, this.#desk, claim, `import ${batch.register}`, writer);
    await this.database.transaction(async (tx) => {
      await this.#desk.hold(tx, claim);
      await tx.query(
        `UPDATE import_batch SET status = 'committed', finished_at = clock_timestamp(), counts = ${COUNTED}, claim_token = NULL WHERE id = $1`,
        [claim.id],
      );
    });
  }
}

/** A cell at the top of a sheet as it is kept: what a heading says is shorter. */
function shortened(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.slice(0, 200) : cell;
}

async function* blocksOf(rows: AsyncGenerator<TableRow>, size: number): AsyncGenerator<TableRow[]> {
  let block: TableRow[] = [];
  for await (const row of rows) {
    block.push(row);
    if (block.length === size) {
      yield block;
      block = [];
    }
  }
  if (block.length > 0) yield block;
}

async function storeJudged(tx: EntityManager, batchId: string, rows: readonly JudgedRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO import_row (batch_id, row_number, verdict, key, name, cells, merged, input, target_id, target_version, changes, before, issues, likely)
     SELECT $1, r."rowNumber", r.verdict, r.key, r.name, r.cells, nullif(r.merged, 'null'), r.input, r."targetId", r."targetVersion", r.changes,
       nullif(r.before, 'null'), r.issues, nullif(r.likely, 'null')
     FROM jsonb_to_recordset($2::jsonb) AS r("rowNumber" int, verdict text, key text, name text, cells jsonb, merged jsonb, input jsonb, "targetId" uuid,
       "targetVersion" int, changes jsonb, before jsonb, issues jsonb, likely jsonb)`,
    [batchId, jsonText(rows.map(({ likely, alike, ...row }) => ({ ...row, likely: likelyOf(likely, alike) })))],
  );
}

function likelyOf(likely: JudgedRow['likely'], alike: JudgedRow['alike']): ImportRow['likely'] {
  return likely === null && alike.length === 0 ? null : [...(likely ?? []), ...alike];
}
