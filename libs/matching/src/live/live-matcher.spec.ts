import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findCandidates } from '../candidates/found-candidates.js';
import { prepareProject } from '../candidates/project.js';
import { freezeEpoch } from '../epoch/epoch.js';
import { EpochMismatchError, UnknownRecordError } from '../match.errors.js';
import type { EnterpriseRecord, ProjectRecord } from '../model.js';
import { mergeScore } from '../ranking/merge.js';
import type { ProjectRanking, RankingOptions } from '../ranking/rank-pool.js';
import { buildSegment } from '../segment/build-segment.js';
import { crowd, smallWorld } from '../testing/records.js';
import { LiveMatcher } from './live-matcher.js';

const { projects } = smallWorld();
/** Enough for the lists to be cut, with their spare entries, several times over. */
const enterprises = crowd(1000);
const epoch = freezeEpoch(enterprises);
const start = enterprises.slice(0, 700);
const segments = [buildSegment(epoch, start.slice(0, 300)), buildSegment(epoch, start.slice(300))];

/** What a rebuild of everything in the same epoch gives. */
function rebuilt(
  records: Iterable<EnterpriseRecord>,
  of: Iterable<ProjectRecord>,
  options: RankingOptions,
): Map<string, ProjectRanking> {
  const segment = buildSegment(epoch, records);
  return new Map(
    Array.from(of, (record) => {
      const project = prepareProject(epoch, record);
      return [record.id, mergeScore(epoch, project, [findCandidates(epoch, project, segment)], options)];
    }),
  );
}

const rankings = (live: LiveMatcher): Map<string, ProjectRanking> =>
  new Map(live.projectIds.map((id) => [id, live.rankingOf(id)]));

/** A matcher beside the plain records it should know of. */
class World {
  readonly live: LiveMatcher;
  readonly enterprises = new Map(start.map((record) => [record.id, record]));
  readonly projects = new Map(projects.map((record) => [record.id, record]));

  constructor(private readonly options: RankingOptions = {}) {
    this.live = new LiveMatcher({ epoch, segments, projects }, options);
  }

  upsert(record: EnterpriseRecord): string[] {
    this.enterprises.set(record.id, record);
    return this.live.upsertEnterprise(record);
  }

  remove(id: string): string[] {
    this.enterprises.delete(id);
    return this.live.removeEnterprise(id);
  }

  expectRebuilt(): void {
    expect(rankings(this.live)).toEqual(rebuilt(this.enterprises.values(), this.projects.values(), this.options));
  }
}

describe('a live matcher', () => {
  it('starts with the rankings of a rebuild', () => {
    new World().expectRebuilt();
  });

  it('any sequence of additions, changes and removals leaves it equal to a rebuild', () => {
    const at = fc.nat({ max: enterprises.length - 1 });
    const change = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), at }),
      // Takes the business of another: leaves some lists, enters others.
      fc.record({ kind: fc.constant('change' as const), at, from: at }),
      fc.record({ kind: fc.constant('remove' as const), at }),
      fc.record({ kind: fc.constant('wind up' as const), at }),
      fc.record({ kind: fc.constant('project' as const), at: fc.nat({ max: projects.length - 1 }), from: at }),
      fc.record({ kind: fc.constant('project gone' as const), at: fc.nat({ max: projects.length - 1 }) }),
    );
    const options = fc.constantFrom<RankingOptions>(
      {},
      { top: 20 },
      {
        top: 5,
        constraints: { landedPairs: start.map(({ id }) => ({ projectId: 'coal', enterpriseId: id })).slice(0, 300) },
      },
    );
    fc.assert(
      // Rankings are asked for after every so many changes: what is kept up from one to the next is put to the test.
      fc.property(
        options,
        fc.array(change, { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 9 }),
        (...of) => {
          const [given, changes, every] = of;
          const world = new World(given);
          rankings(world.live);
          for (const [i, one] of changes.entries()) {
            if (i % every === 0) world.expectRebuilt();
            const record = enterprises[one.at];
            const current = world.enterprises.get(record.id);
            if (one.kind === 'add') world.upsert(record);
            else if (one.kind === 'change') world.upsert({ ...enterprises[one.from], id: record.id });
            else if (one.kind === 'wind up' && current) world.upsert({ ...current, status: 'woundUp' });
            else if (one.kind === 'remove' && current) world.remove(record.id);
            else if (one.kind === 'project') {
              const project = { ...projects[one.at], content: enterprises[one.from].mainBusiness ?? '' };
              world.projects.set(project.id, project);
              world.live.upsertProject(project);
            } else if (one.kind === 'project gone' && world.projects.delete(projects[one.at].id))
              world.live.removeProject(projects[one.at].id);
          }
          world.expectRebuilt();
        },
      ),
      { numRuns: 5 },
    );
  });

  it('searches again when the spare entries of a list are used up', () => {
    const world = new World();
    for (let round = 0; round < 4; round++) {
      for (const { enterpriseId } of world.live.rankingOf('coal').pairs.slice(0, 60)) world.remove(enterpriseId);
      world.expectRebuilt();
    }
  });

  it('takes in many additions at once', () => {
    const world = new World();
    for (const record of enterprises.slice(700)) world.upsert(record);
    world.expectRebuilt();
  });

  it('names every project whose ranking changed', () => {
    const world = new World();
    for (const record of enterprises.slice(700, 760)) {
      const before = rankings(world.live);
      const changed = world.upsert(record);
      for (const [id, ranking] of rankings(world.live)) if (!changed.includes(id)) expect(ranking).toBe(before.get(id));
    }
  });

  it('a removal and the same enterprise again change nothing in the end', () => {
    const world = new World();
    const before = rankings(world.live);
    for (const record of start.slice(0, 40)) world.remove(record.id);
    for (const record of start.slice(0, 40)) world.upsert(record);
    expect(rankings(world.live)).toEqual(before);
  });

  it('knows no ids that are not there, and no segments of another epoch', () => {
    const { live } = new World();
    expect(() => live.removeEnterprise('nobody')).toThrow(UnknownRecordError);
    expect(() => live.rankingOf('nobody')).toThrow(UnknownRecordError);
    expect(() => live.removeProject('nobody')).toThrow(UnknownRecordError);
    expect(() => new LiveMatcher({ epoch: freezeEpoch(start), segments })).toThrow(EpochMismatchError);
  });
});
