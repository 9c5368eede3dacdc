import type { ChainDetail, Code } from '@lianghuan/contracts';

/** A node while it is edited: lists are texts. */
export interface DraftNode {
  readonly key: string;
  readonly name: string;
  readonly industryCodes: string;
  readonly words: string;
  readonly exceptWords: string;
}
export interface DraftEdge {
  /** Only tells rows apart. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: Code<'chainEdgeKind'>;
}
export interface ChainDraft {
  readonly name: string;
  readonly summary: string;
  readonly industryCodes: string;
  readonly nodes: readonly DraftNode[];
  readonly edges: readonly DraftEdge[];
}

const joined = (list: readonly string[]) => list.join('、');

export function draftOf(chain: ChainDetail): ChainDraft {
  const keyOf = new Map(chain.nodes.map(({ id, key }) => [id, key]));
  return {
    name: chain.name,
    summary: chain.summary ?? '',
    industryCodes: joined(chain.industryCodes),
    nodes: chain.nodes.map(({ key, name, industryCodes, words, exceptWords }) => ({
      key,
      name,
      industryCodes: joined(industryCodes),
      words: joined(words),
      exceptWords: joined(exceptWords),
    })),
    edges: chain.edges.map(({ id, fromNodeId, toNodeId, kind }) => ({
      id,
      from: keyOf.get(fromNodeId) ?? '',
      to: keyOf.get(toNodeId) ?? '',
      kind,
    })),
  };
}

/** What people type as a list, by whatever sign they separate it. */
export function splitWords(text: string): string[] {
  return [...new Set(text.split(/[、，,;；\s]+/).filter((word) => word !== ''))];
}

/** Key of a new node: the first of n1, n2 … that is free. */
export function nextKey(nodes: readonly Pick<DraftNode, 'key'>[]): string {
  const used = new Set(nodes.map(({ key }) => key));
  let at = 1;
  while (used.has(`n${at}`)) at += 1;
  return `n${at}`;
}
