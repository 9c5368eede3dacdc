/** A candidate: project and enterprise by index, and what the pair is worth (calibrated score × priority, > 0). */
export interface AllocationArc {
  readonly projectIndex: number;
  readonly enterpriseIndex: number;
  readonly value: number;
}

/** The same as parallel columns of equal length, for large inputs. */
export interface AllocationColumns {
  readonly projectIndex: ArrayLike<number>;
  readonly enterpriseIndex: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

/** A limit on the projects of a county or of an officer: how many approaches they may carry in all. */
export interface ProjectLimit {
  /** For every project the index of its county or officer, −1 for none. */
  readonly of: ArrayLike<number>;
  /** Approaches allowed per county or officer, pinned ones included. */
  readonly capacity: ArrayLike<number>;
}

export interface AllocationInput {
  readonly projectCount: number;
  readonly enterpriseCount: number;
  /** Pairs worth considering. A pair given twice counts with its higher value; values ≤ 0 are never allocated. */
  readonly arcs: readonly AllocationArc[] | AllocationColumns;
  /**
   * Ids fix the order in which equal values are resolved: with them, renumbering or shuffling changes nothing.
   * Without them the index takes their place.
   */
  readonly projectIds?: readonly string[];
  readonly enterpriseIds?: readonly string[];
  /** Approaches per project; one number for all or one each. Default 5. */
  readonly projectCapacity?: number | ArrayLike<number>;
  /** Open approaches per enterprise; one number for all or one each. Default 3. */
  readonly enterpriseCapacity?: number | ArrayLike<number>;
  /**
   * For every enterprise the index of its group, −1 for none. A group is counted once: its members share the largest
   * capacity among them, and a project meets a group at most once, through the member worth most to it.
   */
  readonly enterpriseGroup?: ArrayLike<number>;
  readonly counties?: ProjectLimit;
  readonly officers?: ProjectLimit;
  /** Pairs already in talks: fixed first, whatever they are worth; need not be among the arcs. */
  readonly pinned?: readonly Pick<AllocationArc, 'projectIndex' | 'enterpriseIndex'>[];
}

/** What a former allocation hands to the next, so that a small change stays a small change. By input index. */
export interface AllocationState {
  readonly enterprisePrices: Float64Array;
  readonly countyPrices: Float64Array;
  readonly officerPrices: Float64Array;
  readonly pairs: readonly Pick<AllocationArc, 'projectIndex' | 'enterpriseIndex'>[];
}

export interface AllocationOptions {
  /** First and last bid step as a share of the largest value; default 0.02 and 0.001. */
  readonly firstStep?: number;
  readonly lastStep?: number;
  /** Stop when the certified gap is at most this, default 0.0005; finer steps are tried until then. */
  readonly tolerance?: number;
  /** Prices and pairs of a former run. The result is as good as from scratch; what changed little stays as it was. */
  readonly warmStart?: AllocationState;
}

export interface AllocatedPair extends AllocationArc {
  readonly isPinned: boolean;
}

/** How the load lies on the enterprises. A group is one of them. */
export interface Congestion {
  /** Enterprises (groups) with at least one approach. */
  readonly enterprisesUsed: number;
  readonly largestLoad: number;
  /** Per enterprise, by index: approaches it carries (a member of a group, those of the group). */
  readonly loadOf: Int32Array;
  /** Per enterprise: projects that would have it, or its group, among their best ones if there were no limits. */
  readonly demandOf: Int32Array;
  /** Load → number of enterprises that carry it, from 1. */
  readonly loads: readonly { readonly load: number; readonly enterprises: number }[];
  /** Largest number of projects that would have the same enterprise among their best ones if there were no limits. */
  readonly largestDemand: number;
  /** Enterprises whose demand is above their capacity, most sought after first (at most 20). */
  readonly soughtAfter: readonly {
    readonly enterpriseIndex: number;
    readonly demand: number;
    readonly capacity: number;
    readonly price: number;
  }[];
  /** Pinned pairs alone exceed these; nothing was added there. */
  readonly overbooked: readonly {
    readonly kind: 'project' | 'enterprise' | 'county' | 'officer';
    readonly index: number;
    readonly load: number;
    readonly capacity: number;
  }[];
}

export interface AllocationResult {
  /** By project, the most valuable first. */
  readonly pairs: readonly AllocatedPair[];
  /** Sum of the values of all pairs; a pinned pair that is no arc counts 0. */
  readonly value: number;
  /** No allocation within the limits can be worth more (linear-programming dual at the final prices). */
  readonly bound: number;
  /** (bound − value) / bound, 0 when there is nothing to allocate: a certificate, not an estimate. */
  readonly gap: number;
  /** Value if enterprises, counties and officers had no limit, and what the limits cost: `unlimitedValue − value`. */
  readonly unlimitedValue: number;
  readonly lostToLimits: number;
  /** Per enterprise, in units of value: what one approach more would be worth to the whole. 0 when there is room. */
  readonly enterprisePrices: Float64Array;
  readonly countyPrices: Float64Array;
  readonly officerPrices: Float64Array;
  /** Prices are exact to about this much. */
  readonly priceStep: number;
  readonly congestion: Congestion;
  /** To be handed to the next run as `warmStart`. */
  readonly state: AllocationState;
}

/** An input that contradicts itself. `code` says how, `details` where. */
export class AllocationInputError extends Error {
  override readonly name = 'AllocationInputError';

  constructor(
    readonly code: 'INDEX_OUT_OF_RANGE' | 'VALUE_NOT_FINITE' | 'CAPACITY_INVALID' | 'LENGTH_MISMATCH',
    readonly details: Readonly<Record<string, string | number>>,
  ) {
    super(`${code} ${JSON.stringify(details)}`);
  }
}
