import { parentPort, workerData } from 'node:worker_threads';
import { matchProject } from '../shards/match-project.js';
import { Epoch, type EpochHandle } from '../epoch/epoch.js';
import { Arena, type SharedMemory } from '../kernels/arena.js';
import type { EnterpriseRecord, ProjectRecord } from '../model.js';
import type { ProjectRanking, RankingOptions } from '../ranking/rank-pool.js';
import { buildSegment } from '../segment/build-segment.js';
import { Segment, type SegmentHandle } from '../segment/segment.js';

/** What a thread is told once, and what it can be asked to do. */
export interface ThreadStart {
  readonly epoch: EpochHandle;
}
export type ThreadTask =
  | { readonly kind: 'build'; readonly records: readonly EnterpriseRecord[]; readonly memory: SharedMemory }
  | { readonly kind: 'take'; readonly segments: readonly SegmentHandle[] }
  | { readonly kind: 'match'; readonly projects: readonly ProjectRecord[]; readonly options: RankingOptions };
export type ThreadResult = SegmentHandle | undefined | readonly ProjectRanking[];
export type ThreadAnswer = { readonly result: ThreadResult } | { readonly error: unknown };

const port = parentPort;
if (port === null) throw new Error('match.thread runs as a worker thread only');
const epoch = Epoch.open((workerData as ThreadStart).epoch);
let segments: readonly Segment[] = [];

function perform(task: ThreadTask): ThreadResult {
  switch (task.kind) {
    case 'build':
      return buildSegment(epoch, task.records, { arena: Arena.over(task.memory) }).handle;
    case 'take':
      segments = task.segments.map((handle) => Segment.open(handle));
      return undefined;
    case 'match':
      return task.projects.map((project) => matchProject(epoch, project, segments, task.options));
  }
}

port.on('message', (task: ThreadTask) => {
  let answer: ThreadAnswer;
  try {
    answer = { result: perform(task) };
  } catch (error) {
    answer = { error };
  }
  port.postMessage(answer);
});
