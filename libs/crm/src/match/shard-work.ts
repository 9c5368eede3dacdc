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
  OfferFinder,
  PairDescriber,
  prepareProject,
  type ProjectRanking,
  type ProjectRecord,
  type ResourceRecord,
  Segment,
  type SegmentHandle,
} from '@lianghuan/matching';
import type { OfferedSuggestion } from './matcher-host.js';

/** UTF-8 JSON arrays of records, as match_run_input keeps them: read one part at a time, so that few records are in memory at once. */
export type Parts = readonly Uint8Array[];

/** A piece of computing of one step. Epoch and segments are handed over in place where they lie in shared memory. */
export type ShardTask =
  | { readonly kind: 'freeze'; readonly parts: Parts; readonly options: MatchOptions }
  | { readonly kind: 'index'; readonly epoch: EpochHandle; readonly parts: Parts }
  | { readonly kind: 'find'; readonly epoch: EpochHandle; readonly segment: SegmentHandle;
      /** Run and shard: what the segment is known by. */
      readonly segmentKey: string; readonly projects: readonly ProjectRecord[] }
  | { readonly kind: 'rank'; readonly epoch: EpochHandle; readonly projects: readonly RankedProject[]; readonly options: MatchOptions; readonly top: number }
  | { readonly kind: 'describe'; readonly epoch: EpochHandle; readonly described: Described }; // prettier-ignore

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

/** What each kind of task gives. */
export interface ShardResults {
  readonly freeze: Uint8Array;
  readonly index: Uint8Array;
  /** One set a project. */
  readonly find: Uint8Array[];
  readonly rank: ProjectRanking[];
  /** In the order of the rankings. */
  readonly describe: OfferedSuggestion[];
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

function* recordsOf(parts: Parts): Generator<EnterpriseRecord> {
  for (const part of parts) yield* JSON.parse(Buffer.from(part).toString('utf8')) as EnterpriseRecord[];
}

/** Does a task. Pure computing: no clock, no database. */
export function perform(task: ShardTask): ShardResult {
  switch (task.kind) {
    case 'freeze':
      return freezeEpoch(recordsOf(task.parts), task.options).toBytes();
    case 'index':
      return buildSegment(epochOf(task.epoch), recordsOf(task.parts)).toBytes();
    case 'find': {
      const epoch = epochOf(task.epoch);
      const segment = segmentOf(task);
      return task.projects.map((record) => findCandidates(epoch, prepareProject(epoch, record), segment).toBytes());
    }
    case 'rank': {
      const epoch = epochOf(task.epoch);
      const { weights, constraints } = task.options;
      const options = { top: task.top, ...(weights ? { weights } : {}), ...(constraints ? { constraints } : {}) };
      return task.projects.map(({ record, candidates }) =>
        mergeScore(epoch, prepareProject(epoch, record), candidates.map((bytes) => CandidateSet.fromBytes(bytes)), options),
      ); // prettier-ignore
    }
    case 'describe':
      return describe(epochOf(task.epoch), task.described);
  }
}

function describe(epoch: Epoch, { rankings, projects, enterprises, resources, markets, options }: Described): OfferedSuggestion[] {
  const segment = buildSegment(epoch, enterprises);
  const records = new Map(enterprises.map((record) => [record.id, record]));
  const offers = new OfferFinder(resources, markets, options.needs ?? DEFAULT_NEEDS, epoch.related, options.referenceYear);
  const hasOffers = resources.length > 0 || markets.length > 0;
  return rankings.flatMap((ranking, p) => {
    const project = prepareProject(epoch, projects[p]);
    const describer = new PairDescriber(epoch, project, ranking, options);
    return ranking.pairs.map(({ enterpriseId }, position) => {
      const record = records.get(enterpriseId);
      if (record === undefined) throw new Error(`ranked enterprise ${enterpriseId} is not in the input`);
      const offer = hasOffers
        ? offers.find({
            project: project.record,
            projectCodes: project.codes,
            enterpriseCodes: segment.codesAt(segment.rowOf(enterpriseId)),
          })
        : undefined;
      return { suggestion: { ...describer.describe(record, segment), rank: position + 1 }, offer };
    });
  });
} // prettier-ignore
