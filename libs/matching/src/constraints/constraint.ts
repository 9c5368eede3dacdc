import type { ConstraintName, ConstraintResult, EnterpriseRecord, ProjectRecord } from '../model.js';
import type { ConstraintOptions } from '../options.js';

/** What a hard rule looks at. */
export interface ConstraintInput {
  readonly project: ProjectRecord;
  readonly enterprise: EnterpriseRecord;
  readonly options: ConstraintOptions;
  /** Total assets from the record or from reference data, in 万元. */
  readonly assetsWan: number | undefined;
}

/** A hard rule: it never adds to a score, it only lets a pair through or not. `unknown` lets it through. */
export interface Constraint {
  readonly name: ConstraintName;
  judge(input: ConstraintInput): Omit<ConstraintResult, 'constraint'>;
}
