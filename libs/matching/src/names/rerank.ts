import { formKind, LEGAL_FORMS, type FormKind } from './legal-forms.js';
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
  readonly formKind: FormKind;
  /** The core without a region or 中国 in front: what a short name is made from. */
  readonly tradeName: string;
}

export function toComparable(parts: NameParts): Comparable {
  const region =
    parts.region !== '' && !parts.core.startsWith(parts.region) ? (parts.place?.path.at(-1) ?? parts.region) : '';
  return {
    parts,
    body: region + parts.core,
    regionLength: region.length,
    formKind: formKind(parts.form),
    tradeName: tradeName(parts),
  };
}

/** Numbers of the first re-ranker for a query and one name; all 0–1 unless said otherwise. */
export interface PairFeatures {
  /** Weight of the query's units found in order in the name, as a share of all its units. */
  readonly covered: number;
  /** The same as a share of the name's units. */
  readonly covers: number;
  /** Jaro-Winkler similarity of the cores. */
  readonly jaroWinkler: number;
  /** 1 − 3 · edits / units when the query is this name as typed, its legal form or the end of it left out; else 0. */
  readonly typed: number;
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

const FORM_ENDS = new Set(LEGAL_FORMS.flatMap((form) => [form, `集团${form}`, `控股${form}`]));
const ROW = [new Uint8Array(256), new Uint8Array(256)] as const;

/** One wrong character in nine costs a third of {@link PairFeatures.typed}: in a short word it may mean somebody else. */
export const EDIT_COST = 3;

/** Edits that turn the query into the beginning of a name whose rest is nothing but its legal form. */
export function typedSimilarity(query: string, name: string): number {
  const n = query.length;
  const m = name.length;
  if (n === 0 || n > 250 || m > 250) return 0;
  let [previous, current] = ROW;
  for (let j = 0; j <= m; j++) previous[j] = j;
  for (let i = 1; i <= n; i++) {
    current[0] = i;
    const unit = query.charCodeAt(i - 1);
    for (let j = 1; j <= m; j++) {
      const replaced = previous[j - 1] + (unit === name.charCodeAt(j - 1) ? 0 : 1);
      const gap = Math.min(previous[j], current[j - 1]) + 1;
      current[j] = replaced < gap ? replaced : gap;
    }
    [previous, current] = [current, previous];
  }
  let edits = previous[m];
  for (let j = Math.max(0, n - 2); j < m && j <= n + 2; j++)
    if (previous[j] < edits && FORM_ENDS.has(name.slice(j))) edits = previous[j]!;
  return Math.max(0, 1 - (EDIT_COST * edits) / n);
}

function tradeName({ core, place }: NameParts): string {
  if (place && core.startsWith(place.name) && core.length > place.name.length + 1)
    return core.slice(place.name.length).replace(/^[省市县区]/, '');
  return core.startsWith('中国') && core.length > 3 ? core.slice(2) : core;
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
    return {
      covered: this.#total > 0 ? Math.min(1.15, common / this.#total) : 0,
      covers: own > 0 ? Math.min(1.15, common / own) : 0,
      jaroWinkler: Math.max(jaroWinkler(a.core, b.core), jaroWinkler(query.tradeName, name.tradeName)),
      typed: typedSimilarity(a.folded, b.folded),
      start: a.core[0] === b.core[0] ? 1 : a.core.includes(b.core[0]) ? 0.5 : 0,
      region: relation === 'unknown' ? 0 : relation === 'different' ? -1 : 1,
      form: query.formKind === '' || name.formKind === '' ? 0 : query.formKind === name.formKind ? 1 : -1,
      branch: a.branch === b.branch ? 1 : 0,
      exact:
        a.folded === b.folded ? 1 : a.core === b.core && relation !== 'different' && a.branch === b.branch ? 0.9 : 0,
    };
  }
}
