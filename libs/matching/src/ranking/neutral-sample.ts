import type { PreparedProject } from '../candidates/project.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { measureCircumstances, measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';

/** Rows of the enterprises whose mean stands for an unknown value: the first of the reference sample. */
const NEUTRAL_SAMPLE = Uint32Array.from({ length: 128 }, (_, row) => row);

/** A project beside a fixed sample of all enterprises. Their texts are compared when a criterion that reads texts asks. */
export class NeutralSample {
  #withTexts: Float32Array | undefined;
  #circumstances: Float32Array | undefined;

  constructor(
    private readonly epoch: Epoch,
    private readonly project: PreparedProject,
  ) {}

  /** Rows × criteria; only a criterion's own column is known to be right. */
  measuresFor(c: number): Float32Array {
    if (ALL_CRITERIA[c].readsTexts) return (this.#withTexts ??= measureRows(this.#cursor(), this.#rows()).measures);
    return (this.#circumstances ??= measureCircumstances(this.#cursor(), this.#rows()));
  }

  #cursor(): PairCursor {
    return new PairCursor(this.epoch, this.project, this.epoch.reference);
  }

  #rows(): Uint32Array {
    return NEUTRAL_SAMPLE.subarray(0, this.epoch.reference.rows);
  }
}

const samples = new WeakMap<PreparedProject, NeutralSample>();

/** The sample beside a project; one for as long as the project is there. */
export function neutralSample(epoch: Epoch, project: PreparedProject): NeutralSample {
  let sample = samples.get(project);
  if (!sample) samples.set(project, (sample = new NeutralSample(epoch, project)));
  return sample;
}
