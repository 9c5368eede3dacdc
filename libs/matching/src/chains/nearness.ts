import type { NodeAssignment } from './assign.js';
import type { Chain } from './model.js';

/** A node a place does not have, and how near it is to what the place has. */
export interface NearNode {
  readonly nodeId: string;
  /** 0–1: share of the node's proximity that lies at nodes the place has (density of the product space). */
  readonly density: number;
  /** Nodes of the place that make it near, nearest first. */
  readonly because: readonly { readonly nodeId: string; readonly proximity: number }[];
}

/** Nodes enterprises share less often than this are not called near: one conglomerate proves nothing. */
const FEWEST_TOGETHER = 3;
const REASONS = 3;

/**
 * The product space of the chains (Hidalgo et al. 2007, from enterprises instead of countries): proximity of two nodes = the smaller of the
 * two conditional probabilities that an enterprise at one is also at the other. What is near a place is what enterprises that do what it
 * has commonly do as well. Enterprises are added one after the other, in any order.
 */
export class ProductSpace {
  readonly #at = new Map<string, number>();
  readonly #together = new Map<string, Map<string, number>>();

  add(assignments: readonly NodeAssignment[]): void {
    const ids = assignments.map(({ nodeId }) => nodeId);
    for (const id of ids) {
      this.#at.set(id, (this.#at.get(id) ?? 0) + 1);
      const row = this.#together.get(id) ?? new Map<string, number>();
      for (const other of ids) if (other !== id) row.set(other, (row.get(other) ?? 0) + 1);
      this.#together.set(id, row);
    }
  }

  /** 0–1, symmetric. */
  proximity(a: string, b: string): number {
    const both = this.#together.get(a)?.get(b) ?? 0;
    if (both < FEWEST_TOGETHER) return 0;
    return both / Math.max(this.#at.get(a) ?? 1, this.#at.get(b) ?? 1);
  }

  /** Nodes the place does not have, nearest first; what is near nothing is left out. */
  near(chains: readonly Chain[], present: ReadonlySet<string>): NearNode[] {
    const nodes = chains.flatMap((chain) => chain.nodes.map(({ id }) => id));
    return nodes
      .filter((id) => !present.has(id))
      .map((nodeId): NearNode => {
        const ties = [...(this.#together.get(nodeId)?.keys() ?? [])]
          .map((other) => ({ nodeId: other, proximity: this.proximity(nodeId, other) }))
          .filter(({ proximity }) => proximity > 0)
          .sort((a, b) => b.proximity - a.proximity || (a.nodeId < b.nodeId ? -1 : 1));
        const own = ties.filter((tie) => present.has(tie.nodeId));
        const total = ties.reduce((sum, { proximity }) => sum + proximity, 0);
        const density = total === 0 ? 0 : own.reduce((sum, { proximity }) => sum + proximity, 0) / total;
        return { nodeId, density, because: own.slice(0, REASONS) };
      })
      .filter(({ density }) => density > 0)
      .sort((a, b) => b.density - a.density || (a.nodeId < b.nodeId ? -1 : 1));
  }
}
