import type { MatchInput, MatchOptions, Offer, PairExplanation, Suggestion } from '@lianghuan/matching';

/** A ranked pair with what the place can offer for it. */
export interface OfferedSuggestion {
  readonly suggestion: Suggestion;
  readonly offer: Offer | undefined;
}

/** A matcher over one frozen input. */
export interface OpenMatcher {
  /** The best enterprises of one project. */
  suggestionsFor(projectId: string, top: number): Promise<OfferedSuggestion[]>;
  /** Any pair, ranked or not. */
  explain(projectId: string, enterpriseId: string): Promise<PairExplanation>;
  /** Frees its memory; what is still being worked out is given up. */
  close(): Promise<void>;
}

/** Where matching, seconds of pure computing, takes place. */
export abstract class MatcherHost {
  abstract open(input: MatchInput, options: MatchOptions): Promise<OpenMatcher>;
}
