import type { ConstraintName, ConstraintResult, EnterpriseRecord, ProjectRecord } from '../model.js';
import type { ConstraintOptions } from '../options.js';

/** An enterprise as the hard rules see it: no texts, so that an index can tell it. Places are in short form (贵州). */
export interface ConstraintSubject extends Pick<
  EnterpriseRecord,
  'id' | 'status' | 'doNotContact' | 'industryCodes' | 'province' | 'city'
> {
  /** Total assets from the record or from reference data, in 万元. */
  readonly assetsWan?: number;
}

/** What a hard rule looks at. */
export interface ConstraintInput {
  readonly project: ProjectRecord;
  readonly enterprise: ConstraintSubject;
  readonly options: ConstraintOptions;
}

/** A hard rule: it never adds to a score, it only lets a pair through or not. `unknown` lets it through. */
export interface Constraint {
  readonly name: ConstraintName;
  /** The verdict rests on the project alone: the same for every enterprise. */
  readonly isOfProject: boolean;
  judge(input: ConstraintInput): Omit<ConstraintResult, 'constraint'>;
}
