import { type ListName, LIST_UNITS, LISTS, pairListScores } from '../candidates/lists.js';
import type { PreparedProject } from '../candidates/project.js';
import { subjectAt } from '../candidates/candidate-set.js';
import { constraintJudge } from '../constraints/all.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import type { Pair } from '../criteria/criterion.js';
import { fitOf } from '../criteria/fit.js';
import { FollowedPlaces } from '../criteria/followed-places.js';
import { type MeasuredRows, measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import { queryWords } from '../criteria/query-words.js';
import type { Epoch } from '../epoch/epoch.js';
import type {
  Contribution,
  CounterArgument,
  EnterpriseRecord,
  PairExplanation,
  PairFit,
  Suggestion,
} from '../model.js';
import { DEFAULT_TOP, type Industry, type MatchOptions } from '../options.js';
import { type ProjectRanking, weightsOf } from '../ranking/rank-pool.js';
import { type PackedScales, packScales, weigh, writeValues } from '../ranking/scale.js';
import type { Segment } from '../segment/segment.js';
import { buildSegment } from '../segment/build-segment.js';

/** What a description can be told. `weights` and `constraints` have to be those of the ranking. */
export interface DescriptionOptions extends Pick<MatchOptions, 'weights' | 'constraints' | 'industries' | 'top'> {}

const WIDTH = ALL_CRITERIA.length;

const BELOW_LIST: Readonly<Record<ListName, string>> = { words: 'BELOW_WORDS_LIST', near: 'BELOW_NEAR_LIST' };

/** A pair without its rank and without an offer. */
export type PairDescription = Omit<Suggestion, 'rank' | 'offer'>;

/** Describes pairs of one project: evidence is looked for only here, in the texts of the records handed in. */
export class PairDescriber {
  readonly #weights: readonly number[];
  readonly #scales: PackedScales;
  readonly #judge: ReturnType<typeof constraintJudge>;
  readonly #industries: ReadonlyMap<string, Industry>;
  #wordPlaces: FollowedPlaces | undefined;
  /** Of the segment that was asked for last. */
  #cursor: PairCursor | undefined;

  constructor(
    private readonly epoch: Epoch,
    private readonly project: PreparedProject,
    private readonly ranking: ProjectRanking,
    private readonly options: DescriptionOptions = {},
  ) {
    this.#weights = weightsOf(options);
    this.#scales = packScales(ranking.scales);
    this.#judge = constraintJudge(project.record, options.constraints ?? {});
    this.#industries = industriesOf(options.industries);
  }

  /**
   * Everything there is to say about a pair, ranked or not.
   * @param segment the segment the enterprise stands in, where it is at hand; the result is the same without
   */
  describe(record: EnterpriseRecord, segment?: Segment): PairDescription {
    return this.describeAll([record], segment ?? buildSegment(this.epoch, [record]))[0];
  }

  /** The same of several enterprises of a segment, whose numbers are worked out together. */
  describeAll(records: readonly EnterpriseRecord[], segment: Segment): PairDescription[] {
    const measured = this.#measure(records, segment);
    return this.describeMeasured(records, segment, measured, measured.rows.keys());
  }

  /**
   * The same of enterprises whose numbers are known.
   * @param measured rows of the segment @param places of the enterprises among these rows
   */
  describeMeasured(
    records: readonly EnterpriseRecord[],
    segment: Segment,
    measured: MeasuredRows,
    places: Iterable<number>,
  ): PairDescription[] {
    const at = this.#cursorOf(segment);
    const ownPlaces = Uint32Array.from(places);
    const values = this.#valuesOf(measured, ownPlaces);
    return records.map((record, i) => {
      const place = ownPlaces[i];
      at.returnTo(measured.rows[place], measured.bestLines, place);
      return this.#describe(record, at, measured.measures, WIDTH * place, values, WIDTH * i);
    });
  }

  /** @param from place of the first measure of the pair @param firstValue place of its first value */
  #describe(
    record: EnterpriseRecord,
    at: PairCursor,
    measures: Float32Array,
    from: number,
    values: Float64Array,
    firstValue: number,
  ): PairDescription {
    const pair: Pair = {
      epoch: this.epoch,
      at,
      record,
      industries: this.#industries,
      places: this.#places,
    };
    let score = 0;
    const contributions = ALL_CRITERIA.map((criterion, c): Contribution => {
      const weight = this.#weights[c];
      const value = values[firstValue + c];
      const known = !Number.isNaN(measures[from + c]);
      const contribution = weight * value;
      score += contribution;
      const evidence = known ? criterion.evidence(pair) : [{ kind: 'unknown' as const, field: criterion.field }];
      return { criterion: criterion.name, weight, value, contribution, known, evidence };
    });
    const { reached } = this.ranking;
    const fit = fitOf(at, measures, from);
    const counterArgument = fitDoubt(fit, contributions, reached) ?? strongestDoubt(contributions, reached);
    return {
      projectId: this.project.record.id,
      enterpriseId: record.id,
      score,
      contributions,
      constraints: this.#judge(subjectAt(at.segment, at.row)),
      fit,
      ...(counterArgument ? { counterArgument } : {}),
    };
  }

  /** Score of any pair, candidate or not. */
  score(record: EnterpriseRecord, segment?: Segment): number {
    const measured = this.#measure([record], segment ?? buildSegment(this.epoch, [record]));
    return weigh(this.#valuesOf(measured, Uint32Array.of(0)), 0, this.#weights);
  }

  /**
   * Why a pair is not among the first `top`: the hard rules it fails; how far it is from each list of candidates; how far
   * its score is from the last place. Empty when it is among them.
   * @param description what {@link describe} gave for the pair
   */
  whyNot(description: PairDescription, record: EnterpriseRecord, segment?: Segment): PairExplanation['whyNot'] {
    const { pairs, lastOfList } = this.ranking;
    const failed = description.constraints.filter(({ verdict }) => verdict === 'fail');
    if (failed.length > 0)
      return failed.map(({ constraint, reason }) => ({
        reason: 'CONSTRAINT_FAILED',
        details: { constraint, because: reason },
      }));
    const top = this.options.top ?? DEFAULT_TOP;
    const position = pairs.findIndex(({ enterpriseId }) => enterpriseId === record.id);
    const scoreNeeded = pairs[Math.min(top, pairs.length) - 1]?.score ?? 0;
    if (position >= top)
      return [
        { reason: 'RANKED_BELOW_TOP', details: { rank: position + 1, top, score: description.score, scoreNeeded } },
      ];
    if (position >= 0) return [];
    const stands = segment ?? buildSegment(this.epoch, [record]);
    const at = this.#cursorOf(stands).moveTo(stands.rowOf(record.id));
    const own = pairListScores(this.epoch, this.project, at);
    return [
      { reason: 'NOT_A_CANDIDATE', details: { score: description.score, scoreNeeded, top } },
      ...LISTS.map((list) => ({
        reason: BELOW_LIST[list],
        details: { value: own[list] / LIST_UNITS[list], needed: (lastOfList[list] ?? 0) / LIST_UNITS[list] },
      })),
    ];
  }

  #measure(records: readonly EnterpriseRecord[], segment: Segment): MeasuredRows {
    return measureRows(
      this.#cursorOf(segment),
      Uint32Array.from(records, ({ id }) => segment.rowOf(id)),
    );
  }

  /** Values of some measured rows, one row after another. */
  #valuesOf({ measures, sizes }: MeasuredRows, places: Uint32Array): Float64Array {
    const values = new Float64Array(places.length * WIDTH);
    writeValues(values, measures, sizes, places, places.length, this.#scales);
    return values;
  }

  /** Places of the project's words, which are looked for with the first pair. */
  get #places(): FollowedPlaces {
    return (this.#wordPlaces ??= new FollowedPlaces(queryWords(this.epoch, this.project)));
  }

  #cursorOf(segment: Segment): PairCursor {
    if (this.#cursor?.segment !== segment) this.#cursor = new PairCursor(this.epoch, this.project, segment);
    return this.#cursor;
  }
}

const industryMaps = new WeakMap<readonly Industry[], ReadonlyMap<string, Industry>>();

const NO_INDUSTRIES: readonly Industry[] = [];

function industriesOf(industries: readonly Industry[] = NO_INDUSTRIES): ReadonlyMap<string, Industry> {
  let known = industryMaps.get(industries);
  if (!known) industryMaps.set(industries, (known = new Map(industries.map((industry) => [industry.code, industry]))));
  return known;
}

/** Words that are told where nothing else speaks for a pair. */
const MOST_TERMS = 3;

/** The strongest words both sides write, in whichever field of the enterprise. */
function sharedTerms(contributions: readonly Contribution[]): string[] {
  const words = contributions.find(({ criterion }) => criterion === 'words')?.evidence ?? [];
  const terms = words.flatMap((one) => one.terms ?? []).toSorted((a, b) => b.weight - a.weight);
  return [...new Set(terms.flatMap(({ term, aliasOf }) => (aliasOf === undefined ? term : [])))].slice(0, MOST_TERMS);
}

/** NO_CLEAR_FIT: what the codes cost the pair, and the words that are all it has. */
function fitDoubt(
  { verdict }: PairFit,
  contributions: readonly Contribution[],
  reached: readonly number[],
): CounterArgument | undefined {
  if (verdict === 'clear') return undefined;
  const at = contributions.findIndex(({ criterion }) => criterion === 'codes');
  const { criterion, weight, value } = contributions[at];
  return {
    criterion,
    missing: weight * (reached[at] - value),
    reason: 'NO_CLEAR_FIT',
    value,
    terms: sharedTerms(contributions),
  };
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
