import { buildCorpus, type Corpus } from './candidates/corpus.js';
import { buildQuery, type ProjectQuery } from './candidates/query.js';
import { retrieve, type Retrieval } from './candidates/retrieve.js';
import { isAllowed, judgeConstraints } from './constraints/all.js';
import { ALL_CRITERIA } from './criteria/all.js';
import type { Facts, Pair } from './criteria/criterion.js';
import type {
  ConstraintResult,
  Contribution,
  CounterArgument,
  MatchInput,
  Offer,
  PairExplanation,
  ProjectRecord,
  Suggestion,
} from './model.js';
import { PROVINCES } from './normalize/place.js';
import { foldText } from './normalize/text.js';
import { PhraseFilter } from './normalize/tokens.js';
import { DEFAULT_JARGON, DEFAULT_TOP, DEFAULT_WEIGHTS, type MatchOptions } from './options.js';
import { compareTied } from './ranking/hash.js';
import { sizeValue } from './criteria/size.js';
import { DEFAULT_RELATED_INDUSTRIES } from './data/related-industries.js';
import { listedCompanies } from './data/listed-companies.js';
import { OfferFinder } from './offers/offer.js';
import { DEFAULT_ALIASES } from './data/aliases.js';
import { DEFAULT_NEEDS } from './data/needs.js';
import { RelatedIndustries } from './normalize/related-industries.js';
import { listedAssets, neutralSizes, sizeFact } from './normalize/size.js';
import { type Scale, scaleOf, valuesOf } from './ranking/scale.js';

/** Names the formulas and data a score was made with; stored beside every result. */
export const ALGORITHM_VERSION = '1.1.0';

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

/** Two records of one kind with the same id: a result could not say which is meant. */
export class DuplicateRecordError extends Error {
  readonly code = 'DUPLICATE_RECORD';
  constructor(
    readonly kind: 'project' | 'enterprise',
    readonly recordId: string,
  ) {
    super(`two ${kind}s with id ${recordId}`);
    this.name = 'DuplicateRecordError';
  }
}

function refuseDuplicates(kind: 'project' | 'enterprise', records: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of records) {
    if (seen.has(id)) throw new DuplicateRecordError(kind, id);
    seen.add(id);
  }
}

/**
 * Builds a matcher: reads and indexes the enterprises once; projects are looked at when they are asked for.
 * @throws DuplicateRecordError
 */
export function createMatcher(input: MatchInput, options: MatchOptions = {}): Matcher {
  return new IndexedMatcher(input, options);
}

/** A project with everything that is worked out once for it. */
interface ProjectContext {
  readonly query: ProjectQuery;
  readonly retrieval: Retrieval;
  readonly scales: readonly Scale[];
  /** Highest value per criterion that any candidate reaches. */
  readonly reached: readonly number[];
  /** Allowed candidates, best first. */
  readonly ranked: readonly { readonly row: number; readonly score: number }[];
}

/** Enterprises whose mean stands for an unknown value. */
const NEUTRAL_SAMPLE = 128;

class IndexedMatcher implements Matcher {
  readonly algorithmVersion = ALGORITHM_VERSION;
  readonly #projects: ReadonlyMap<string, ProjectRecord>;
  readonly #corpus: Corpus;
  readonly #facts: Facts;
  readonly #filter: PhraseFilter;
  readonly #aliases: readonly (readonly string[])[];
  readonly #related: RelatedIndustries;
  readonly #weights: readonly number[];
  readonly #sample: readonly number[];
  readonly #offers: OfferFinder;
  readonly #hasOffers: boolean;
  readonly #contexts = new Map<string, ProjectContext>();

  constructor(
    input: MatchInput,
    private readonly options: MatchOptions,
  ) {
    refuseDuplicates('project', input.projects);
    refuseDuplicates('enterprise', input.enterprises);
    const places = [...PROVINCES, ...(options.places ?? [])];
    this.#filter = new PhraseFilter([...(options.jargon ?? DEFAULT_JARGON), ...places].map(foldText));
    this.#aliases = (options.aliases ?? DEFAULT_ALIASES).map((group) => group.map(foldText));
    this.#projects = new Map(input.projects.map((project) => [project.id, project]));
    this.#corpus = buildCorpus(input.enterprises, this.#filter);
    const listed = listedAssets(options.listedCompanies ?? listedCompanies());
    const assets = this.#corpus.records.map((record) => sizeFact(record, listed));
    this.#related = new RelatedIndustries(options.relatedIndustries ?? DEFAULT_RELATED_INDUSTRIES);
    this.#facts = {
      assets,
      neutralSize: neutralSizes(
        this.#corpus.records,
        assets.map((fact) => fact && sizeValue(fact.wan)),
      ),
      industries: new Map((options.industries ?? []).map((industry) => [industry.code, industry])),
    };
    this.#hasOffers = Boolean(input.resources?.length || input.markets?.length);
    this.#offers = new OfferFinder(
      input.resources ?? [],
      input.markets ?? [],
      options.needs ?? DEFAULT_NEEDS,
      this.#related,
      options.referenceYear,
    );
    this.#weights = ALL_CRITERIA.map(({ name }) => options.weights?.[name] ?? DEFAULT_WEIGHTS[name]);
    this.#sample = Array.from(this.#corpus.records.keys()).filter((row) => this.#corpus.tieOrder[row] < NEUTRAL_SAMPLE);
  }

  enterprisesFor(projectId: string, query: MatchQuery = {}): Suggestion[] {
    const context = this.#context(this.#project(projectId));
    const top = query.top ?? this.options.top ?? DEFAULT_TOP;
    return context.ranked
      .slice(0, top)
      .map(({ row }, position) => ({ ...this.#describe(context, row), rank: position + 1 }));
  }

  projectsFor(enterpriseId: string, query: MatchQuery = {}): Suggestion[] {
    const row = this.#row(enterpriseId);
    const top = query.top ?? this.options.top ?? DEFAULT_TOP;
    return [...this.#projects.values()]
      .map((project) => this.#context(project))
      .filter((context) => isAllowed(this.#judge(context.query.record, row)))
      .map((context) => ({ context, score: this.#score(this.#pair(context, row), context.scales) }))
      .sort((a, b) => b.score - a.score || compareTied(a.context.query.record.id, b.context.query.record.id))
      .slice(0, top)
      .map(({ context }, position) => ({ ...this.#describe(context, row), rank: position + 1 }));
  }

  explain(projectId: string, enterpriseId: string): PairExplanation {
    const context = this.#context(this.#project(projectId));
    const row = this.#row(enterpriseId);
    const described = this.#describe(context, row);
    const position = context.ranked.findIndex((entry) => entry.row === row);
    const top = this.options.top ?? DEFAULT_TOP;
    const failed = described.constraints.filter(({ verdict }) => verdict === 'fail');
    const whyNot: PairExplanation['whyNot'][number][] = failed.map(({ constraint, reason }) => ({
      reason: 'CONSTRAINT_FAILED',
      details: { constraint, because: reason },
    }));
    if (failed.length === 0 && position < 0) whyNot.push({ reason: 'NOT_A_CANDIDATE' });
    if (position >= top) {
      const last = context.ranked[top - 1];
      whyNot.push({
        reason: 'RANKED_BELOW_TOP',
        details: { rank: position + 1, top, score: described.score, scoreNeeded: last?.score ?? 0 },
      });
    }
    return { ...described, ...(position < 0 ? {} : { rank: position + 1 }), whyNot };
  }

  offersFor(projectId: string, enterpriseId: string): Offer {
    return this.#offer(this.#context(this.#project(projectId)), this.#row(enterpriseId));
  }

  #project(id: string): ProjectRecord {
    const project = this.#projects.get(id);
    if (!project) throw new UnknownRecordError('project', id);
    return project;
  }

  #row(id: string): number {
    const row = this.#corpus.rowOf.get(id);
    if (row === undefined) throw new UnknownRecordError('enterprise', id);
    return row;
  }

  /** First look, scales and ranking of a project; kept, because both directions need them. */
  #context(project: ProjectRecord): ProjectContext {
    const known = this.#contexts.get(project.id);
    if (known) return known;
    const query = buildQuery(project, {
      corpus: this.#corpus,
      filter: this.#filter,
      aliases: this.#aliases,
    });
    const retrieval = retrieve(query, this.#corpus, this.#related);
    const pairs = Array.from(retrieval.candidates, (row) => this.#pair({ query, retrieval }, row));
    const sample = this.#sample.map((row) => this.#pair({ query, retrieval }, row));
    const measures = ALL_CRITERIA.map((criterion) => pairs.map((pair) => criterion.measure(pair)));
    const scales = ALL_CRITERIA.map((criterion, i) =>
      scaleOf(
        criterion,
        measures[i],
        sample.map((pair) => criterion.measure(pair)),
      ),
    );
    const values = pairs.map((pair, at) =>
      valuesOf(
        ALL_CRITERIA,
        pair,
        measures.map((ofCriterion) => ofCriterion[at]),
        scales,
      ),
    );
    const reached = ALL_CRITERIA.map((_, i) => values.reduce((best, ofPair) => Math.max(best, ofPair[i]), 0));
    const ranked = pairs
      .map(({ row }, at) => ({ row, score: this.#weigh(values[at]) }))
      .filter(({ row }) => isAllowed(this.#judge(project, row)))
      .sort((a, b) => b.score - a.score || this.#corpus.tieOrder[a.row] - this.#corpus.tieOrder[b.row]);
    const context = { query, retrieval, scales, reached, ranked };
    this.#contexts.set(project.id, context);
    return context;
  }

  #pair({ query, retrieval }: Pick<ProjectContext, 'query' | 'retrieval'>, row: number): Pair {
    return {
      query,
      retrieval,
      corpus: this.#corpus,
      row,
      facts: this.#facts,
      related: this.#related,
      text: this.#filter,
    };
  }

  #offer({ query, retrieval }: ProjectContext, row: number): Offer {
    return this.#offers.find({
      project: query.record,
      projectCodes: retrieval.codes,
      enterpriseCodes: this.#corpus.codes[row],
    });
  }

  #score(pair: Pair, scales: readonly Scale[]): number {
    const measures = ALL_CRITERIA.map((criterion) => criterion.measure(pair));
    return this.#weigh(valuesOf(ALL_CRITERIA, pair, measures, scales));
  }

  #weigh(values: readonly number[]): number {
    return values.reduce((sum, value, i) => sum + this.#weights[i] * value, 0);
  }

  #judge(project: ProjectRecord, row: number): ConstraintResult[] {
    return judgeConstraints({
      project,
      enterprise: this.#corpus.records[row],
      options: this.options.constraints ?? {},
      assetsWan: this.#facts.assets[row]?.wan,
    });
  }

  /** Everything there is to say about a pair, apart from its rank. */
  #describe(context: ProjectContext, row: number): Omit<Suggestion, 'rank'> {
    const pair = this.#pair(context, row);
    const measures = ALL_CRITERIA.map((criterion) => criterion.measure(pair));
    const values = valuesOf(ALL_CRITERIA, pair, measures, context.scales);
    const contributions = ALL_CRITERIA.map((criterion, i): Contribution => {
      const measure = measures[i];
      const value = values[i];
      const weight = this.#weights[i];
      return {
        criterion: criterion.name,
        weight,
        value,
        contribution: weight * value,
        known: measure !== undefined,
        evidence: measure === undefined ? [{ kind: 'unknown', field: criterion.field }] : criterion.evidence(pair),
      };
    });
    const counterArgument = strongestDoubt(contributions, context.reached);
    return {
      projectId: context.query.record.id,
      enterpriseId: this.#corpus.records[row].id,
      score: contributions.reduce((sum, { contribution }) => sum + contribution, 0),
      contributions,
      constraints: this.#judge(context.query.record, row),
      ...(counterArgument ? { counterArgument } : {}),
      ...(this.#hasOffers ? { offer: this.#offer(context, row) } : {}),
    };
  }
}

/** The criterion that costs the pair most against the best any candidate of the project reaches there. */
function strongestDoubt(
  contributions: readonly Contribution[],
  reached: readonly number[],
): CounterArgument | undefined {
  let doubt: CounterArgument | undefined;
  contributions.forEach(({ criterion, weight, value, known }, i) => {
    const missing = weight * (reached[i] - value);
    if (missing > (doubt?.missing ?? 0)) doubt = { criterion, missing, reason: known ? 'WEAK' : 'UNKNOWN', value };
  });
  return doubt;
}
