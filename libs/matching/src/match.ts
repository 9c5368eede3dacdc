import { CONSTRAINTS, type ConstraintResult, type Contribution, type CriterionName, type MatchInput } from './model.js';
import type { EnterpriseRecord, Offer, PairExplanation, ProjectRecord, Suggestion } from './model.js';
import { foldText } from './normalize/text.js';
import { PhraseFilter, tokenize } from './normalize/tokens.js';
import { DEFAULT_JARGON, DEFAULT_TOP, DEFAULT_WEIGHTS, type MatchOptions } from './options.js';
import { compareTied } from './ranking/hash.js';
import { PROVINCES, placeKey } from './normalize/place.js';

/** Names the formulas and data a score was made with; stored beside every result. */
export const ALGORITHM_VERSION = 'bigram-0';

export interface MatchQuery {
  /** Length of the list; default from the options. */
  readonly top?: number;
}

/** Ranks and explains pairs over a fixed set of records. Same input and options, same result. */
export interface Matcher {
  readonly algorithmVersion: string;
  /** Enterprises to approach for a project, best first. @throws UnknownRecordError */
  enterprisesFor(projectId: string, query?: MatchQuery): Suggestion[];
  /** Projects to show an enterprise, best first. @throws UnknownRecordError */
  projectsFor(enterpriseId: string, query?: MatchQuery): Suggestion[];
  /** Any pair, ranked or not: its score, its verdicts, and why it is not suggested. @throws UnknownRecordError */
  explain(projectId: string, enterpriseId: string): PairExplanation;
  /** The best resource and market to put on the table. @throws UnknownRecordError */
  offersFor(projectId: string, enterpriseId: string): Offer;
}

/** An id that is not among the records the matcher was built from. */
export class UnknownRecordError extends Error {
  readonly code = 'UNKNOWN_RECORD';
  constructor(
    readonly kind: 'project' | 'enterprise',
    readonly recordId: string,
  ) {
    super(`no ${kind} with id ${recordId}`);
    this.name = 'UnknownRecordError';
  }
}

type Vector = Map<string, number>;

/** First working matcher: cosine of character bigrams, same province, shared code digits. */
export function createMatcher(input: MatchInput, options: MatchOptions = {}): Matcher {
  const weights = { ...DEFAULT_WEIGHTS, ...options.weights };
  const filter = new PhraseFilter(
    [...(options.jargon ?? DEFAULT_JARGON), ...PROVINCES, ...(options.places ?? [])].map(foldText),
  );
  const count = (text: string): Vector => {
    const counts: Vector = new Map();
    for (const { term } of tokenize(filter.blank(foldText(text)))) counts.set(term, (counts.get(term) ?? 0) + 1);
    return counts;
  };
  const documents = new Map(input.enterprises.map((e) => [e.id, count(`${e.name} ${e.mainBusiness ?? ''}`)]));
  const frequency: Vector = new Map();
  for (const counts of documents.values())
    for (const term of counts.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const unit = (counts: Vector): Vector => {
    const weighted: Vector = new Map();
    let squares = 0;
    for (const [term, n] of counts) {
      const value = (1 + Math.log(n)) * Math.log(1 + input.enterprises.length / (1 + (frequency.get(term) ?? 0)));
      weighted.set(term, value);
      squares += value * value;
    }
    const norm = Math.sqrt(squares) || 1;
    for (const [term, value] of weighted) weighted.set(term, value / norm);
    return weighted;
  };
  const enterpriseVectors = new Map([...documents].map(([id, counts]) => [id, unit(counts)]));
  const projectVectors = new Map(input.projects.map((p) => [p.id, unit(count(`${p.name} ${p.content ?? ''}`))]));
  const projects = new Map(input.projects.map((p) => [p.id, p]));
  const enterprises = new Map(input.enterprises.map((e) => [e.id, e]));

  const project = (id: string): ProjectRecord => {
    const found = projects.get(id);
    if (!found) throw new UnknownRecordError('project', id);
    return found;
  };
  const enterprise = (id: string): EnterpriseRecord => {
    const found = enterprises.get(id);
    if (!found) throw new UnknownRecordError('enterprise', id);
    return found;
  };
  const contribution = (criterion: CriterionName, value: number): Contribution => ({
    criterion,
    weight: weights[criterion],
    value,
    contribution: weights[criterion] * value,
    known: true,
    evidence: [],
  });
  const judge = (p: ProjectRecord, e: EnterpriseRecord) => {
    let words = 0;
    const other = enterpriseVectors.get(e.id) ?? new Map();
    for (const [term, value] of projectVectors.get(p.id) ?? []) words += value * (other.get(term) ?? 0);
    const shared = Math.max(
      0,
      ...p.industryCodes.flatMap((a) =>
        e.industryCodes.map((b) => (a.slice(0, 4) === b.slice(0, 4) ? 1 : a.slice(0, 2) === b.slice(0, 2) ? 0.5 : 0)),
      ),
    );
    const near = placeKey(p.province) !== '' && placeKey(p.province) === placeKey(e.province) ? 1 : 0;
    const contributions = [contribution('words', words), contribution('codes', shared), contribution('place', near)];
    const constraints = CONSTRAINTS.map((constraint): ConstraintResult => {
      if (constraint === 'enterpriseActive' && e.status === 'woundUp')
        return { constraint, verdict: 'fail', reason: 'ENTERPRISE_WOUND_UP' };
      if (constraint === 'contactAllowed' && e.doNotContact)
        return { constraint, verdict: 'fail', reason: 'DO_NOT_CONTACT' };
      return { constraint, verdict: 'pass', reason: 'NO_OBJECTION' };
    });
    return {
      projectId: p.id,
      enterpriseId: e.id,
      score: contributions.reduce((sum, part) => sum + part.contribution, 0),
      contributions,
      constraints,
    };
  };
  const rank = (pairs: ReturnType<typeof judge>[], idOf: (pair: ReturnType<typeof judge>) => string, top: number) =>
    pairs
      .filter((pair) => pair.constraints.every(({ verdict }) => verdict !== 'fail'))
      .sort((a, b) => b.score - a.score || compareTied(idOf(a), idOf(b)))
      .slice(0, top)
      .map((pair, position): Suggestion => ({ ...pair, rank: position + 1 }));

  return {
    algorithmVersion: ALGORITHM_VERSION,
    enterprisesFor(projectId, query = {}) {
      const p = project(projectId);
      const pairs = input.enterprises.map((e) => judge(p, e));
      return rank(pairs, (pair) => pair.enterpriseId, query.top ?? options.top ?? DEFAULT_TOP);
    },
    projectsFor(enterpriseId, query = {}) {
      const e = enterprise(enterpriseId);
      const pairs = input.projects.map((p) => judge(p, e));
      return rank(pairs, (pair) => pair.projectId, query.top ?? options.top ?? DEFAULT_TOP);
    },
    explain(projectId, enterpriseId) {
      return {
        ...judge(project(projectId), enterprise(enterpriseId)),
        whyNot: [],
      };
    },
    offersFor(projectId, enterpriseId) {
      project(projectId);
      enterprise(enterpriseId);
      return { reasons: [] };
    },
  };
}
