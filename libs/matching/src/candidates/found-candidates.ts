import type { ConstraintSubject } from '../constraints/constraint.js';
import { measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { EpochMismatchError } from '../match.errors.js';
import type { MeasuredCandidates } from '../ranking/rank-pool.js';
import type { Segment } from '../segment/segment.js';
import { packCandidates, subjectAt } from './candidate-set.js';
import { fillLists, LISTS } from './lists.js';
import type { PreparedProject } from './project.js';
import { placeOf } from './scan.js';

/** What one segment has for one project, measured where it stands. */
export class FoundCandidates implements MeasuredCandidates {
  readonly size: number;
  readonly epoch: string;
  readonly measures: Float32Array;
  readonly sizes: Float32Array;

  /** @param listScores rows × lists; NaN where the row is not in the list */
  constructor(
    epoch: Epoch,
    private readonly project: PreparedProject,
    private readonly segment: Segment,
    private readonly rows: Uint32Array,
    readonly listScores: Float64Array,
  ) {
    this.size = rows.length;
    this.epoch = epoch.fingerprint;
    this.measures = measureRows(new PairCursor(epoch, project, segment), rows);
    this.sizes = new Float32Array(rows.length);
    for (let place = 0; place < rows.length; place++) this.sizes[place] = segment.columns.sizes[rows[place]];
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
  const all = new Uint32Array(lists.words.length + lists.near.length);
  let count = 0;
  for (const name of LISTS) for (let i = 0; i < lists[name].length; i++) all[count++] = lists[name].rowAt(i);
  all.sort();
  let size = 0;
  for (let i = 0; i < count; i++) if (size === 0 || all[i] !== all[size - 1]) all[size++] = all[i];
  const rows = all.slice(0, size);
  const listScores = new Float64Array(size * LISTS.length).fill(Number.NaN);
  LISTS.forEach((name, l) => {
    const list = lists[name];
    for (let i = 0; i < list.length; i++) listScores[placeOf(list.rowAt(i), rows) * LISTS.length + l] = list.scoreAt(i);
  });
  return new FoundCandidates(epoch, project, segment, rows, listScores);
}
