export interface OfferCase {
  readonly id: string;
  readonly projectId: string;
  readonly enterpriseId: string;
  readonly grades: Readonly<Record<'resource' | 'market', ReadonlyMap<string, 1 | 2>>>;
}
/** Ids of the offers made, best first. */
export type OffersMade = Readonly<Record<'resource' | 'market', readonly string[]>>;
export interface OfferScore {
  readonly cases: number;
  readonly precisionAt1: number;
  readonly precisionAt3: number;
  readonly bestFirst: number;
  readonly needless: number;
  readonly casesWithNone: number;
}
export function missingPlaceFiles(): string[];
export function readCases(): OfferCase[];
/** What the registers take a row of the place for, by its code. */
export type Natures = ReadonlyMap<string, 'offerable' | 'statistic'>;
export function registeredNatures(): Promise<Natures | undefined>;
export function offersOfCases(cases: readonly OfferCase[], natures?: Natures): Map<string, OffersMade>;
export function scoreOffers(
  cases: readonly OfferCase[],
  offers: ReadonlyMap<string, OffersMade>,
): Record<'resource' | 'market', OfferScore>;
