import { codesOf, type MatchRunStepView, type MatchRunView } from '@lianghuan/contracts';

/** All steps of one kind, taken together. */
export interface StepGroup {
  readonly kind: MatchRunStepView['kind'];
  readonly steps: readonly MatchRunStepView[];
  readonly status: MatchRunView['status'];
  readonly done: number;
  /** Milliseconds since 1970 of the first start and, where all are done, of the last end. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** What the steps that are done read and made, added up by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** Machines and processes that worked on it. */
  readonly workers: readonly string[];
  /** Attempts beyond the first of each step: workers that died or failed. */
  readonly repeats: number;
}

const KINDS = codesOf('matchStep');

/** Steps by kind in the order of the flow. While the run is under way, kinds that are not planned yet wait at the end. */
export function groupSteps(steps: readonly MatchRunStepView[], isUnderWay: boolean): StepGroup[] {
  const groups = KINDS.map((kind) =>
    groupOf(
      kind,
      steps.filter((step) => step.kind === kind),
    ),
  );
  const isPlanned = steps.some(({ kind }) => kind !== KINDS[0]);
  return groups.filter((group) => group.steps.length > 0 || (isUnderWay && !isPlanned));
}

function groupOf(kind: StepGroup['kind'], steps: readonly MatchRunStepView[]): StepGroup {
  const done = steps.filter(({ status }) => status === 'done');
  const starts = steps.flatMap(({ startedAt }) => (startedAt === null ? [] : [Date.parse(startedAt)]));
  const ends = steps.flatMap(({ finishedAt }) => (finishedAt === null ? [] : [Date.parse(finishedAt)]));
  const isOver = steps.length > 0 && ends.length === steps.length;
  const counts: Record<string, number> = {};
  for (const step of done) {
    for (const [name, count] of Object.entries(step.counts)) counts[name] = (counts[name] ?? 0) + count;
  }
  return {
    kind,
    steps,
    status: statusOf(steps, done.length),
    done: done.length,
    startedAt: starts.length === 0 ? null : Math.min(...starts),
    finishedAt: isOver ? Math.max(...ends) : null,
    counts,
    workers: [...new Set(steps.flatMap(({ worker }) => (worker === null ? [] : [worker])))],
    repeats: steps.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
  };
}

function statusOf(steps: readonly MatchRunStepView[], done: number): MatchRunView['status'] {
  const has = (status: MatchRunView['status']) => steps.some((step) => step.status === status);
  if (has('failed')) return 'failed';
  if (has('running')) return 'running';
  if (steps.length > 0 && done === steps.length) return 'done';
  if (has('cancelled')) return 'cancelled';
  return done > 0 ? 'running' : 'queued';
}
