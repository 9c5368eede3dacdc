import type { EnterpriseRecord, ProjectRecord } from '../model.js';
import { industryCodes, sharedDigits } from '../normalize/industry-code.js';
import { type Line, productLines } from '../normalize/products.js';
import { foldText } from '../normalize/text.js';
import type { Chain, ChainNode } from './model.js';

/** Why a record belongs to a node, in the words and codes of the record. */
export type NodeEvidence =
  /** A product line, or a text, that has the word; `isHead` when the line ends in it: 「酱香型白酒」, not 「白酒包装」. */
  | {
      readonly kind: 'word';
      readonly field: string;
      readonly text: string;
      readonly word: string;
      readonly isHead: boolean;
      /** Share of revenue where known. */
      readonly share?: number;
    }
  /** `isWithin`: the record's code lies within the node's; otherwise the record's is the coarser one and says less. */
  | { readonly kind: 'code'; readonly code: string; readonly nodeCode: string; readonly isWithin: boolean };

/** A record at a node. */
export interface NodeAssignment {
  readonly chainId: string;
  readonly nodeId: string;
  /** 0.5–1: how firmly. */
  readonly strength: number;
  readonly evidence: readonly NodeEvidence[];
}

/** Puts enterprises and projects to the nodes they belong to. */
export interface NodeAssigner {
  /** Strongest first; empty when no node is firm enough. */
  enterprise(record: EnterpriseRecord): NodeAssignment[];
  project(record: ProjectRecord): NodeAssignment[];
}

/** From here on a record is at a node. */
export const ASSIGNED_FROM = 0.5;
/** Nodes one record may be at: a conglomerate is at many, but its tenth line says nothing. */
const MOST_NODES = 12;

const PRODUCT_PART = 0.7;
/** A word elsewhere than at the end of a line names what the product is for or made of. */
const NOT_HEAD = 0.5;
const ENTERPRISE_NAME_PART = 0.35;
const PROJECT_NAME_PART = 0.6;
const PROJECT_CONTENT_PART = 0.3;
/** The record's code lies within the node's, and no other node of the chain has it. */
const CODE_ALONE = 0.5;
/** The same, but other nodes of the chain share the code. */
const CODE_SHARED = 0.3;
/** The record's code is coarser than the node's: C26 for a node of 2614. */
const CODE_COARSE = 0.15;

/** Endings that are no head of a product's name. */
const TAIL = /(?:\(.*\)|产品|产业|系列|业务|类|板块|行业|及其他|等|销售|生产|加工|制造|收入|服务)+$/;
const LATIN = /[a-z0-9]/;
/** Share of revenue from which on a line is fully a trade of the enterprise, and below which it is none. */
const FULL_SHARE = 0.3;
const LEAST_SHARE = 0.01;
/** Just enough for a product word at the head of a line to put the enterprise at the node. */
const LEAST_IMPORTANCE = 0.72;

interface Word {
  readonly text: string;
  readonly node: number;
}
interface CodeOfNode {
  readonly code: string;
  readonly node: number;
  readonly isShared: boolean;
}

/**
 * Compiles the words and codes of all nodes once; a record then costs its length.
 * strength = 0.7 × best line (importance of the line, halved unless the line ends in the word) + 0.35 for the name (projects: 0.6 for
 * the name, 0.3 for the content) + 0.5 / 0.3 / 0.15 for the code, at most 1; from {@link ASSIGNED_FROM} on it counts.
 */
export function createNodeAssigner(chains: readonly Chain[]): NodeAssigner {
  return new WordsAndCodes(chains);
}

class WordsAndCodes implements NodeAssigner {
  readonly #nodes: { readonly chainId: string; readonly node: ChainNode; readonly except: readonly string[] }[] = [];
  /** Words by their first two characters; no word is shorter. */
  readonly #words = new Map<string, Word[]>();
  readonly #codes: CodeOfNode[] = [];

  constructor(chains: readonly Chain[]) {
    for (const chain of chains) {
      for (const node of chain.nodes) {
        const at = this.#nodes.length;
        this.#nodes.push({ chainId: chain.id, node, except: (node.exceptWords ?? []).map(foldText) });
        for (const word of new Set(node.words.map(foldText))) {
          if (word.length < 2) continue;
          const start = word.slice(0, 2);
          this.#words.set(start, [...(this.#words.get(start) ?? []), { text: word, node: at }]);
        }
        for (const code of industryCodes(node.industryCodes)) {
          const isShared = chain.nodes.some(
            (other) => other.id !== node.id && industryCodes(other.industryCodes).some((own) => isPrefix(own, code)),
          );
          this.#codes.push({ code, node: at, isShared });
        }
      }
    }
  }

  enterprise(record: EnterpriseRecord): NodeAssignment[] {
    const found = new Found();
    for (const line of productLines(record)) {
      const importance = importanceOf(line);
      for (const { node, word, isHead } of this.#hits(line.name)) {
        const value = PRODUCT_PART * importance * (isHead ? 1 : NOT_HEAD);
        const share = line.share === undefined ? {} : { share: line.share };
        found.add(node, 'line', value, { kind: 'word', field: line.field, text: line.name, word, isHead, ...share });
      }
    }
    for (const { node, word, isHead } of this.#hits(record.name)) {
      found.add(node, 'name', ENTERPRISE_NAME_PART, { kind: 'word', field: 'name', text: record.name, word, isHead });
    }
    this.#addCodes(found, record.industryCodes);
    return this.#assignments(found);
  }

  project(record: ProjectRecord): NodeAssignment[] {
    const found = new Found();
    const texts = [
      ['name', record.name, PROJECT_NAME_PART],
      ['content', record.content ?? '', PROJECT_CONTENT_PART],
    ] as const;
    for (const [field, text, part] of texts) {
      for (const { node, word, isHead } of this.#hits(text)) {
        found.add(node, field, part, { kind: 'word', field, text, word, isHead });
      }
    }
    this.#addCodes(found, record.industryCodes);
    return this.#assignments(found);
  }

  #hits(original: string): { node: number; word: string; isHead: boolean }[] {
    const text = foldText(original).replace(/\s+/g, '');
    const head = text.replace(TAIL, '').length;
    const hits: { node: number; word: string; isHead: boolean }[] = [];
    for (let at = 0; at + 2 <= text.length; at++) {
      for (const { text: word, node } of this.#words.get(text.slice(at, at + 2)) ?? []) {
        if (!text.startsWith(word, at) || !isWhole(text, at, word)) continue;
        if (this.#nodes[node].except.some((except) => text.includes(except))) continue;
        const end = at + word.length;
        hits.push({ node, word, isHead: end === head || end === text.length });
      }
    }
    return hits;
  }

  #addCodes(found: Found, codes: readonly string[]): void {
    for (const own of industryCodes(codes)) {
      for (const { code, node, isShared } of this.#codes) {
        const isWithin = isPrefix(code, own);
        if (!isWithin && !isPrefix(own, code)) continue;
        const value = isWithin ? (isShared ? CODE_SHARED : CODE_ALONE) : CODE_COARSE;
        found.add(node, 'code', value, { kind: 'code', code: own, nodeCode: code, isWithin });
      }
    }
  }

  #assignments(found: Found): NodeAssignment[] {
    return [...found.byNode]
      .map(([at, parts]): NodeAssignment => {
        const { chainId, node } = this.#nodes[at];
        const best = [...parts.values()].sort((a, b) => b.value - a.value);
        const strength = Math.min(
          1,
          best.reduce((sum, { value }) => sum + value, 0),
        );
        return { chainId, nodeId: node.id, strength, evidence: best.map(({ evidence }) => evidence) };
      })
      .filter(({ strength }) => strength >= ASSIGNED_FROM - 1e-9)
      .sort((a, b) => b.strength - a.strength || (a.nodeId < b.nodeId ? -1 : 1))
      .slice(0, MOST_NODES);
  }
}

/**
 * 0–1. A line of its own in the accounts makes a producer however large the rest is, so from a hundredth of the revenue on the share only
 * says how firmly; without a share, the earlier the line the more it says.
 */
function importanceOf({ share, weight }: Line): number {
  // The weight of a line is 0.3–1.5 for an importance of 0–1.
  if (share === undefined) return (weight - 0.3) / 1.2;
  return share < LEAST_SHARE ? LEAST_IMPORTANCE / 2 : LEAST_IMPORTANCE + (1 - LEAST_IMPORTANCE) * Math.min(1, share / FULL_SHARE); // prettier-ignore
}

type Part = 'line' | 'name' | 'content' | 'code';

/** Per node the best evidence of each kind. */
class Found {
  readonly byNode = new Map<number, Map<Part, { value: number; evidence: NodeEvidence }>>();

  add(node: number, part: Part, value: number, evidence: NodeEvidence): void {
    const parts = this.byNode.get(node) ?? new Map<Part, { value: number; evidence: NodeEvidence }>();
    if (value > (parts.get(part)?.value ?? 0)) parts.set(part, { value, evidence });
    this.byNode.set(node, parts);
  }
}

/** A Latin word must not be cut out of a longer one: PGA is not in 「pgas」. */
function isWhole(text: string, at: number, word: string): boolean {
  const before = text[at - 1] ?? '';
  const after = text[at + word.length] ?? '';
  return !(LATIN.test(word[0]) && LATIN.test(before)) && !(LATIN.test(word.at(-1) ?? '') && LATIN.test(after));
}

const isPrefix = (short: string, long: string): boolean =>
  short.length <= long.length && sharedDigits(short, long) === short.length;
