import type { SignalFacts } from '@lianghuan/contracts';
import { textOfCell } from '../transfer/cell.js';
import { readCell } from '../transfer/cell-value.js';
import { type FieldValue, valueText } from '../transfer/field-value.js';
import { type RowIssue, rowIssue } from '../transfer/import-issue.js';
import type { PlaceNames } from '../transfer/place-names.js';
import type { AliasedValue, ValueAliases } from '../transfer/value-aliases.js';
import type { VendorRow } from './vendor-connector.js';
import { isFact } from './vendor-fields.js';

/** What says which enterprise a row means. */
export interface Identity {
  readonly name?: string;
  readonly creditCode?: string;
  readonly listedCode?: string;
}

/** What tells an enterprise apart, as far as the row says it. */
export function keysOf({ name, creditCode, listedCode }: Identity): string[] {
  return [name, creditCode, listedCode].filter((key) => key !== undefined);
}

/** A vendor's row as far as it can be read without a look at the register. */
export interface ReadRow {
  readonly row: VendorRow;
  readonly identity: Identity;
  /** Day of the row's facts as the vendor says it; undefined when he does not. */
  readonly factsOn: string | undefined;
  /** The signal the row tells; such a row says nothing else about its enterprise. */
  readonly signal: SignalFacts | undefined;
  readonly issues: readonly RowIssue[];
}

/** Signal field of a row's column: `signalTitle` → `title`. */
const SIGNAL_PREFIX = 'signal';
const REQUIRED_OF_SIGNAL = ['kind', 'title', 'occurredOn'] as const;

/** @param sourceName what a signal names as its source where its row does not */
export function readVendorRow(row: VendorRow, sourceName: string, places: PlaceNames): ReadRow {
  const identity: Record<string, string> = {};
  const signal: Record<string, FieldValue> = {};
  const issues: RowIssue[] = row.problem === undefined ? [] : [row.problem];
  let factsOn: string | undefined;
  for (const { field, position, unit } of row.heading.columns) {
    if (field === null) continue;
    const isIdentity = ['name', 'creditCode', 'listedCode'].includes(field.name);
    if (isFact(field.name) && !isIdentity) continue;
    const reading = readCell(row.cells[position], field, unit, places);
    if (reading.kind === 'blank') continue;
    if (reading.kind === 'problem') {
      // What is wrong with a fact, its own judge says.
      if (!isIdentity) issues.push(rowIssue(field, reading.problem.code, reading.problem.details));
      continue;
    }
    if (isIdentity) identity[field.name] = valueText(reading.value);
    else if (!field.schema.safeParse(reading.value).success) {
      issues.push(rowIssue(field, 'FORMAT_INVALID', { value: textOfCell(row.cells[position]).slice(0, 60) }));
    } else if (field.name === 'factsOn') factsOn = valueText(reading.value);
    else signal[signalField(field.name)] = reading.value;
  }
  const isSignal = signal.kind !== undefined || signal.title !== undefined;
  if (isSignal) {
    for (const name of REQUIRED_OF_SIGNAL) {
      // A cell that could not be read has said so already.
      const issue = missing(row, name);
      if (signal[name] === undefined && !issues.some(({ field }) => field === issue.field)) issues.push(issue);
    }
    signal.sourceName ??= sourceName;
  }
  return {
    row,
    identity,
    factsOn,
    signal: isSignal ? (signal as unknown as SignalFacts) : undefined,
    issues,
  };
}

/** Digits of a region's code by its level. */
const LEVELS: Readonly<Record<string, RegExp>> = { province: /0000$/, city: /(?!00)..00$/ };

/** The row with places by their full names, as the register has them: 四川 is 四川省 and no other fact. */
export function withFullPlaces(row: VendorRow, places: PlaceNames): VendorRow {
  const cells = [...row.cells];
  for (const { field, position } of row.heading.columns) {
    const level = LEVELS[field?.name ?? ''];
    if (level === undefined) continue;
    const codes = places.findRegions(textOfCell(cells[position])).filter((code) => level.test(code));
    if (codes.length === 1) cells[position] = places.regionName(codes[0]).replace(/^\d+ /, '');
  }
  return { ...row, cells };
}

/** The row with the register's values in place of the source's words, and which were. */
export function inRegisterWords(
  row: VendorRow,
  aliases: ValueAliases,
): { readonly row: VendorRow; readonly read: readonly AliasedValue[] } {
  const cells = [...row.cells];
  const read: AliasedValue[] = [];
  for (const { field, position } of row.heading.columns) {
    const translated = field === null ? undefined : aliases.translate(cells[position], field);
    if (translated === undefined) continue;
    cells[position] = translated.cell;
    read.push(...translated.read);
  }
  return { row: { ...row, cells }, read };
}

/** The row as the sender has it, by heading. */
export function cellsOf({ heading, cells }: VendorRow): Record<string, string> {
  if (heading.columns.length === 0) return { 原文: textOfCell(cells[0]) };
  return Object.fromEntries(heading.columns.map((column) => [column.heading, textOfCell(cells[column.position])]));
}

function signalField(name: string): string {
  const plain = name.slice(SIGNAL_PREFIX.length);
  return plain[0].toLowerCase() + plain.slice(1);
}

const TITLES: Readonly<Record<(typeof REQUIRED_OF_SIGNAL)[number], string>> = {
  kind: '动态类型',
  title: '动态标题',
  occurredOn: '发生日期',
};

function missing({ heading }: VendorRow, name: (typeof REQUIRED_OF_SIGNAL)[number]): RowIssue {
  const field = { name: `${SIGNAL_PREFIX}${name[0].toUpperCase()}${name.slice(1)}`, title: TITLES[name] };
  const column = heading.columns.find((candidate) => candidate.field?.name === field.name);
  return rowIssue(column?.field ?? field, 'REQUIRED');
}
