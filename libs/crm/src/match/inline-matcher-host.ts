import { setImmediate } from 'node:timers/promises';
import { createMatcher, type MatchInput, type MatchOptions, type PairExplanation } from '@lianghuan/matching';
import { MatcherHost, type OfferedSuggestion, type OpenMatcher } from './matcher-host.js';

/** Matches in this thread, with a breath between projects so that heartbeats and other jobs get their turn. */
export class InlineMatcherHost extends MatcherHost {
  async open(input: MatchInput, options: MatchOptions): Promise<OpenMatcher> {
    await setImmediate();
    const matcher = createMatcher(input, options);
    return {
      async suggestionsFor(projectId: string, top: number): Promise<OfferedSuggestion[]> {
        await setImmediate();
        return matcher.enterprisesFor(projectId, { top }).map((suggestion) => ({
          suggestion,
          offer: suggestion.offer ?? matcher.offersFor(suggestion.projectId, suggestion.enterpriseId),
        }));
      },
      async explain(projectId: string, enterpriseId: string): Promise<PairExplanation> {
        await setImmediate();
        return matcher.explain(projectId, enterpriseId);
      },
      async close() {},
    };
  }
}
