import {
  CRITERIA,
  type CriterionName,
  DEFAULT_WEIGHTS,
  type LearningVerdict,
  learnWeights,
  type Outcome,
  type SeenList,
  type Weights,
} from '@lianghuan/matching';

/** Candidates of one project, known by the values of their criteria. */
export interface SimulatedProject {
  readonly id: string;
  readonly candidates: readonly { readonly id: string; readonly values: Readonly<Record<CriterionName, number>> }[];
}

export interface Simulation {
  readonly seed: number;
  /** What the people who decide really want; the learner never sees it. */
  readonly truth: Weights;
  readonly rounds: number;
  /** Projects whose lists are looked at in each round. */
  readonly projectsOf: (round: number) => readonly SimulatedProject[];
  /** Projects nobody gave feedback on: quality is measured here. */
  readonly fresh: readonly SimulatedProject[];
}

export interface SimulatedRound {
  readonly verdict: LearningVerdict;
  readonly positives: number;
  /** nDCG@10 on the fresh projects after the round, by the hidden truth. */
  readonly quality: number;
}

/** Seeded uniform numbers. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * People who look at lists from the top, the less the further down (1/√position), on the first page and now and then on the second,
 * and decide with some error by a hidden preference: round after round, with what was promoted in use for the next.
 */
export function simulateFeedback({ seed, truth, rounds, projectsOf, fresh }: Simulation): {
  readonly before: number;
  readonly rounds: readonly SimulatedRound[];
} {
  const random = uniform(seed);
  const seen: SeenList[] = [];
  let active: Weights = DEFAULT_WEIGHTS;
  const before = qualityOf(fresh, active, truth);
  return {
    before,
    rounds: Array.from({ length: rounds }, (_, round): SimulatedRound => {
      for (const project of projectsOf(round)) seen.push(look(project, active, truth, `round ${round}`, random));
      const { verdict, training } = learnWeights(seen, active);
      if (verdict === 'PROMOTED') active = training.weights;
      return { verdict, positives: training.positives, quality: qualityOf(fresh, active, truth) };
    }),
  };
}

function look(
  project: SimulatedProject,
  active: Weights,
  truth: Weights,
  version: string,
  random: () => number,
): SeenList {
  const wanted = project.candidates.map(({ values }) => score(values, truth)).sort((a, b) => b - a);
  const enough = wanted[Math.min(4, wanted.length - 1)];
  const spread = CRITERIA.reduce((sum, name) => sum + truth[name], 0) / 7;
  return {
    projectId: project.id,
    version,
    suggestions: ranked(project, active)
      .slice(0, random() < 0.3 ? 20 : 10)
      .map(({ id, values }, i) => {
        const outcome =
          random() < 1 / Math.sqrt(i + 1)
            ? decide(1 / (1 + Math.exp((-6 * (score(values, truth) - enough)) / spread)), random)
            : undefined;
        return { enterpriseId: id, position: i + 1, values, ...(outcome && { outcome }) };
      }),
  };
}

function decide(liking: number, random: () => number): Outcome | undefined {
  if (random() < 0.6 * liking) {
    const luck = random();
    return luck < 0.5
      ? 'accepted'
      : luck < 0.75
        ? 'contacted'
        : luck < 0.9
          ? 'visited'
          : luck < 0.97
            ? 'signed'
            : 'landed';
  }
  return random() < 0.25 * (1 - liking) ? 'dismissed' : undefined;
}

/** nDCG@10 against the hidden truth: its first three are worth 3, its first ten 1. */
function qualityOf(projects: readonly SimulatedProject[], weights: Weights, truth: Weights): number {
  const discounted = (gains: readonly number[]) =>
    gains.slice(0, 10).reduce((sum, gain, i) => sum + (2 ** gain - 1) / Math.log2(i + 2), 0);
  const each = projects.map((project) => {
    const gains = new Map(ranked(project, truth).map(({ id }, i) => [id, i < 3 ? 3 : i < 10 ? 1 : 0]));
    return discounted(ranked(project, weights).map(({ id }) => gains.get(id) ?? 0)) / discounted([...gains.values()]);
  });
  return each.reduce((sum, value) => sum + value, 0) / each.length;
}

const score = (values: Readonly<Record<CriterionName, number>>, weights: Weights): number =>
  CRITERIA.reduce((sum, name) => sum + weights[name] * values[name], 0);

const ranked = ({ candidates }: SimulatedProject, weights: Weights) =>
  candidates
    .map((candidate) => ({ ...candidate, score: score(candidate.values, weights) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
