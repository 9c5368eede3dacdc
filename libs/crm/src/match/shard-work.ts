import {
  buildSegment,
  CandidateSet,
  DEFAULT_NEEDS,
  type EnterpriseRecord,
  Epoch,
  type EpochHandle,
  findCandidates,
  freezeEpoch,
  type MarketRecord,
  type MatchOptions,
  mergeScore,
  type Offer,
  OfferFinder,
  PairDescriber,
  type PairExplanation,
  prepareProject,
  type PreparedProject,
  type ProjectRanking,
  type ProjectRecord,
  type ResourceRecord,
  Segment,
  type SegmentHandle,
  type Suggestion,
} from '@lianghuan/matching';

/** UTF-8 JSON arrays of enterprises: read one part at a time, so that few records are in memory at once. */
export type Part = Uint8Array<ArrayBuffer>;

/** A piece of computing of one step. Epoch and segments are handed over in place where they lie in shared memory. */
export type ShardTask =
  | { readonly kind: 'freeze'; readonly options: MatchOptions }
  | { readonly kind: 'index'; readonly epoch: EpochHandle }
  | { readonly kind: 'find'; readonly epoch: EpochHandle; readonly segment: SegmentHandle;
      /** Run and shard: what the segment is known by. */
      readonly segmentKey: string; readonly projects: readonly ProjectRecord[] }
  | { readonly kind: 'rank'; readonly epoch: EpochHandle; readonly projects: readonly RankedProject[]; readonly options: MatchOptions }
  | { readonly kind: 'describe'; readonly epoch: EpochHandle; readonly described: Described }
  | { readonly kind: 'explain'; readonly epoch: EpochHandle; readonly pair: ExplainedPair }; // prettier-ignore

/** A project with what each shard has for it. */
export interface RankedProject {
  readonly record: ProjectRecord;
  readonly candidates: readonly Uint8Array[];
}

/** Rankings with the records they name, and what a place can offer. */
export interface Described {
  readonly rankings: readonly ProjectRanking[];
  readonly projects: readonly ProjectRecord[];
  readonly enterprises: readonly EnterpriseRecord[];
  readonly resources: readonly ResourceRecord[];
  readonly markets: readonly MarketRecord[];
  readonly options: MatchOptions;
}

/** Any pair of a project and an enterprise of the run. */
export interface ExplainedPair {
  readonly project: ProjectRecord;
  readonly enterprise: EnterpriseRecord;
  /** Of the project, whole. */
  readonly ranking: ProjectRanking;
  readonly resources: readonly ResourceRecord[];
  readonly markets: readonly MarketRecord[];
  readonly options: MatchOptions;
}

/** A ranked pair with what the place can offer for it. */
export interface OfferedSuggestion {
  readonly suggestion: Suggestion;
  readonly offer: Offer | undefined;
}

/** What each kind of task gives. */
export interface ShardResults {
  readonly freeze: Uint8Array;
  readonly index: Uint8Array;
  /** One set a project. */
  readonly find: Uint8Array[];
  /** One a project, with all its candidates. */
  readonly rank: ProjectRanking[];
  /** In the order of the rankings. */
  readonly describe: OfferedSuggestion[];
  readonly explain: PairExplanation;
}
export type ShardResult = ShardResults[ShardTask['kind']];

/** What this thread has open: opening builds dictionaries and kernels, once is enough. */
let openEpoch: Epoch | undefined;
let openSegment: { readonly key: string; readonly segment: Segment } | undefined;

function epochOf(handle: EpochHandle): Epoch {
  if (openEpoch?.fingerprint !== (handle.sheet.meta as { readonly fingerprint: string }).fingerprint)
    openEpoch = Epoch.open(handle);
  return openEpoch;
}

function segmentOf({ segment, segmentKey }: Extract<ShardTask, { kind: 'find' }>): Segment {
  if (openSegment?.key !== segmentKey) openSegment = { key: segmentKey, segment: Segment.open(segment) };
  return openSegment.segment;
}

function* recordsOf(parts: Iterable<Part>): Generator<EnterpriseRecord> {
  for (const part of parts) yield* JSON.parse(Buffer.from(part).toString('utf8')) as EnterpriseRecord[];
}

/** Does a task. Pure computing: no clock, no database. @param parts enterprises, for the tasks over many of them */
export function perform(task: ShardTask, parts: Iterable<Part> = []): ShardResult {
  switch (task.kind) {
    case 'freeze':
      return freezeEpoch(recordsOf(parts), task.options).toBytes();
    case 'index':
      return buildSegment(epochOf(task.epoch), recordsOf(parts)).toBytes();
    case 'find': {
      const epoch = epochOf(task.epoch);
      const segment = segmentOf(task);
      return task.projects.map((record) => findCandidates(epoch, prepareProject(epoch, record), segment).toBytes());
    }
    case 'rank': {
      const epoch = epochOf(task.epoch);
      const { weights, constraints } = task.options;
      const options = { ...(weights ? { weights } : {}), ...(constraints ? { constraints } : {}) };
      return task.projects.map(({ record, candidates }) =>
        mergeScore(epoch, prepareProject(epoch, record), candidates.map((bytes) => CandidateSet.fromBytes(bytes)), options),
      ); // prettier-ignore
    }
    case 'describe':
      return describe(epochOf(task.epoch), task.described);
    case 'explain':
      return explain(epochOf(task.epoch), task.pair);
  }
}

function describe(epoch: Epoch, { rankings, projects, enterprises, resources, markets, options }: Described): OfferedSuggestion[] {
  const segment = buildSegment(epoch, enterprises);
  const records = new Map(enterprises.map((record) => [record.id, record]));
  const offerOf = offersOf(epoch, { resources, markets, options });
  return rankings.flatMap((ranking, p) => {
    const project = prepareProject(epoch, projects[p]);
    const describer = new PairDescriber(epoch, project, ranking, options);
    return ranking.pairs.map(({ enterpriseId }, position) => {
      const record = records.get(enterpriseId);
      if (record === undefined) throw new Error(`ranked enterprise ${enterpriseId} is not in the input`);
      const suggestion = { ...describer.describe(record, segment), rank: position + 1 };
      return { suggestion, offer: offerOf(project, segment, enterpriseId) };
    });
  });
} // prettier-ignore

function explain(epoch: Epoch, { project: record, enterprise, ranking, ...offered }: ExplainedPair): PairExplanation {
  const project = prepareProject(epoch, record);
  const segment = buildSegment(epoch, [enterprise]);
  const describer = new PairDescriber(epoch, project, ranking, offered.options);
  const description = describer.describe(enterprise, segment);
  const position = ranking.pairs.findIndex(({ enterpriseId }) => enterpriseId === enterprise.id);
  const offer = offersOf(epoch, offered)(project, segment, enterprise.id);
  return {
    ...description,
    ...(offer === undefined ? {} : { offer }),
    ...(position < 0 ? {} : { rank: position + 1 }),
    whyNot: describer.whyNot(description, enterprise, segment),
  };
}

/** What the place can offer for a pair; nothing where it has nothing at all. */
function offersOf(
  epoch: Epoch,
  { resources, markets, options }: Pick<ExplainedPair, 'resources' | 'markets' | 'options'>,
): (project: PreparedProject, segment: Segment, enterpriseId: string) => Offer | undefined {
  if (resources.length === 0 && markets.length === 0) return () => undefined;
  const needs = options.needs ?? DEFAULT_NEEDS;
  const offers = new OfferFinder(resources, markets, needs, epoch.related, options.referenceYear);
  return (project, segment, enterpriseId) =>
    offers.find({
      project: project.record,
      projectCodes: project.codes,
      enterpriseCodes: segment.codesAt(segment.rowOf(enterpriseId)),
    });
}
