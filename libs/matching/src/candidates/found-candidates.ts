import type { ConstraintSubject } from '../constraints/constraint.js';
import { type MeasuredRows, measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { EpochMismatchError } from '../match.errors.js';
import type { MeasuredCandidates } from '../ranking/rank-pool.js';
import type { Segment } from '../segment/segment.js';
import { packCandidates, subjectAt } from './candidate-set.js';
import { fillLists, type ListName, LISTS } from './lists.js';
import type { PreparedProject } from './project.js';
import type { TopList } from './top-list.js';

/** What one segment has for one project, measured where it stands. */
export class FoundCandidates implements MeasuredCandidates, MeasuredRows {
  readonly size: number;
  readonly epoch: string;
  readonly measures: Float32Array;
  readonly sizes: Float32Array;
  readonly bestLines: Int32Array;

  /**
   * @param rows ascending
   * @param listScores rows × lists; NaN where the row is not in the list
   */
  constructor(
    epoch: Epoch,
    private readonly project: PreparedProject,
    private readonly segment: Segment,
    readonly rows: Uint32Array,
    readonly listScores: Float64Array,
  ) {
    this.size = rows.length;
    this.epoch = epoch.fingerprint;
    const { measures, sizes, bestLines } = measureRows(new PairCursor(epoch, project, segment), rows);
    this.measures = measures;
    this.sizes = sizes;
    this.bestLines = bestLines;
  }

  idAt(place: number): string {
    return this.segment.idAt(this.rows[place]);
  }

  hashAt(place: number): number {
    return this.segment.columns.hashes[this.rows[place]];
  }

  subjectAt(place: number): ConstraintSubject {
    return subjectAt(this.segment, this.rows[place]);
  }

  /** The bytes of a `CandidateSet`, to be ranked elsewhere. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return packCandidates(this.project.record.id, this.segment, this.rows, this).toBytes();
  }
}

export interface CandidateOptions {
  /** 1 for rows that are no longer there. */
  readonly isRemoved?: Uint8Array;
}

/**
 * The candidates of one segment for one project, measured. Cost: postings of the project's words, one scan of the
 * topics, and the comparison of at most 400 enterprises.
 * @throws EpochMismatchError
 */
export function findCandidates(
  epoch: Epoch,
  project: PreparedProject,
  segment: Segment,
  { isRemoved }: CandidateOptions = {},
): FoundCandidates {
  for (const found of [project.epoch, segment.meta.epoch])
    if (found !== epoch.fingerprint) throw new EpochMismatchError(epoch.fingerprint, found);
  const lists = fillLists(epoch, project, segment, isRemoved);
  const { rows, listScores } = mergeLists(lists);
  return new FoundCandidates(epoch, project, segment, rows, listScores);
}

/** Lists are shorter than this. */
const PLACES = 2 ** 16;

/** Rows of the lists, ascending, and their scores, rows × lists. */
function mergeLists(lists: Readonly<Record<ListName, TopList>>): { rows: Uint32Array; listScores: Float64Array } {
  const entries = new Float64Array(lists.words.length + lists.near.length);
  let count = 0;
  LISTS.forEach((name, l) => {
    const list = lists[name];
    // Row, list and place in one number: once sorted, what belongs to a row stands together.
    for (let i = 0; i < list.length; i++) entries[count++] = (list.rowAt(i) * LISTS.length + l) * PLACES + i;
  });
  entries.sort();
  const rows = new Uint32Array(count);
  const listScores = new Float64Array(count * LISTS.length).fill(Number.NaN);
  let size = 0;
  for (let at = 0; at < count; at++) {
    const inList = Math.floor(entries[at] / PLACES);
    const row = Math.floor(inList / LISTS.length);
    const l = inList % LISTS.length;
    if (size === 0 || rows[size - 1] !== row) rows[size++] = row;
    listScores[(size - 1) * LISTS.length + l] = lists[LISTS[l]].scoreAt(entries[at] % PLACES);
  }
  return { rows: rows.slice(0, size), listScores: listScores.slice(0, size * LISTS.length) };
}
