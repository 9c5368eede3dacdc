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
import { orderOfRows } from './row-order.js';
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

/** The entries of all lists, one list after another: row, score, and place of the score among those of its row. */
let entryRows = new Uint32Array(0);
let entryScores = new Float64Array(0);
let entryLists = new Uint8Array(0);

/** Rows of the lists, ascending, and their scores, rows × lists. */
function mergeLists(lists: Readonly<Record<ListName, TopList>>): { rows: Uint32Array; listScores: Float64Array } {
  const count = layEntries(lists);
  const order = orderOfRows(entryRows, count);
  let size = 0;
  for (let i = 0; i < count; i++) if (i === 0 || entryRows[order[i]] !== entryRows[order[i - 1]]) size++;
  const rows = new Uint32Array(size);
  const listScores = new Float64Array(size * LISTS.length).fill(Number.NaN);
  for (let i = 0, next = 0; i < count; i++) {
    const entry = order[i];
    if (i === 0 || entryRows[entry] !== rows[next - 1]) rows[next++] = entryRows[entry];
    listScores[(next - 1) * LISTS.length + entryLists[entry]] = entryScores[entry];
  }
  return { rows, listScores };
}

/** @returns how many entries there are */
function layEntries(lists: Readonly<Record<ListName, TopList>>): number {
  const most = lists.words.length + lists.near.length;
  if (entryRows.length < most) {
    entryRows = new Uint32Array(most);
    entryScores = new Float64Array(most);
    entryLists = new Uint8Array(most);
  }
  let count = 0;
  for (let l = 0; l < LISTS.length; l++) {
    const list = lists[LISTS[l]];
    for (let i = 0; i < list.length; i++) {
      entryRows[count] = list.rowAt(i);
      entryScores[count] = list.scoreAt(i);
      entryLists[count++] = l;
    }
  }
  return count;
}
