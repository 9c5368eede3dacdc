import { describe, expect, it } from '@jest/globals';
import type { MatchRunStepView } from '@lianghuan/contracts';
import { groupSteps } from './step-groups.js';

const step = (changes: Partial<MatchRunStepView>): MatchRunStepView => ({
  kind: 'merge-score',
  shard: 0,
  block: 0,
  status: 'queued',
  size: 50,
  attempts: 0,
  worker: null,
  startedAt: null,
  finishedAt: null,
  heartbeatAt: null,
  counts: {},
  errorCode: null,
  errorMessage: null,
  ...changes,
});
const done = (second: number, changes: Partial<MatchRunStepView> = {}) =>
  step({
    status: 'done',
    attempts: 1,
    worker: 'host/1',
    startedAt: `2026-11-26T01:00:0${second}.000Z`,
    finishedAt: `2026-11-26T01:00:0${second + 1}.000Z`,
    ...changes,
  });

describe('steps of a run, by kind', () => {
  it('adds up what was made, and spans the time from the first start to the last end', () => {
    const [group] = groupSteps(
      [
        done(0, { counts: { projects: 50, suggestions: 500 } }),
        done(3, { block: 1, worker: 'host/2', attempts: 3, counts: { projects: 10, suggestions: 90 } }),
      ],
      false,
    );
    expect(group).toMatchObject({
      status: 'done',
      done: 2,
      counts: { projects: 60, suggestions: 590 },
      workers: ['host/1', 'host/2'],
      repeats: 2,
    });
    expect((group.finishedAt ?? 0) - (group.startedAt ?? 0)).toBe(4000);
  });

  it('has no end while a step of it is open, and is at work between two steps', () => {
    const [group] = groupSteps([done(0), step({ block: 1 })], true);
    expect(group).toMatchObject({ status: 'running', done: 1, finishedAt: null });
  });

  it('shows the whole flow before it is planned, and only what there is of a run that is over', () => {
    const first = step({ kind: 'freeze-stats' });
    expect(groupSteps([first], true).map(({ kind }) => kind)[0]).toBe('freeze-stats');
    expect(groupSteps([first], true).length).toBeGreaterThan(5);
    expect(groupSteps([done(0)], false).map(({ kind }) => kind)).toEqual(['merge-score']);
  });

  it('is failed or called off when a step of it is', () => {
    const ended = { finishedAt: '2026-11-26T01:00:01.000Z' };
    expect(groupSteps([done(0), step({ status: 'failed', ...ended })], false)[0].status).toBe('failed');
    expect(groupSteps([done(0), step({ status: 'cancelled', ...ended })], false)[0].status).toBe('cancelled');
  });
});
