import { Injectable } from '@nestjs/common';
import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { attempt } from '../record/attempt.js';
import { isBlank } from '../transfer/cell.js';
import type { FieldValue } from '../transfer/field-value.js';
import { ImportJudge, type JudgedRow } from '../transfer/import-judge.js';
import { PlaceNames } from '../transfer/place-names.js';
import { type TransferRegister, TransferRegisters } from '../transfer/transfer-registers.js';
import type { ExpectedEnterprises } from './expected-enterprises.js';
import { decideField, type FieldVerdict, withGroups } from './field-decision.js';
import { loadRefused, raiseProposals, withdrawAgreed } from './field-proposals.js';
import { keepFieldSources, loadFieldSources, type ToldField } from './field-sources.js';
import { issue, type Outcome, refused, type SettledRow } from './row-outcome.js';
import type { VendorRow } from './vendor-connector.js';
import { FACT_FIELDS, isFact } from './vendor-fields.js';
import { cellsOf, inRegisterWords, type ReadRow, readVendorRow, withFullPlaces } from './vendor-row.js';
import { VendorSignalWriter } from './vendor-signal-writer.js';
import type { VendorSource } from './vendor-source.js';

/** A judged row with what is to be done with each of its changes. */
interface PlannedRow {
  readonly read: ReadRow;
  readonly judged: JudgedRow;
  readonly write: Readonly<Record<string, FieldValue>>;
  readonly propose: Readonly<Record<string, FieldValue>>;
  /** Facts the row tells about which there is nothing to ask: the register says the same, or takes them. */
  readonly agreed: readonly string[];
}

/**
 * Takes rows of vendors into the register (after `places.ready()`), in the name of the present actor, whose rights hold: enterprises by
 * credit code and then by the one name matcher, fields by the rule of {@link decideField}, signals once. The rules of reading, of the
 * register and of doubles are the ones of imports ({@link ImportJudge}). A preview goes the same way and leaves out the writing.
 */
@Injectable()
export class VendorWriter {
  constructor(
    private readonly registers: TransferRegisters,
    private readonly enterprises: EnterpriseService,
    private readonly signals: VendorSignalWriter,
    private readonly places: PlaceNames,
  ) {}

  /**
   * What becomes of these rows, in their order. Enterprises come before signals, so that a signal may tell of one made in the same block.
   * @param expected set for a preview, which writes nothing
   */
  async take(
    tx: EntityManager,
    source: VendorSource,
    rows: readonly VendorRow[],
    expected: ExpectedEnterprises | undefined,
  ): Promise<SettledRow[]> {
    const translated = rows.map((row) => inRegisterWords(row, source.aliases));
    const read = translated.map(({ row }) => readVendorRow(row, source.sourceName, this.places));
    const outcomes = new Map<ReadRow, Outcome>();
    for (const one of read) if (one.issues.length > 0) outcomes.set(one, refused(one.issues));
    const open = read.filter((one) => !outcomes.has(one));
    await this.takeFacts(tx, source, open.filter(({ signal }) => signal === undefined), expected, outcomes); // prettier-ignore
    await this.signals.take(tx, source, open.filter(({ signal }) => signal !== undefined), expected, outcomes); // prettier-ignore
    return read.map((one, i) => ({
      rowNumber: one.row.number,
      name: one.identity.name ?? one.identity.creditCode ?? null,
      cells: cellsOf(rows[i]),
      aliases: translated[i].read,
      ...(outcomes.get(one) ?? refused([issue('NO_KEY')])),
    }));
  }

  /** Rows of the same enterprise follow one another: the second meets what the first wrote. */
  private async takeFacts(
    tx: EntityManager,
    source: VendorSource,
    rows: readonly ReadRow[],
    expected: ExpectedEnterprises | undefined,
    outcomes: Map<ReadRow, Outcome>,
  ): Promise<void> {
    // Rows of one heading are judged together; JSON records may differ.
    for (const sameHeading of byHeading(rows)) {
      for (let wave: readonly ReadRow[] = sameHeading; wave.length > 0;) {
        const { planned, repeated } = await this.judge(tx, source, wave, outcomes);
        if (expected === undefined) await this.write(tx, source, planned, outcomes);
        else {
          for (const row of planned) {
            outcomes.set(row.read, outcomeOf(row, row.judged.targetId));
            if (row.judged.verdict === 'create') expected.add(row.read.identity);
          }
        }
        if (expected === undefined) {
          wave = repeated;
          continue;
        }
        for (const one of repeated) outcomes.set(one, { ...refused([issue('REPEATED')]), verdict: 'update' });
        break;
      }
    }
  }

  /** Rows that may be written, with their changes; the others get their outcome here, but for those that repeat a row before them. */
  private async judge(
    tx: EntityManager,
    source: VendorSource,
    rows: readonly ReadRow[],
    outcomes: Map<ReadRow, Outcome>,
  ): Promise<{ planned: PlannedRow[]; repeated: ReadRow[] }> {
    const register = this.register;
    const judgeRows = (tables: readonly VendorRow[]) =>
      new ImportJudge(register, 'both', factsOf(tables[0].heading), this.places).judge(
        tx,
        tables.map((row) => withFullPlaces(row, this.places)),
      );
    const byNumber = new Map(rows.map((read) => [read.row.number, read]));
    const judged = await judgeRows(rows.map(({ row }) => row));
    // Those the matcher has no doubt about are judged again under the name the register knows.
    const renamed = await this.underKnownNames(tx, judged, byNumber);
    const again = renamed.length === 0 ? [] : await judgeRows(renamed);
    const second = new Map(again.map((row) => [row.rowNumber, row]));
    const repeated: ReadRow[] = [];
    const open: { read: ReadRow; judged: JudgedRow }[] = [];
    for (const first of judged) {
      const read = byNumber.get(first.rowNumber);
      const row = second.get(first.rowNumber) ?? first;
      if (read === undefined) continue;
      if (row.issues.some(({ code }) => code === 'DUPLICATE_IN_FILE')) repeated.push(read);
      else if (row.verdict === 'create' && row.likely !== null) {
        outcomes.set(read, refused([issue('DOUBTFUL', await this.namesOf(tx, row.likely.map(({ id }) => id)))])); // prettier-ignore
      } else if (row.verdict === 'create' && !source.createsEnterprises) {
        outcomes.set(read, { ...refused([issue('NOT_MADE')]), verdict: 'skip' });
      } else if (row.verdict !== 'error' && row.verdict !== 'skip') open.push({ read, judged: row });
      else outcomes.set(read, { verdict: row.verdict, enterpriseId: row.targetId, changes: {}, issues: row.issues });
    }
    return { planned: await this.plan(tx, source, open), repeated };
  }

  /** Rows that are new by their keys, and one stored row is the same beyond doubt by its name. */
  private async underKnownNames(
    tx: EntityManager,
    judged: readonly JudgedRow[],
    byNumber: ReadonlyMap<number, ReadRow>,
  ): Promise<VendorRow[]> {
    const same = judged.flatMap(({ rowNumber, verdict, likely }) => {
      const sames = likely?.filter((row) => row.verdict === 'same') ?? [];
      return verdict === 'create' && sames.length === 1 ? [{ rowNumber, id: sames[0].id }] : [];
    });
    const names = new Map((await this.enterprises.loadMany(tx, same.map(({ id }) => id))).map(({ id, name }) => [id, name])); // prettier-ignore
    return same.flatMap(({ rowNumber, id }) => {
      const row = byNumber.get(rowNumber)?.row;
      const at = row?.heading.columns.find(({ field }) => field?.name === 'name')?.position;
      const name = names.get(id);
      return row === undefined || at === undefined || name === undefined
        ? []
        : [{ ...row, cells: row.cells.with(at, name) }];
    });
  }

  private async plan(
    tx: EntityManager,
    source: VendorSource,
    open: readonly { readonly read: ReadRow; readonly judged: JudgedRow }[],
  ): Promise<PlannedRow[]> {
    const targets = open.flatMap(({ judged }) => (judged.verdict === 'create' ? [] : (judged.targetId ?? [])));
    const sources = await loadFieldSources(tx, targets);
    const decided = await loadRefused(tx, targets, source.connectorId);
    return open.map(({ read, judged }) => {
      if (judged.verdict === 'create') return { read, judged, write: judged.input, propose: {}, agreed: [] };
      const id = judged.targetId ?? '';
      const teller = { ...source, sourceOn: read.factsOn ?? source.sourceOn };
      const verdicts = withGroups(
        new Map(
          FACT_FIELDS.flatMap((field): [string, FieldVerdict][] => {
            const told = judged.input[field.name];
            if (told === undefined) return [];
            const current = judged.before?.[field.name] ?? null;
            return [[field.name, decideField(field, current, told, sources.get(`${id} ${field.name}`), teller)]];
          }),
        ),
      );
      const only = (wanted: FieldVerdict) =>
        Object.fromEntries(
          Object.entries(judged.input).filter(
            ([name, told]) =>
              verdicts.get(name) === wanted &&
              // What people said no to, or are being asked, is not asked again.
              (wanted === 'write' || decided.get(`${id} ${name}`) !== JSON.stringify(told)),
          ),
        );
      const agreed = toldFacts(read).filter((name) => (verdicts.get(name) ?? 'write') === 'write');
      return { read, judged, write: only('write'), propose: only('propose'), agreed };
    });
  }

  /** Writes rows together; if one of them is refused, one by one, so that only that one is in error. */
  private async write(
    tx: EntityManager,
    source: VendorSource,
    planned: readonly PlannedRow[],
    outcomes: Map<ReadRow, Outcome>,
  ): Promise<void> {
    const together = await attempt(tx, () => this.store(tx, source, planned));
    if (!(together instanceof AppError)) {
      for (const row of planned) outcomes.set(row.read, outcomeOf(row, together.get(row) ?? null));
      return;
    }
    const judge = new ImportJudge(this.register, 'both', { columns: [], lines: [] }, this.places);
    for (const row of planned) {
      const alone = await attempt(tx, () => this.store(tx, source, [row]));
      if (alone instanceof AppError) {
        outcomes.set(row.read, refused(judge.issuesOf(alone)));
        await this.enterprises.recordRefusals(tx, [alone]);
      } else outcomes.set(row.read, outcomeOf(row, alone.get(row) ?? null));
    }
  }

  /** @returns the enterprise of each row */
  private async store(
    tx: EntityManager,
    source: VendorSource,
    planned: readonly PlannedRow[],
  ): Promise<Map<PlannedRow, string>> {
    const { service } = this.register;
    const ids = new Map<PlannedRow, string>();
    const isNew = (row: PlannedRow) => row.judged.verdict === 'create' && row.judged.targetId === null;
    const created = planned.filter(isNew);
    if (created.length > 0) {
      const made = await service.storeMany(tx, created.map((row) => this.newInput(row, source))); // prettier-ignore
      for (const [i, { id }] of made.entries()) ids.set(created[i], id);
    }
    const known = planned.filter((row) => !isNew(row));
    for (const row of known) ids.set(row, row.judged.targetId ?? '');
    const revived = known.filter(({ judged }) => judged.verdict === 'create');
    if (revived.length > 0) {
      await service.reviveMany(tx, revived.map((row) => ({ id: ids.get(row) ?? '', input: { ...this.newInput(row, source), version: row.judged.targetVersion ?? undefined } }))); // prettier-ignore
    }
    const changed = known.filter(({ judged, write }) => judged.verdict === 'update' && Object.keys(write).length > 0);
    if (changed.length > 0) {
      await service.changeMany(tx, changed.map((row) => ({ id: ids.get(row) ?? '', input: { ...row.write, version: row.judged.targetVersion ?? undefined } }))); // prettier-ignore
    }
    const told = (row: PlannedRow, field: string, value: FieldValue): ToldField => ({
      enterpriseId: ids.get(row) ?? '',
      field,
      value,
      sourceOn: row.read.factsOn ?? source.sourceOn,
    });
    const written = planned.flatMap((row) =>
      FACT_FIELDS.flatMap(({ name }) => {
        const value = row.write[name] ?? null;
        return value === null || (Array.isArray(value) && value.length === 0) ? [] : [told(row, name, value)];
      }),
    );
    const raised = planned.flatMap(
      (row) =>
      Object.entries(row.propose).map(([field, value]) => ({ ...told(row, field, value), current: row.judged.before?.[field] ?? null })), // prettier-ignore
    );
    const agreed = planned.flatMap((row) => row.agreed.map((field) => ({ enterpriseId: ids.get(row) ?? '', field })));
    await keepFieldSources(tx, source, written);
    await raiseProposals(tx, source, raised);
    await withdrawAgreed(tx, source.connectorId, agreed);
    return ids;
  }

  private newInput({ read, judged }: PlannedRow, source: VendorSource): Record<string, unknown> {
    const { sourceName, sourceKind, confidence } = source;
    return { ...judged.input, sourceName, sourceKind, confidence, sourceOn: read.factsOn ?? source.sourceOn };
  }

  private async namesOf(tx: EntityManager, ids: readonly string[]): Promise<string> {
    return (await this.enterprises.loadMany(tx, ids)).map(({ name }) => name).join('、');
  }

  /** The register of enterprises with the columns vendors may bring. */
  private get register(): TransferRegister {
    return { ...this.registers.get('enterprise'), fields: FACT_FIELDS };
  }
}

function outcomeOf({ judged, write, propose }: PlannedRow, enterpriseId: string | null): Outcome {
  const wrote = Object.keys(write);
  const asked = Object.keys(propose);
  if (judged.verdict === 'create') return { verdict: 'create', enterpriseId, changes: {}, issues: judged.issues };
  const changes: Record<string, readonly [string, string]> = {};
  for (const { name, title } of FACT_FIELDS) {
    const change = judged.changes[name];
    if (change === undefined) continue;
    if (wrote.includes(name)) changes[title] = change;
    else if (asked.includes(name)) changes[`${title}（待定）`] = change;
  }
  const verdict = wrote.length > 0 ? 'update' : asked.length > 0 ? 'propose' : 'unchanged';
  return { verdict, enterpriseId, changes, issues: judged.issues };
}

/** In the order they first come. */
function byHeading(rows: readonly ReadRow[]): ReadRow[][] {
  const groups = new Map<VendorRow['heading'], ReadRow[]>();
  for (const read of rows) {
    const group = groups.get(read.row.heading);
    if (group === undefined) groups.set(read.row.heading, [read]);
    else group.push(read);
  }
  return [...groups.values()];
}

/** The heading without the columns that are no facts of the enterprise. */
function factsOf({ columns, lines }: VendorRow['heading']): VendorRow['heading'] {
  return { lines, columns: columns.filter(({ field }) => field === null || isFact(field.name)) };
}

function toldFacts({ row }: ReadRow): string[] {
  return row.heading.columns.flatMap(({ field, position }) =>
    field !== null && isFact(field.name) && !isBlank(row.cells[position]) ? [field.name] : [],
  );
}
