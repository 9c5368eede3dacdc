import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CandidateSet } from '../candidates/candidate-set.js';
import { findCandidates } from '../candidates/found-candidates.js';
import { prepareProject } from '../candidates/project.js';
import { Epoch, freezeEpoch } from '../epoch/epoch.js';
import { PairDescriber } from '../explanation/describe.js';
import { Arena } from '../kernels/arena.js';
import { DuplicateRecordError, EpochMismatchError } from '../match.errors.js';
import { createMatcher } from '../match.js';
import type { EnterpriseRecord } from '../model.js';
import { IndexFormatError } from '../packed/sheet.js';
import { mergeScore } from '../ranking/merge.js';
import type { ProjectRanking } from '../ranking/rank-pool.js';
import { buildSegment } from '../segment/build-segment.js';
import { Segment } from '../segment/segment.js';
import { crowd, smallWorld } from '../testing/records.js';

const { projects } = smallWorld();
const enterprises = crowd(900);
const epoch = freezeEpoch(enterprises);
const prepared = projects.map((project) => prepareProject(epoch, project));

/** Rankings of all projects over these shards. */
function rankOver(shards: readonly (readonly EnterpriseRecord[])[], arena?: Arena): ProjectRanking[] {
  const segments = shards.map((shard) => buildSegment(epoch, shard, arena ? { arena } : {}));
  return prepared.map((project) =>
    mergeScore(
      epoch,
      project,
      segments.map((segment) => findCandidates(epoch, project, segment)),
    ),
  );
}

const whole = rankOver([enterprises]);

describe('shards', () => {
  it('more enterprises than the lists take, so that the lists are put to the test', () => {
    for (const ranking of whole) {
      expect(ranking.candidateCount).toBeGreaterThan(200);
      expect(ranking.candidateCount).toBeLessThan(enterprises.length);
    }
  });

  it('any split into shards, in any order, gives the same rankings to the last bit', () => {
    const split = fc.array(fc.nat({ max: 4 }), { minLength: enterprises.length, maxLength: enterprises.length });
    fc.assert(
      fc.property(split, fc.boolean(), (shardOf, turned) => {
        const shards: EnterpriseRecord[][] = [[], [], [], [], []];
        enterprises.forEach((record, i) => shards[shardOf[i]].push(record));
        expect(rankOver(turned ? shards.reverse() : shards)).toEqual(whole);
      }),
      { numRuns: 5 },
    );
  });

  it('a copy of a ranking has its neutral values, which are worked out when they are read', () => {
    const copies = structuredClone(rankOver([enterprises]));
    for (const { neutral } of copies.flatMap(({ scales }) => scales)) expect(neutral).toBeGreaterThanOrEqual(0);
    expect(copies).toEqual(whole);
  });

  it('in shared memory, scanned by WebAssembly, the same', () => {
    expect(rankOver([enterprises.slice(0, 500), enterprises.slice(500)], Arena.create())).toEqual(whole);
  });

  it('the order of the enterprises changes neither epoch nor segment', () => {
    const turned = enterprises.toReversed();
    const other = freezeEpoch(turned);
    expect(other.fingerprint).toBe(epoch.fingerprint);
    expect(other.toBytes()).toEqual(epoch.toBytes());
    expect(buildSegment(epoch, turned).toBytes()).toEqual(buildSegment(epoch, enterprises).toBytes());
  });

  it('a matcher ranks as its parts do', () => {
    const matcher = createMatcher({ projects, enterprises });
    projects.forEach(({ id }, p) => {
      const list = matcher.enterprisesFor(id, { top: 1000 });
      expect(list.map(({ enterpriseId, score }) => ({ enterpriseId, score }))).toEqual(whole[p].pairs);
    });
  });

  it('refuses two enterprises with one id in a shard', () => {
    expect(() => buildSegment(epoch, [enterprises[0], enterprises[0]])).toThrow(DuplicateRecordError);
  });
});

describe('an epoch over more enterprises than its sample', () => {
  const sampled = freezeEpoch(enterprises, { sampleSize: 200 });

  it('keeps a sample that does not depend on the order', () => {
    expect(sampled.reference.rows).toBe(200);
    expect(freezeEpoch(enterprises.toReversed(), { sampleSize: 200 }).toBytes()).toEqual(sampled.toBytes());
  });

  it('counts all enterprises, and ranks those outside the sample too', () => {
    expect(sampled.enterpriseCount).toBe(900);
    const segment = buildSegment(sampled, enterprises);
    const project = prepareProject(sampled, projects[0]);
    const { pairs } = mergeScore(sampled, project, [findCandidates(sampled, project, segment)]);
    expect(pairs.some(({ enterpriseId }) => sampled.reference.rowOf(enterpriseId) < 0)).toBe(true);
  });

  it('leaves out words it has not seen', () => {
    const strange = { id: 'new', name: '新词有限公司', industryCodes: [], mainBusiness: '龘靐、水泥' };
    const plain = { ...strange, mainBusiness: '水泥' };
    const terms = (record: EnterpriseRecord): Uint32Array => buildSegment(sampled, [record]).columns.terms;
    expect(terms(strange)).toEqual(terms(plain));
  });

  it('does not work with parts of another epoch', () => {
    const segment = buildSegment(sampled, enterprises);
    expect(() => findCandidates(epoch, prepared[0], segment)).toThrow(EpochMismatchError);
    const foreign = findCandidates(sampled, prepareProject(sampled, projects[0]), segment);
    expect(() => mergeScore(epoch, prepared[0], [foreign])).toThrow(EpochMismatchError);
  });
});

describe('bytes', () => {
  it('epoch, segment and candidates are the same after a round trip', () => {
    const other = Epoch.fromBytes(epoch.toBytes(), Arena.create());
    const segment = Segment.fromBytes(buildSegment(epoch, enterprises).toBytes(), Arena.create());
    prepared.forEach((_, p) => {
      const project = prepareProject(other, projects[p]);
      const found = findCandidates(other, project, segment);
      const carried = CandidateSet.fromBytes(found.toBytes());
      expect(carried.toBytes()).toEqual(found.toBytes());
      expect(mergeScore(other, project, [carried])).toEqual(whole[p]);
    });
  });

  it('a ranking survives JSON', () => {
    expect(JSON.parse(JSON.stringify(whole[0]))).toEqual(whole[0]);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['something else', new Uint8Array(100).fill(7)],
    ['half an index', epoch.toBytes().slice(0, 5000)],
    ['an index of another kind', epoch.toBytes()],
  ])('%s is no segment', (_name, bytes) => {
    expect(() => Segment.fromBytes(bytes)).toThrow(IndexFormatError);
  });
});

describe('a description', () => {
  const segment = buildSegment(epoch, enterprises);

  it('is the same from the record alone as from its segment', () => {
    prepared.forEach((project, p) => {
      const describer = new PairDescriber(epoch, project, whole[p], { top: 20 });
      for (const record of enterprises.slice(0, 60)) {
        const description = describer.describe(record, segment);
        expect(describer.describe(record)).toEqual(description);
        expect(describer.whyNot(description, record)).toEqual(describer.whyNot(description, record, segment));
      }
    });
  });

  it('is the same from numbers that are known already', () => {
    prepared.forEach((project, p) => {
      const describer = new PairDescriber(epoch, project, whole[p]);
      const found = findCandidates(epoch, project, segment);
      const byId = new Map(enterprises.map((record) => [record.id, record]));
      const records = Array.from(found.rows, (row) => byId.get(segment.idAt(row)) as EnterpriseRecord);
      const described = describer.describeMeasured(records, segment, found, found.rows.keys());
      expect(described).toEqual(describer.describeAll(records, segment));
    });
  });

  it('adds up to the score of the ranking', () => {
    prepared.forEach((project, p) => {
      const describer = new PairDescriber(epoch, project, whole[p]);
      const byId = new Map(enterprises.map((record) => [record.id, record]));
      for (const { enterpriseId, score } of whole[p].pairs) {
        const record = byId.get(enterpriseId);
        expect(record && describer.describe(record, segment).score).toBeCloseTo(score, 9);
      }
    });
  });
});
