import type { NeutralSizes } from './neutral-sizes.js';
import type { TopicModel } from './topic-model.js';
import type { Vocabulary } from './vocabulary.js';
import { COUNT_UNIT } from './read-enterprise.js';
import type { PhraseFilter } from '../normalize/tokens.js';
import type { RelatedIndustries } from '../normalize/related-industries.js';

/** What is needed to put one enterprise into numbers, all of it frozen: the same record gives the same numbers. */
export interface EpochBasis {
  /** Changes with anything that is frozen; what was made with one epoch is refused by another. */
  readonly fingerprint: string;
  readonly vocabulary: Vocabulary;
  /** Weight per term: inverse document frequency ln(1 + N / (1 + df)), times its specificity to a trade. */
  readonly idf: Float64Array<ArrayBufferLike>;
  /** Mean length of an enterprise, in units of 1/32 count. */
  readonly meanLength: number;
  readonly topicModel: TopicModel;
  readonly neutralSizes: NeutralSizes;
  /** Jargon and places that are no words of a trade. */
  readonly filter: PhraseFilter;
  readonly related: RelatedIndustries;
  /** Total assets of listed companies by stock code, in 万元. */
  readonly listed: ReadonlyMap<string, number>;
}

/** Saturation and length normalisation of BM25 (Robertson & Zaragoza 2009). */
const K1 = 1.2;
const B = 0.5;

/** ln(1 + n) by count in units. */
const LOGARITHM = Float64Array.from({ length: 256 }, (_, units) => Math.log1p(units / COUNT_UNIT));

/** Weight of a term in a TF-IDF row, before the row is scaled to unit length. */
export function tfidfWeight(units: number, idf: number): number {
  return LOGARITHM[units] * idf;
}

/** How far a count is damped in an enterprise of this length; goes into {@link saturation}. Rounded to 32 bits to be stored. */
export function dampingOf(length: number, meanLength: number): number {
  return Math.fround(COUNT_UNIT * K1 * (1 - B + (B * length) / meanLength));
}

/** BM25 factor of a count, without idf; below {@link HIGHEST_SATURATION}. */
export function saturation(units: number, damping: number): number {
  return (units * (K1 + 1)) / (units + damping);
}

/** What a term approaches that is repeated without end. */
export const HIGHEST_SATURATION = K1 + 1;

/** What the kernels need of {@link saturation} and {@link tfidfWeight}, by count: 256 numerators, then 256 logarithms. */
export const COUNT_TABLES = Float64Array.from({ length: 512 }, (_, i) => (i < 256 ? i * (K1 + 1) : LOGARITHM[i - 256]));
