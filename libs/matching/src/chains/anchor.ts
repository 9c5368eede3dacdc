import { DEFAULT_NEEDS } from '../data/needs.js';
import type { MarketRecord, ResourceRecord } from '../model.js';
import { industryCodes } from '../normalize/industry-code.js';
import { foldText } from '../normalize/text.js';
import type { Need } from '../options.js';
import type { Chain } from './model.js';

/** A node a resource or a market speaks for. */
export interface NodeAnchor {
  readonly chainId: string;
  readonly nodeId: string;
  readonly strength: number;
  /** Entry of the need matrix, `chain: 2614 → 煤炭`. */
  readonly source: string;
}

/** Finds the nodes that live on a resource, or sell into a market. */
export interface Anchorer {
  resource(record: ResourceRecord): NodeAnchor[];
  market(record: MarketRecord): NodeAnchor[];
}

/** The category only stands in the record's name. */
const IN_NAME = 0.9;
/** Labour, plant or cheap power draw a trade less than its raw material does. */
const FACTOR = 0.8;

interface NodeNeed {
  readonly chainId: string;
  readonly nodeId: string;
  readonly need: Need;
  readonly category: string;
}

/**
 * Reads the need matrix for every node once. Of the entries that apply to a node on one side only the finest speak: words before codes,
 * longer codes before shorter ones, so that phosphate does not call for a coal chemical plant because both are chemistry.
 */
export function createAnchorer(chains: readonly Chain[], needs: readonly Need[] = DEFAULT_NEEDS): Anchorer {
  const all: NodeNeed[] = chains.flatMap((chain) =>
    chain.nodes.flatMap((node) => {
      const words = [node.name, ...node.words].map(foldText);
      const codes = industryCodes(node.industryCodes);
      const ranked = needs.flatMap((need) => {
        const rank = rankOf(need, words, codes);
        return rank === 0 ? [] : [{ need, rank }];
      });
      return (['resource', 'market'] as const).flatMap((side) => {
        const ofSide = ranked.filter(({ need }) => need.side === side);
        const finest = Math.max(0, ...ofSide.map(({ rank }) => rank));
        return ofSide
          .filter(({ rank }) => rank === finest)
          .map(({ need }) => ({ chainId: chain.id, nodeId: node.id, need, category: foldText(need.category) }));
      });
    }),
  );
  const find = (side: Need['side'], category: string, name: string): NodeAnchor[] => {
    const own = foldText(category);
    const label = foldText(`${category} ${name}`);
    const best = new Map<string, NodeAnchor>();
    for (const { chainId, nodeId, need, category: wanted } of all) {
      if (need.side !== side || !label.includes(wanted)) continue;
      const strength = need.strength * (own.includes(wanted) ? 1 : IN_NAME) * (need.source === 'factor' ? FACTOR : 1);
      if (strength <= (best.get(nodeId)?.strength ?? 0)) continue;
      const source = `${need.source}: ${need.word ?? need.industryCode ?? ''} → ${need.category}`;
      best.set(nodeId, { chainId, nodeId, strength, source });
    }
    return [...best.values()];
  };
  return {
    resource: ({ category, name }) => find('resource', category, name),
    market: ({ category, name }) => find('market', category, name),
  };
}

/** 0: does not apply; 10: by word; 2–4: by a code of that length. */
function rankOf(need: Need, words: readonly string[], codes: readonly string[]): number {
  const { word, industryCode } = need;
  if (word !== undefined) return words.some((own) => own.includes(foldText(word))) ? 10 : 0;
  return industryCode !== undefined && codes.some((code) => code.startsWith(industryCode)) ? industryCode.length : 0;
}
