import type { TransferField } from './transfer-field.js';

/** Kinds of fields that say what they like; all others say few things, many times. */
const FREE: ReadonlySet<TransferField['kind']> = new Set(['text', 'longText', 'words', 'url']);
/** Different things said in a column that are remembered. */
const KEPT = 2_000;

/**
 * The same as `turn`, which is asked only once for each thing that the dates, figures and names of lists in one column of a table say.
 * What is an object, as lists are, is each its own.
 */
export function remembered<From, To>({ kind }: Pick<TransferField, 'kind'>, turn: (from: From) => To): typeof turn {
  if (FREE.has(kind)) return turn;
  const known = new Map<From, To>();
  return (from) => {
    if (typeof from === 'object') return turn(from);
    const found = known.get(from);
    if (found !== undefined) return found;
    const to = turn(from);
    if (known.size < KEPT) known.set(from, to);
    return to;
  };
}
