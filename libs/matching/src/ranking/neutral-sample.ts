import type { PreparedProject } from '../candidates/project.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { measureCircumstances, measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';

/** Rows of the enterprises whose mean stands for an unknown value: the first of the reference sample. */
const NEUTRAL_SAMPLE = Uint32Array.from({ length: 128 }, (_, row) => row);

/** A project beside a fixed sample of all enterprises. Their texts are compared when a criterion that reads texts asks. */
export class NeutralSample {
  readonly #rows: Uint32Array;
  readonly #cursor: PairCursor;
  #withTexts: Float32Array | undefined;
  #circumstances: Float32Array | undefined;

  constructor(epoch: Epoch, project: PreparedProject) {
    this.#rows = NEUTRAL_SAMPLE.subarray(0, epoch.reference.rows);
    this.#cursor = new PairCursor(epoch, project, epoch.reference);
  }

  /** Measures of all enterprises, rows × criteria, right for criterion `c`; NaN where a field is missing. */
  measuresFor(c: number): Float32Array {
    if (ALL_CRITERIA[c].readsTexts) return (this.#withTexts ??= measureRows(this.#cursor, this.#rows).measures);
    return (this.#circumstances ??= measureCircumstances(this.#cursor, this.#rows));
  }
}

const samples = new WeakMap<PreparedProject, NeutralSample>();

/** The sample beside a project; one for as long as the project is there. */
export function neutralSample(epoch: Epoch, project: PreparedProject): NeutralSample {
  let sample = samples.get(project);
  if (!sample) samples.set(project, (sample = new NeutralSample(epoch, project)));
  return sample;
}
