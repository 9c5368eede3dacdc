/** What a pair earns points for, beside and including its score. */
export const PAIR_POINT_PARTS = ['match', 'resource', 'market', 'chainGap'] as const;
export type PairPointPart = (typeof PAIR_POINT_PARTS)[number];

/** One part of the points: `contribution = weight × value`. */
export interface PairPoint {
  readonly part: PairPointPart;
  readonly weight: number;
  /** `match`: the score of the ranking; the others: 0–1. */
  readonly value: number;
  readonly contribution: number;
}

/** Points of a pair; the contributions of the parts add up to `total`. */
export interface PairPoints {
  readonly total: number;
  readonly parts: readonly PairPoint[];
}

/**
 * The score as it is, and half a point each for the best resource, market or gap there could be; resource and market weigh what they do
 * in an exchange package. Judgement, not measurement. The ranking goes by the score alone, so no weight here moves a pair.
 */
export const PAIR_POINT_WEIGHTS: Readonly<Record<PairPointPart, number>> = Object.freeze({
  match: 1,
  resource: 0.5,
  market: 0.5,
  chainGap: 0.5,
});

/** What is known of a pair; a side that is absent earns nothing and is left out. */
export interface PairWorth {
  /** Score of the ranking. */
  readonly score: number;
  /** Scores of the offered resource and market, 0–1. */
  readonly resource?: number;
  readonly market?: number;
  /** Priority of the gap of an industry chain the pair would fill, 0–1. */
  readonly chainGap?: number;
}

/** How many points each side of a pair gives. Shown, never ranked by. */
export function pairPoints(
  { score, resource, market, chainGap }: PairWorth,
  weights: Readonly<Record<PairPointPart, number>> = PAIR_POINT_WEIGHTS,
): PairPoints {
  const values = { match: score, resource, market, chainGap };
  const parts = PAIR_POINT_PARTS.flatMap((part): PairPoint[] => {
    const value = values[part];
    return value === undefined ? [] : [{ part, weight: weights[part], value, contribution: weights[part] * value }];
  });
  return { total: parts.reduce((sum, { contribution }) => sum + contribution, 0), parts };
}
