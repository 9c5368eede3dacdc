import { findCandidates, type FoundCandidates } from './candidates/found-candidates.js';
import { type PreparedProject, prepareProject } from './candidates/project.js';
import { checkedOptions, checkedTop } from './checked-options.js';
import { isAllowed, judgeConstraints } from './constraints/all.js';
import { subjectAt } from './candidates/candidate-set.js';
import { DEFAULT_NEEDS } from './data/needs.js';
import { DEFAULT_SAMPLE_SIZE, Epoch, freezeEpoch } from './epoch/epoch.js';
import { PairDescriber } from './explanation/describe.js';
import { Arena } from './kernels/arena.js';
import { DuplicateRecordError, UnknownRecordError } from './match.errors.js';
import type { EnterpriseRecord, MatchInput, Offer, PairExplanation, ProjectRecord, Suggestion } from './model.js';
import { OfferFinder } from './offers/offer.js';
import { DEFAULT_TOP, type MatchOptions } from './options.js';
import { compareTied } from './ranking/hash.js';
import type { ProjectRanking } from './ranking/rank-pool.js';
import { rankPool } from './ranking/rank-candidates.js';
import { buildSegment } from './segment/build-segment.js';
import type { Segment } from './segment/segment.js';

/** Names the formulas and data a score was made with, and the format an epoch is kept in; stored beside every result. */
export const ALGORITHM_VERSION = '2.5.1';

export interface MatchQuery {
  /** Length of the list, a whole number or Infinity; default from the options. */
  readonly top?: number;
}

/** Ranks and explains pairs over a fixed set of records. Same input and options, same result. */
export interface Matcher {
  readonly algorithmVersion: string;
  /** Enterprises to approach for a project, best first. @throws UnknownRecordError, InvalidOptionError */
  enterprisesFor(projectId: string, query?: MatchQuery): Suggestion[];
  /** Projects to show an enterprise, best first. @throws UnknownRecordError, InvalidOptionError */
  projectsFor(enterpriseId: string, query?: MatchQuery): Suggestion[];
  /** Any pair, ranked or not: its score, its verdicts, and why it is not suggested. @throws UnknownRecordError */
  explain(projectId: string, enterpriseId: string): PairExplanation;
  /** The best resource and market to put on the table. @throws UnknownRecordError */
  offersFor(projectId: string, enterpriseId: string): Offer;
}

function refuseDuplicates(kind: DuplicateRecordError['kind'], records: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of records) {
    if (seen.has(id)) throw new DuplicateRecordError(kind, id);
    seen.add(id);
  }
}

/**
 * Builds a matcher: freezes an epoch over the enterprises and packs them into one segment; projects are looked at when
 * they are asked for. For shards, threads and changing records use the parts: `freezeEpoch`, `buildSegment`,
 * `findCandidates`, `mergeScore`, `LiveMatcher`.
 * @throws DuplicateRecordError, InvalidOptionError
 */
export function createMatcher(input: MatchInput, options: MatchOptions = {}): Matcher {
  return new IndexedMatcher(input, checkedOptions(options));
}

/** A project with everything that is worked out once for it. */
interface ProjectContext {
  readonly project: PreparedProject;
  readonly candidates: FoundCandidates;
  /** How many were to be ranked. */
  readonly top: number;
  readonly ranking: ProjectRanking;
  /** Places of the ranked among the candidates. */
  readonly places: readonly number[];
  readonly describer: PairDescriber;
}

/** Below this, ordinary memory will do: an arena reserves address space, and a scan takes no time anyway. */
const FEW_ENTERPRISES = 2000;

class IndexedMatcher implements Matcher {
  readonly algorithmVersion = ALGORITHM_VERSION;
  readonly #projects: ReadonlyMap<string, ProjectRecord>;
  readonly #enterprises: ReadonlyMap<string, EnterpriseRecord>;
  readonly #epoch: Epoch;
  readonly #segment: Segment;
  /** Enterprises by row of the segment. */
  readonly #byRow: readonly EnterpriseRecord[];
  readonly #offers: OfferFinder;
  readonly #hasOffers: boolean;
  readonly #contexts = new Map<string, ProjectContext>();

  constructor(
    input: MatchInput,
    private readonly options: MatchOptions,
  ) {
    refuseDuplicates('project', input.projects);
    refuseDuplicates('enterprise', input.enterprises);
    refuseDuplicates('resource', input.resources ?? []);
    refuseDuplicates('market', input.markets ?? []);
    this.#projects = new Map(input.projects.map((project) => [project.id, project]));
    this.#enterprises = new Map(input.enterprises.map((enterprise) => [enterprise.id, enterprise]));
    const arena = input.enterprises.length < FEW_ENTERPRISES ? undefined : Arena.create();
    const room = arena ? { arena } : {};
    this.#epoch = freezeEpoch(input.enterprises, { ...options, ...room });
    this.#segment =
      input.enterprises.length <= DEFAULT_SAMPLE_SIZE
        ? this.#epoch.reference
        : buildSegment(this.#epoch, input.enterprises, room);
    this.#byRow = Array.from({ length: this.#segment.rows }, (_, row) => this.#enterprise(this.#segment.idAt(row)));
    this.#hasOffers = Boolean(input.resources?.length || input.markets?.length);
    this.#offers = new OfferFinder(
      input.resources ?? [],
      input.markets ?? [],
      options.needs ?? DEFAULT_NEEDS,
      this.#epoch.related,
      options.referenceYear,
    );
  }

  enterprisesFor(projectId: string, query: MatchQuery = {}): Suggestion[] {
    const top = checkedTop(query.top ?? this.options.top ?? DEFAULT_TOP);
    const context = this.#context(this.#project(projectId), top);
    const { candidates, describer } = context;
    const places = context.places.slice(0, top);
    const enterprises = places.map((place) => this.#byRow[candidates.rows[place]]);
    return describer.describeMeasured(enterprises, this.#segment, candidates, places).map((description, position) => ({
      ...description,
      ...this.#offerOf(context, enterprises[position]),
      rank: position + 1,
    }));
  }

  projectsFor(enterpriseId: string, query: MatchQuery = {}): Suggestion[] {
    const enterprise = this.#enterprise(enterpriseId);
    const subject = subjectAt(this.#segment, this.#segment.rowOf(enterpriseId));
    const top = checkedTop(query.top ?? this.options.top ?? DEFAULT_TOP);
    return [...this.#projects.values()]
      .filter((project) =>
        isAllowed(judgeConstraints({ project, enterprise: subject, options: this.options.constraints ?? {} })),
      )
      .map((project) => this.#context(project, 0))
      .map((context) => ({ context, score: context.describer.score(enterprise, this.#segment) }))
      .sort((a, b) => b.score - a.score || compareTied(a.context.project.record.id, b.context.project.record.id))
      .slice(0, top)
      .map(({ context }, position) => ({
        ...context.describer.describe(enterprise, this.#segment),
        ...this.#offerOf(context, enterprise),
        rank: position + 1,
      }));
  }

  explain(projectId: string, enterpriseId: string): PairExplanation {
    const context = this.#context(this.#project(projectId));
    const enterprise = this.#enterprise(enterpriseId);
    const description = context.describer.describe(enterprise, this.#segment);
    const position = context.ranking.pairs.findIndex((pair) => pair.enterpriseId === enterpriseId);
    return {
      ...description,
      ...this.#offerOf(context, enterprise),
      ...(position < 0 ? {} : { rank: position + 1 }),
      whyNot: context.describer.whyNot(description, enterprise, this.#segment),
    };
  }

  offersFor(projectId: string, enterpriseId: string): Offer {
    return this.#offer(this.#context(this.#project(projectId)), this.#enterprise(enterpriseId));
  }

  #project(id: string): ProjectRecord {
    const project = this.#projects.get(id);
    if (!project) throw new UnknownRecordError('project', id);
    return project;
  }

  #enterprise(id: string): EnterpriseRecord {
    const enterprise = this.#enterprises.get(id);
    if (!enterprise) throw new UnknownRecordError('enterprise', id);
    return enterprise;
  }

  /**
   * Candidates, scales and ranking of a project; kept, because both directions need them.
   * @param top how many have to be ranked, default all
   */
  #context(record: ProjectRecord, top = Infinity): ProjectContext {
    const known = this.#contexts.get(record.id);
    if (known && known.top >= top) return known;
    const project = known?.project ?? prepareProject(this.#epoch, record);
    const candidates = known?.candidates ?? findCandidates(this.#epoch, project, this.#segment);
    const { weights, constraints } = this.options;
    const { ranking, places } = rankPool(this.#epoch, project, candidates, {
      top,
      ...(weights ? { weights } : {}),
      ...(constraints ? { constraints } : {}),
    });
    const describer = new PairDescriber(this.#epoch, project, ranking, this.options);
    const context = { project, candidates, top, ranking, places, describer };
    this.#contexts.set(record.id, context);
    return context;
  }

  #offerOf(context: ProjectContext, enterprise: EnterpriseRecord): { readonly offer?: Offer } {
    return this.#hasOffers ? { offer: this.#offer(context, enterprise) } : {};
  }

  #offer({ project }: ProjectContext, enterprise: EnterpriseRecord): Offer {
    return this.#offers.find({
      project: project.record,
      projectCodes: project.codes,
      enterpriseCodes: this.#segment.codesAt(this.#segment.rowOf(enterprise.id)),
    });
  }
}
