import type { Epoch } from '../epoch/epoch.js';
import { UnknownRecordError } from '../match.errors.js';
import type { EnterpriseRecord } from '../model.js';
import { hashId } from '../ranking/hash.js';
import { buildSegment } from '../segment/build-segment.js';
import { mergeSegments, type SegmentPart } from '../segment/merge-segments.js';
import type { Segment } from '../segment/segment.js';

/** Where an enterprise stands now. */
export interface Location {
  readonly segment: Segment;
  readonly row: number;
}

/** A segment with the rows that are no longer there. */
interface Layer extends SegmentPart {
  /** How often it was joined; absent for those that were there at the beginning. */
  readonly level?: number;
}

/** So many layers of a level become one of the next. */
const FAN_IN = 8;
/** Layers of this level, of at most 512 rows, are not joined any further: that would hold up a single change. The next epoch takes them all in. */
const HIGHEST_LEVEL = 3;

/**
 * Enterprises that change: immutable segments, each with its tombstones. A change adds a segment of one row and buries
 * the old row; small segments are joined into larger ones, eight of a size into one, so that there are never many.
 */
export class EnterpriseStore {
  readonly #layers: Layer[];
  /** Enterprises by number; a number stays with its id for good. */
  readonly #ids: string[] = [];
  readonly #hashes: number[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(
    private readonly epoch: Epoch,
    segments: readonly Segment[],
  ) {
    this.#layers = segments.map((segment) => ({ segment, isRemoved: new Uint8Array(segment.rows) }));
  }

  get layers(): readonly SegmentPart[] {
    return this.#layers;
  }

  numberOf(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#ids.length;
    this.#ids.push(id);
    this.#hashes.push(hashId(id));
    this.#numbers.set(id, number);
    return number;
  }

  idOf(number: number): string {
    return this.#ids[number];
  }

  hashOf(number: number): number {
    return this.#hashes[number];
  }

  /** Order of two enterprises that score the same: by the hash of the id, then by the id. */
  compareTied(a: number, b: number): number {
    const byHash = this.#hashes[a] - this.#hashes[b];
    if (byHash !== 0 || a === b) return byHash;
    return this.#ids[a] < this.#ids[b] ? -1 : 1;
  }

  /** Where an enterprise stands that is there. @throws UnknownRecordError */
  locate(number: number): Location {
    const location = this.find(this.#ids[number]);
    if (!location) throw new UnknownRecordError('enterprise', this.#ids[number]);
    return location;
  }

  find(id: string): Location | undefined {
    // The newest first: changed enterprises are asked for most.
    for (let at = this.#layers.length - 1; at >= 0; at--) {
      const { segment, isRemoved } = this.#layers[at];
      const row = segment.rowOf(id);
      if (row >= 0 && isRemoved[row] === 0) return { segment, row };
    }
    return undefined;
  }

  add(record: EnterpriseRecord): Location {
    const segment = buildSegment(this.epoch, [record]);
    this.#layers.push({ segment, isRemoved: new Uint8Array(1), level: 0 });
    this.#join();
    return { segment, row: 0 };
  }

  remove({ segment, row }: Location): void {
    const layer = this.#layers.find((one) => one.segment === segment);
    if (layer) layer.isRemoved[row] = 1;
  }

  /** Joins the newest layers while there are eight of a level: of 1, then of 8, then of 64 rows at most. */
  #join(): void {
    for (let level = 0; level < HIGHEST_LEVEL; level++) {
      const newest = this.#layers.slice(-FAN_IN);
      if (newest.length < FAN_IN || newest.some((layer) => layer.level !== level)) return;
      const segment = mergeSegments(newest);
      this.#layers.splice(-FAN_IN, FAN_IN, { segment, isRemoved: new Uint8Array(segment.rows), level: level + 1 });
    }
  }
}
