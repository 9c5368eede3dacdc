import type { DuplicateRule } from '../duplicate/duplicate-rule.js';
import type { FieldValue } from './field-value.js';
import type { AlikeRow } from './import-judge.js';

/** Rows of one file with a key in common beyond which they are a series (plots by number, phases) and not one row written again. */
const LARGEST_SERIES = 5;

/** A row of the file as far as the rule of its register reads it. */
interface FileRow {
  readonly rowNumber: number;
  readonly name: string | null;
  readonly input: Readonly<Record<string, FieldValue>>;
}

/**
 * Rows of one file that may be the same, by the rule of the nightly scan. A hundred thousand rows have two million keys, so of a key
 * only a hash is kept (two keys with one hash cost a comparison), and of a row the text of what the rule reads.
 */
export class FileDoubles {
  readonly #rows: { readonly rowNumber: number; readonly name: string | null; readonly facts: string }[] = [];
  /** Chains of entries: the first of each bucket, and for each entry its hash, its row and the next; -1 ends a chain. */
  #heads = new Int32Array(1 << 12).fill(-1);
  #entries = new Int32Array(3 << 12);
  #count = 0;

  /** @param facts fields the rule reads */
  constructor(
    private readonly rule: DuplicateRule<Record<string, unknown>>,
    private readonly facts: readonly string[],
  ) {}

  /** Rows that came before and may be the same, best first; from now on this one has come, too. @param keys those of the rule */
  add(row: FileRow, keys: readonly string[]): AlikeRow[] {
    const candidates = new Set<number>();
    const hashes = keys.map(hashOf);
    for (const hash of hashes) {
      const group = this.#rowsWith(hash);
      if (group.length <= LARGEST_SERIES) for (const at of group) candidates.add(at);
    }
    const own = this.#factsOf(row.input);
    const alike = [...candidates].flatMap((at): AlikeRow[] => {
      const { rowNumber, name, facts } = this.#rows[at];
      const comparison = this.rule.compare(own, JSON.parse(facts) as Record<string, unknown>);
      return comparison.verdict === 'different' ? [] : [{ rowNumber, name: name ?? '', ...comparison }];
    });
    const at = this.#rows.push({ rowNumber: row.rowNumber, name: row.name, facts: JSON.stringify(own) }) - 1;
    for (const hash of hashes) this.#enter(hash, at);
    return alike.sort((a, b) => b.score - a.score || a.rowNumber - b.rowNumber);
  }

  #factsOf(input: FileRow['input']): Record<string, unknown> {
    return Object.fromEntries(this.facts.flatMap((name) => (input[name] == null ? [] : [[name, input[name]]])));
  }

  #rowsWith(hash: number): number[] {
    const found: number[] = [];
    const entries = this.#entries;
    for (let at = this.#heads[hash & (this.#heads.length - 1)]; at >= 0; at = entries[at * 3 + 2]) {
      if (entries[at * 3] === hash && found.push(entries[at * 3 + 1]) > LARGEST_SERIES) break;
    }
    return found;
  }

  #enter(hash: number, row: number): void {
    if (this.#count === this.#heads.length) this.#grow();
    const bucket = hash & (this.#heads.length - 1);
    this.#entries.set([hash, row, this.#heads[bucket]], this.#count * 3);
    this.#heads[bucket] = this.#count;
    this.#count += 1;
  }

  #grow(): void {
    const entries = new Int32Array(this.#entries.length * 2);
    entries.set(this.#entries);
    const heads = new Int32Array(this.#heads.length * 2).fill(-1);
    for (let at = 0; at < this.#count; at += 1) {
      const bucket = entries[at * 3] & (heads.length - 1);
      entries[at * 3 + 2] = heads[bucket];
      heads[bucket] = at;
    }
    this.#entries = entries;
    this.#heads = heads;
  }
}

/** FNV-1a over the code units, with its bits mixed once more, since buckets are told by the low ones. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) | 0;
}
