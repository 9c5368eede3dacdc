import { CRITERIA } from '../model.js';
import { DEFAULT_WEIGHTS } from '../options.js';
import {
  OUTCOME_GAINS,
  type Preference,
  type SeenList,
  type SeenSuggestion,
  type TrainedWeights,
  type TrainingOptions,
  type Weights,
} from './model.js';

/** Pull to the defaults per positive, matching §5.7. */
const DEFAULT_PULL = 0.2;
/** Positives from which on the pull grows no further, so that per positive it becomes weaker. */
const FULL_PULL_POSITIVES = 200;
const MAX_SWEEPS = 2_000;
const TOLERANCE = 1e-8;

/**
 * What one list says about the order of its suggestions, from what was seen of it alone. A suggestion with a gain is preferred to those
 * with a smaller gain, and to those above it that were seen and left alone (skip-above, Joachims 2002): of what stood below nobody
 * knows whether it was read, so a high place by itself earns nothing.
 */
export function preferencesOf({ suggestions }: SeenList): Preference[] {
  const preferences: Preference[] = [];
  for (const preferred of suggestions) {
    const gain = gainOf(preferred);
    if (gain === undefined || gain === 0) continue;
    const beaten = suggestions.flatMap((other) => {
      const less = gainOf(other);
      if (less === undefined) return other.position < preferred.position ? [{ other, margin: gain }] : [];
      return less < gain ? [{ other, margin: gain - less }] : [];
    });
    const margins = beaten.reduce((sum, { margin }) => sum + margin, 0);
    // A landed investment speaks louder than a first yes, but not five times as loud.
    const voice = Math.log2(1 + gain);
    for (const { other, margin } of beaten) {
      preferences.push({
        difference: CRITERIA.map((name) => (preferred.values[name] ?? 0) - (other.values[name] ?? 0)),
        voice: (voice * margin) / margins,
      });
    }
  }
  return preferences;
}

/**
 * Weights that order the seen lists best and stay close to the defaults: minimises
 * Σ voice · ln(1 + e^(−w·difference)) + pull · min(1, 200/n) · n/2 · ‖w − w₀‖² over w ≥ 0, n = number of positives.
 * Convex, solved by coordinate descent; no random start, the order of the lists changes nothing.
 */
export function trainWeights(lists: readonly SeenList[], options: TrainingOptions = {}): TrainedWeights {
  const defaults = options.defaults ?? DEFAULT_WEIGHTS;
  const sorted = lists
    .toSorted(byList)
    .map(preferencesOf)
    .filter((preferences) => preferences.length > 0);
  const preferences = sorted.flat();
  const positives = lists.reduce((sum, list) => sum + positivesOf(list), 0);
  const pull = (options.pull ?? DEFAULT_PULL) * Math.min(1, FULL_PULL_POSITIVES / Math.max(1, positives));
  const start = CRITERIA.map((name) => defaults[name]);
  const weights = descend(preferences, start, pull * positives);
  return {
    weights: Object.fromEntries(CRITERIA.map((name, k) => [name, weights[k]])) as Weights,
    lists: sorted.length,
    positives,
    preferences: preferences.length,
    pull,
  };
}

/** Suggestions of a list with a gain that something seen can be compared with. */
function positivesOf(list: SeenList): number {
  return list.suggestions.filter((suggestion) => {
    const gain = gainOf(suggestion);
    return (
      gain !== undefined &&
      gain > 0 &&
      list.suggestions.some((other) => {
        const less = gainOf(other);
        return less === undefined ? other.position < suggestion.position : less < gain;
      })
    );
  }).length;
}

function descend(preferences: readonly Preference[], start: readonly number[], pull: number): number[] {
  const weights = [...start];
  if (preferences.length === 0) return weights;
  const margins = preferences.map(({ difference }) => difference.reduce((sum, d, k) => sum + d * weights[k], 0));
  // The logistic loss curves at most ¼, so a step of gradient ÷ bound never overshoots.
  const bounds = start.map(
    (_, k) => preferences.reduce((sum, { difference, voice }) => sum + (voice * difference[k] ** 2) / 4, 0) + pull,
  );
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let moved = 0;
    for (let k = 0; k < weights.length; k++) {
      if (bounds[k] === 0) continue;
      let gradient = pull * (weights[k] - start[k]);
      preferences.forEach(({ difference, voice }, i) => {
        if (difference[k] !== 0) gradient -= (voice * difference[k]) / (1 + Math.exp(margins[i]));
      });
      const next = Math.max(0, weights[k] - gradient / bounds[k]);
      const step = next - weights[k];
      if (step === 0) continue;
      weights[k] = next;
      preferences.forEach(({ difference }, i) => {
        margins[i] += step * difference[k];
      });
      moved = Math.max(moved, Math.abs(step));
    }
    if (moved < TOLERANCE) break;
  }
  return weights;
}

/** Gain of a decided suggestion, 0–5; undefined where nothing is known. */
export function gainOf({ outcome }: SeenSuggestion): number | undefined {
  return outcome === undefined ? undefined : OUTCOME_GAINS[outcome];
}

/** Any fixed order will do: sums of floating-point numbers depend on it. */
function byList(x: SeenList, y: SeenList): number {
  const [a, b] = [x, y].map(({ projectId, version }) => `${projectId} ${version}`);
  return a < b ? -1 : a > b ? 1 : 0;
}
