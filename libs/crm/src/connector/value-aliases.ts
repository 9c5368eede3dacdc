import { ALIASED_KINDS } from '@lianghuan/contracts';
import { normalizeSearch } from '../search/search-text.js';
import { textOfCell } from '../transfer/cell.js';
import { cellOf, cellText, readCell } from '../transfer/cell-value.js';
import type { PlaceNames } from '../transfer/place-names.js';
import type { TransferField } from '../transfer/transfer-field.js';
import type { VendorRow } from './vendor-connector.js';
import { ALL_FIELDS } from './vendor-fields.js';

/** 值对应: a value of a list as a source says it, and what it means: a code of the list, several parted by ；. */
export interface ValueAlias {
  readonly field: string;
  readonly said: string;
  readonly means: string;
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

/** Reads the words of one source. Call `places.ready()` before. */
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

  /** The row with the register's values in place of the source's words, which go before what a cell would be recognised as. */
  apply(row: VendorRow): { readonly row: VendorRow; readonly read: readonly AliasedValue[] } {
    if (this.#byField.size === 0) return { row, read: [] };
    const cells = [...row.cells];
    const read: AliasedValue[] = [];
    for (const { field, position } of row.heading.columns) {
      const aliases = this.#byField.get(field?.name ?? '');
      if (field === null || aliases === undefined) continue;
      const translate = (said: string): string | undefined => {
        const means = aliases.get(aliasKey(said));
        if (means !== undefined) read.push({ title: field.title, said, means: meaningText(means, field, this.places) });
        return means;
      };
      const text = textOfCell(cells[position]);
      if (text === '') continue;
      const known = read.length;
      const means = translate(text) ?? text.split(PIECES).map((piece) => translatePiece(piece.trim(), translate)).join('；'); // prettier-ignore
      if (read.length > known) cells[position] = means;
    }
    return { row: { ...row, cells }, read };
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
export function aliasedField(name: string): TransferField | undefined {
  return ALL_FIELDS.find((field) => field.name === name && ALIASED_KINDS.includes(field.kind));
}

/** What two spellings of the same word have in common. */
export function aliasKey(said: string): string {
  // A code may be nothing but a sign.
  return normalizeSearch(said) || said.normalize('NFKC').trim();
}

/** The meaning of an alias as people read it. */
export function meaningText(means: string, field: TransferField, places: PlaceNames): string {
  const reading = readCell(means, field, null, places);
  return reading.kind === 'value' ? cellText(cellOf(reading.value, field, places)) : means;
}
