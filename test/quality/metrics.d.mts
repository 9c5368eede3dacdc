export interface QueryScore {
  readonly recallAt1: number;
  readonly recallAt10: number;
  readonly recallAt50: number;
  readonly recallAt200: number;
  readonly reciprocalRank: number;
  readonly ndcgAt10: number;
}
export type Figure = keyof QueryScore;
export type Relevance = ReadonlyMap<string, ReadonlySet<string>>;
export type Run = ReadonlyMap<string, readonly string[]>;

export function scoreQuery(ranked: readonly string[], wanted: ReadonlySet<string>): QueryScore;
export function scoreRun(run: Run, relevance: Relevance): (QueryScore & { readonly query: string })[];
export function mean(scores: readonly QueryScore[], figure: Figure): number;
export function pairedBootstrap(
  ours: readonly QueryScore[],
  theirs: readonly QueryScore[],
  figure: Figure,
  rounds?: number,
): { readonly difference: number; readonly low: number; readonly high: number; readonly notBetter: number };

export function bootstrap(
  differences: readonly number[],
  rounds?: number,
): { readonly difference: number; readonly low: number; readonly high: number; readonly notBetter: number };
export function gradedNdcg(ranked: readonly string[], grades: ReadonlyMap<string, number>): number | undefined;
export function agreement(pairs: readonly { readonly a: number; readonly b: number }[]): {
  readonly exact: number;
  readonly withinOne: number;
  readonly kappa: number;
};
