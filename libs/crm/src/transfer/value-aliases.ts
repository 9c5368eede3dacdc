import { ALIASED_KINDS, type UnknownValue, type ValueAliasView } from '@lianghuan/contracts';
import { ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { normalizeSearch } from '../search/search-text.js';
import { type Cell, textOfCell } from './cell.js';
import { cellOf, cellText, readCell } from './cell-value.js';
import { valueText } from './field-value.js';
import { issueText } from './import-issue.js';
import type { PlaceNames } from './place-names.js';
import type { TransferField } from './transfer-field.js';

/** 值对应: a value of a list as a sender says it, and what it means: a code of the list, several parted by ；. */
export interface ValueAlias {
  readonly field: string;
  readonly said: string;
  readonly means: string;
}

/** An alias with who said so. */
export interface StoredAlias extends ValueAlias {
  readonly id: string;
  readonly madeByName: string;
  readonly madeAt: Date;
}

/** A cell that was read by an alias. */
export interface AliasedValue {
  /** Title of the field. */
  readonly title: string;
  readonly said: string;
  /** As people read it. */
  readonly means: string;
}

/** Between two values of one cell; 、 only where the piece as a whole is no alias, since names of trades have it too. */
const PIECES = /[;；,，\n]/;

/** Reads the words of one sender, before a cell is recognised as anything else. Call `places.ready()` before. */
export class ValueAliases {
  readonly #byField = new Map<string, Map<string, string>>();

  constructor(
    aliases: readonly ValueAlias[],
    private readonly places: PlaceNames,
  ) {
    for (const { field, said, means } of aliases) {
      const ofField = this.#byField.get(field) ?? new Map<string, string>();
      this.#byField.set(field, ofField.set(aliasKey(said), means));
    }
  }

  /** The cell with the register's values in place of the sender's words; undefined where none of them is an alias. */
  translate(
    cell: Cell | undefined,
    field: TransferField,
  ): { readonly cell: string; readonly read: readonly AliasedValue[] } | undefined {
    const aliases = this.#byField.get(field.name);
    const text = aliases === undefined ? '' : textOfCell(cell);
    if (aliases === undefined || text === '') return undefined;
    const read: AliasedValue[] = [];
    const translate = (said: string): string | undefined => {
      const means = aliases.get(aliasKey(said));
      if (means !== undefined) read.push({ title: field.title, said, means: meaningText(means, field, this.places) });
      return means;
    };
    const means = translate(text) ?? text.split(PIECES).map((piece) => translatePiece(piece.trim(), translate)).join('；'); // prettier-ignore
    return read.length === 0 ? undefined : { cell: means, read };
  }
}

function translatePiece(piece: string, translate: (said: string) => string | undefined): string {
  const whole = translate(piece);
  if (whole !== undefined || !piece.includes('、')) return whole ?? piece;
  const parts = piece.split('、').map((part) => [part.trim(), translate(part.trim())] as const);
  return parts.some(([, means]) => means !== undefined)
    ? parts.map(([part, means]) => means ?? part).join('；')
    : piece;
}

/** The field whose words may be told; undefined where values are no list's. */
export function aliasedField(fields: readonly TransferField[], name: string): TransferField | undefined {
  return fields.find((field) => field.name === name && ALIASED_KINDS.includes(field.kind));
}

/** What two spellings of the same word have in common. */
export function aliasKey(said: string): string {
  // A code may be nothing but a sign.
  return normalizeSearch(said) || said.normalize('NFKC').trim();
}

/**
 * What people say a word of this field means, as aliases keep it. Call `places.ready()` before.
 * @throws {ValidationError} for a field without a list, or a meaning that is not in it
 */
export function requireMeaning(field: TransferField | undefined, means: string, places: PlaceNames): string {
  if (field === undefined) throw new ValidationError([{ path: 'field', code: 'unknown', message: '这个字段没有可选项' }]); // prettier-ignore
  const reading = readCell(means, field, null, places);
  if (reading.kind !== 'value' || !field.schema.safeParse(reading.value).success) {
    const message = reading.kind === 'problem' ? issueText(reading.problem.code, reading.problem.details) : '请填写对应的值'; // prettier-ignore
    throw new ValidationError([{ path: 'means', code: 'unknown', message }]);
  }
  return Array.isArray(reading.value) ? reading.value.map(String).join('；') : valueText(reading.value);
}

/** The meaning of an alias as people read it. */
export function meaningText(means: string, field: TransferField, places: PlaceNames): string {
  const reading = readCell(means, field, null, places);
  return reading.kind === 'value' ? cellText(cellOf(reading.value, field, places)) : means;
}

/** An alias as it leaves; call `places.ready()` before. @param fields those an alias may speak of */
export function aliasView(
  { id, field: name, said, means, madeByName, madeAt }: StoredAlias,
  fields: readonly TransferField[],
  places: PlaceNames,
): ValueAliasView {
  const field = aliasedField(fields, name);
  return {
    id,
    field: name,
    title: field?.title ?? name,
    said,
    means,
    meansText: field === undefined ? means : meaningText(means, field, places),
    madeByName,
    madeAt: madeAt.toISOString(),
  };
}

/** Different unknown values that are shown; who has more has a column mapped wrongly. */
const UNKNOWN_SHOWN = 100;

/**
 * Values of rows in error that are in no list, those most rows say first, with what aliases say of them by now.
 * @param rows SQL of the calling class behind FROM, never input: rows `w` with a verdict and issues, and their WHERE
 */
export async function findUnknownValues(
  tx: EntityManager,
  rows: string,
  values: readonly unknown[],
  fields: readonly TransferField[],
  aliases: readonly ValueAliasView[],
): Promise<UnknownValue[]> {
  const found = (await tx.query(
    `SELECT i ->> 'field' AS field, min(i ->> 'title') AS title, i -> 'unknown' ->> 'said' AS said,
       min(i -> 'unknown' ->> 'meant') AS meant, count(*)::int AS rows
     FROM (SELECT w.issues FROM ${rows} AND w.verdict = 'error') w, jsonb_array_elements(w.issues) i
     WHERE i ? 'unknown' GROUP BY 1, 3 ORDER BY rows DESC, 1, 3 LIMIT ${UNKNOWN_SHOWN}`,
    [...values],
  )) as Omit<UnknownValue, 'meansText'>[];
  const told = new Map(aliases.map(({ field, said, meansText }) => [`${field} ${aliasKey(said)}`, meansText]));
  return found
    .filter(({ field }) => aliasedField(fields, field) !== undefined)
    .map((value) => ({ ...value, meansText: told.get(`${value.field} ${aliasKey(value.said)}`) ?? null }));
}
