import { compareTied } from '../ranking/hash.js';
import type { NodeAssignment } from './assign.js';
import type { Chain } from './model.js';

export const FILLER_PARTS = ['fit', 'size', 'province', 'chain'] as const;
export type FillerPart = (typeof FILLER_PARTS)[number];

/** Weights of the order in which enterprises elsewhere are named; they add up to 1. */
export const FILLER_WEIGHTS: Readonly<Record<FillerPart, number>> = Object.freeze({
  fit: 0.5,
  size: 0.25,
  province: 0.1,
  chain: 0.15,
});

/** An enterprise that does a node elsewhere. */
export interface Filler {
  readonly nodeId: string;
  readonly enterpriseId: string;
  /** 0–1; the sum of the parts. */
  readonly score: number;
  readonly parts: readonly {
    readonly part: FillerPart;
    readonly weight: number;
    readonly value: number;
    readonly contribution: number;
    /** False where the size is unknown and `value` is the middle. */
    readonly known: boolean;
  }[];
  /** What puts it at the node. */
  readonly assignment: NodeAssignment;
}

export interface FillerCandidate {
  readonly enterpriseId: string;
  /** Total assets, else registered capital, 万元. */
  readonly sizeWan?: number;
  readonly isSameProvince: boolean;
  readonly assignments: readonly NodeAssignment[];
}

/** 1亿元 to 10,000亿元 on a log scale. */
const sizeValue = (wan: number): number => Math.max(0, Math.min(1, (Math.log10(Math.max(wan, 1)) - 4) / 4));
const UNKNOWN_SIZE = 0.25;

/**
 * Keeps, for every node, the best enterprises elsewhere while they are read one after the other, so that a million of them need no more
 * memory than the lists. The order they come in does not matter.
 */
export class FillerRanking {
  readonly #neighbours = new Map<string, ReadonlySet<string>>();
  readonly #best = new Map<string, Filler[]>();
  readonly #counts = new Map<string, number>();

  /** @param top how many to keep per node */
  constructor(
    chains: readonly Chain[],
    private readonly top: number,
  ) {
    for (const { nodes, edges } of chains) {
      for (const { id } of nodes) {
        this.#neighbours.set(
          id,
          new Set(edges.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []))),
        );
      }
    }
  }

  add({ enterpriseId, sizeWan, isSameProvince, assignments }: FillerCandidate): void {
    for (const assignment of assignments) {
      const { nodeId, strength } = assignment;
      this.#counts.set(nodeId, (this.#counts.get(nodeId) ?? 0) + 1);
      const values: Record<FillerPart, number> = {
        fit: strength,
        size: sizeWan === undefined ? UNKNOWN_SIZE : sizeValue(sizeWan),
        province: isSameProvince ? 1 : 0,
        chain: assignments.some((other) => this.#neighbours.get(nodeId)?.has(other.nodeId) === true) ? 1 : 0,
      };
      const parts = FILLER_PARTS.map((part) => ({
        part,
        weight: FILLER_WEIGHTS[part],
        value: values[part],
        contribution: FILLER_WEIGHTS[part] * values[part],
        known: part !== 'size' || sizeWan !== undefined,
      }));
      const score = parts.reduce((sum, { contribution }) => sum + contribution, 0);
      const list = this.#best.get(nodeId) ?? [];
      list.push({ nodeId, enterpriseId, score, parts, assignment });
      // Cut seldom: sorting each time would cost more than it saves.
      if (list.length >= 4 * this.top) this.#best.set(nodeId, cut(list, this.top));
      else this.#best.set(nodeId, list);
    }
  }

  /** Enterprises at each node, kept or not. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Best first. */
  best(nodeId: string): readonly Filler[] {
    return cut(this.#best.get(nodeId) ?? [], this.top);
  }
}

const cut = (list: readonly Filler[], top: number): Filler[] =>
  list.toSorted((a, b) => b.score - a.score || compareTied(a.enterpriseId, b.enterpriseId)).slice(0, top);
