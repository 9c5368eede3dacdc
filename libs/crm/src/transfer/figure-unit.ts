import type { Code } from '@lianghuan/contracts';
import type { FieldValue } from './field-value.js';
import { type RowIssue, rowIssue } from './import-issue.js';
import type { TransferField } from './transfer-field.js';
import { canonicalUnit, Exact, factorBetween, findUnit } from './unit.js';

/** A figure of a row with what its heading or cell says of it. */
export interface SaidFigure {
  readonly field: TransferField;
  readonly unit: string | undefined;
  readonly qualifier: Code<'qualifier'> | undefined;
}

type Values = Record<string, FieldValue>;

/**
 * Brings the figures of a row that share a unit field into one unit: that of the row's unit column, else of the first figure that says
 * one, each in the form we keep. 公顷 in a unit column becomes 亩 as it does in a heading.
 * @returns figures whose unit is no such one
 */
export function settleUnits(input: Values, figures: readonly SaidFigure[]): RowIssue[] {
  const kept = new Map<string, string>();
  const issues: RowIssue[] = [];
  for (const { field, unit } of figures) {
    const amount = input[field.name];
    if (field.unitField === undefined || typeof amount !== 'string') continue;
    const own = input[field.unitField];
    const said = unit ?? (typeof own === 'string' ? unitOf(own) : undefined);
    if (said === undefined) continue;
    const into = kept.get(field.unitField) ?? keptUnit(typeof own === 'string' ? own : said);
    const converted = convert(amount, said, into);
    if (converted === undefined) {
      issues.push(rowIssue(field, 'UNIT_MISMATCH', { unit: said, expected: into }));
      continue;
    }
    kept.set(field.unitField, into);
    input[field.name] = converted;
  }
  for (const [name, unit] of kept) input[name] = unit;
  return issues;
}

/** Figures of a row that is there already in the unit it has them in, where they can be: 万吨 stays 万吨. */
export function keepStoredUnits(input: Values, stored: Readonly<Values>, fields: readonly TransferField[]): void {
  for (const { name, unitField } of fields) {
    const [amount, unit, into] = [input[name], input[unitField ?? ''], stored[unitField ?? '']];
    if (typeof amount !== 'string' || typeof unit !== 'string' || typeof into !== 'string') continue;
    input[name] = convert(amount, unit, unitOf(into)) ?? amount;
  }
  for (const unitField of new Set(fields.flatMap((field) => field.unitField ?? []))) {
    const [unit, into] = [input[unitField], stored[unitField]];
    if (typeof unit !== 'string' || typeof into !== 'string') continue;
    if (factorBetween(unit, unitOf(into)) !== undefined && hasFigure(input, unitField, fields)) input[unitField] = into;
  }
}

/**
 * Puts 约, 不少于 and the like where the register keeps them, unless a column of the row says something else than 等于.
 * @returns names of the fields that were told so
 */
export function settleQualifiers(input: Values, figures: readonly SaidFigure[]): ReadonlySet<string> {
  const told = new Set<string>();
  for (const { field, qualifier } of figures) {
    if (field.qualifierField === undefined || qualifier === undefined) continue;
    if ((input[field.qualifierField] ?? 'equal') !== 'equal') continue;
    input[field.qualifierField] = qualifier;
    told.add(field.qualifierField);
  }
  return told;
}

function hasFigure(input: Values, unitField: string, fields: readonly TransferField[]): boolean {
  return fields.some((field) => field.unitField === unitField && typeof input[field.name] === 'string');
}

/** A unit as the row has it, in our spelling where we know it. */
function unitOf(written: string): string {
  return findUnit(written) ?? written;
}

/** Words we do not know as a unit stay as they are, even if they begin like 万吨. */
function keptUnit(written: string): string {
  const known = findUnit(written);
  return known === undefined ? written : canonicalUnit(known);
}

/** Six decimals, as registers keep quantities. */
function convert(amount: string, from: string, to: string): string | undefined {
  return factorBetween(from, to)?.mul(amount).toDecimalPlaces(6, Exact.ROUND_HALF_UP).toFixed();
}
