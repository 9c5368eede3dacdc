import { formKind } from './legal-forms.js';
import type { NameParts } from './parse-name.js';
import type { Region } from './regions.js';
import { jaroWinkler, subsequenceWeight } from './similarity.js';

/** How two places relate: one lies in the other, they exclude each other, or one is not said. */
export type RegionRelation = 'equal' | 'within' | 'different' | 'unknown';

export function relateRegions(a: Region | undefined, b: Region | undefined): RegionRelation {
  if (!a || !b) return 'unknown';
  const shorter = Math.min(a.path.length, b.path.length);
  for (let at = 0; at < shorter; at++) if (a.path[at] !== b.path[at]) return 'different';
  return a.path.length === b.path.length ? 'equal' : 'within';
}

/** A parsed name made ready for comparison: no region suffixes, no form, no branch. */
export interface Comparable {
  readonly parts: NameParts;
  /** Short form of the region, then the core: 深圳振业. What the n-gram block is made of. */
  readonly body: string;
  /** Units of the body that are the region. */
  readonly regionLength: number;
}

export function toComparable(parts: NameParts): Comparable {
  const region = parts.region !== '' && !parts.core.startsWith(parts.region) ? (parts.place?.path.at(-1) ?? parts.region) : '';
  return { parts, body: region + parts.core, regionLength: region.length };
}

/** Numbers of the first re-ranker for a query and one name; all 0–1 unless said otherwise. */
export interface PairFeatures {
  /** Weight of the query's units found in order in the name, as a share of all its units. */
  readonly covered: number;
  /** The same as a share of the name's units. */
  readonly covers: number;
  /** Jaro-Winkler similarity of the cores. */
  readonly jaroWinkler: number;
  /** 1 when the cores begin with the same unit, 0.5 when the query begins anywhere with the name's first unit. */
  readonly start: number;
  /** 1 agree, 0 unknown, −1 exclude each other. */
  readonly region: number;
  /** 1 same kind of legal form, 0 unknown, −1 another kind. */
  readonly form: number;
  /** 1 same branch or none on either side, 0 otherwise. */
  readonly branch: number;
  /** 1 when the folded names are equal, 0.9 when region, core and branch are. */
  readonly exact: number;
}

/** Units of the region count this much of their rarity: a place says little about who somebody is. */
const REGION_SHARE = 0.4;

/** Rarity of a unit among the names, from its frequency; never 0, so that no unit is free. */
export type Rarity = (unit: number) => number;

export class Reranker {
  readonly #weights: Float64Array;
  readonly #total: number;
  #table = new Float64Array(64 * 64);

  constructor(
    readonly query: Comparable,
    private readonly rarity: Rarity,
  ) {
    this.#weights = this.#weigh(query);
    this.#total = this.#weights.reduce((sum, weight) => sum + weight, 0);
  }

  get weights(): Float64Array {
    return this.#weights;
  }

  #weigh({ body, regionLength }: Comparable): Float64Array {
    const weights = new Float64Array(body.length);
    for (let at = 0; at < body.length; at++)
      weights[at] = this.rarity(body.charCodeAt(at)) * (at < regionLength ? REGION_SHARE : 1);
    return weights;
  }

  features(name: Comparable): PairFeatures {
    const { query } = this;
    const needed = (query.body.length + 1) * (name.body.length + 1);
    if (this.#table.length < needed) this.#table = new Float64Array(needed);
    const common = subsequenceWeight(query.body, name.body, this.#weights, this.#table);
    let own = 0;
    for (let at = 0; at < name.body.length; at++)
      own += this.rarity(name.body.charCodeAt(at)) * (at < name.regionLength ? REGION_SHARE : 1);
    const a = query.parts;
    const b = name.parts;
    const relation = relateRegions(a.place, b.place);
    const kinds = [formKind(a.form), formKind(b.form)];
    return {
      covered: this.#total > 0 ? Math.min(1.15, common / this.#total) : 0,
      covers: own > 0 ? Math.min(1.15, common / own) : 0,
      jaroWinkler: jaroWinkler(a.core, b.core),
      start: a.core[0] === b.core[0] ? 1 : a.core.includes(b.core[0]!) ? 0.5 : 0,
      region: relation === 'unknown' ? 0 : relation === 'different' ? -1 : 1,
      form: kinds[0] === '' || kinds[1] === '' ? 0 : kinds[0] === kinds[1] ? 1 : -1,
      branch: a.branch === b.branch ? 1 : 0,
      exact:
        a.folded === b.folded ? 1 : a.core === b.core && relation !== 'different' && a.branch === b.branch ? 0.9 : 0,
    };
  }
}
