import type { Chain, NodeAssignment } from '@lianghuan/matching';
import type { CorrectionRow } from './chain-input.js';

/** What people said about who is at a node: their word goes before the rule's. */
export class NodeCorrections {
  readonly #bySubject = new Map<string, (CorrectionRow & { readonly chainId: string })[]>();

  constructor(rows: readonly CorrectionRow[], chains: readonly Chain[]) {
    const chainOf = new Map(chains.flatMap((chain) => chain.nodes.map(({ id }) => [id, chain.id])));
    for (const row of rows) {
      const chainId = chainOf.get(row.nodeId);
      // The node or its chain has been archived; the correction holds again should it come back.
      if (chainId === undefined) continue;
      const key = `${row.subjectKind} ${row.subjectId}`;
      this.#bySubject.set(key, [...(this.#bySubject.get(key) ?? []), { ...row, chainId }]);
    }
  }

  of(kind: CorrectionRow['subjectKind'], id: string): readonly (CorrectionRow & { readonly chainId: string })[] {
    return this.#bySubject.get(`${kind} ${id}`) ?? [];
  }

  /** Nodes the subject belongs to, out of those the rule found. */
  applyTo<Found extends { readonly nodeId: string }>(
    kind: CorrectionRow['subjectKind'],
    id: string,
    found: readonly Found[],
  ): {
    readonly byRule: readonly Found[];
    readonly byPerson: readonly (NodeAssignment & { readonly reason: string })[];
  } {
    const said = this.of(kind, id);
    return {
      byRule: found.filter(({ nodeId }) => !said.some((correction) => correction.nodeId === nodeId)),
      byPerson: said
        .filter(({ isMember }) => isMember)
        .map(({ nodeId, chainId, reason }) => ({ chainId, nodeId, strength: 1, evidence: [], reason })),
    };
  }
}
