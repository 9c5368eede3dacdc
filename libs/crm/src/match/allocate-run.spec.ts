import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { confidenceFeatures, type ConfidenceSample, fitConfidence } from '@lianghuan/matching';
import { allocateRun } from './allocate-run.js';
import type { AllocationFacts, LimitKind } from './allocation-facts.js';
import { calibrated } from './pair-value.js';

const limits = (own: Partial<Record<LimitKind, Record<string, number | null>>>): AllocationFacts['limits'] =>
  new Map(Object.entries(own).map(([kind, of]) => [kind as LimitKind, new Map(Object.entries(of))]));
const pair = (projectId: string, enterpriseId: string, value: number, more: object = {}) => ({
  projectId,
  enterpriseId,
  enterpriseName: `企业${enterpriseId}`,
  groupName: null,
  value,
  isDecidedAgainst: false,
  isDoubtful: false,
  ...more,
});
const approach = (projectId: string, enterpriseId: string, more: object = {}) => ({
  projectId,
  enterpriseId,
  enterpriseName: `企业${enterpriseId}`,
  groupName: null,
  areaCode: '520524',
  officerId: 'o1',
  ...more,
});
const facts = (more: Partial<AllocationFacts>): AllocationFacts => ({
  projects: ['p1', 'p2', 'p3'].map((id) => ({ id, areaCode: '520524', officerId: null })),
  values: { basis: 'score-1', pairs: [] },
  pinned: [],
  outside: [],
  limits: limits({ enterprise: { '': 1 }, project: { '': 2 }, area: { '': null }, officer: { '': null } }),
  former: null,
  ...more,
});
const reasons = (run: ReturnType<typeof allocateRun>) =>
  Object.fromEntries(run.pairs.map((row) => [`${row.project_id} ${row.enterprise_id}`, row.reason]));

describe('what a pair is worth', () => {
  it('is its calibrated confidence, by its standing in the list of its own project', () => {
    const samples = Array.from({ length: 200 }, (_, at): ConfidenceSample => {
      const scores = [3, 2, 1];
      return { listId: `l${at}`, features: confidenceFeatures(scores)[at % 3], isTaken: at % 3 === 0 ? at % 2 === 0 : at % 10 === 1 }; // prettier-ignore
    });
    const fit = fitConfidence(samples);
    const values = calibrated([pair('p1', 'e1', 3), pair('p1', 'e2', 2), pair('p2', 'e1', 3), pair('p2', 'e3', 2.9)], fit).map(({ value }) => value); // prettier-ignore
    for (const value of values) expect(value).toBeGreaterThan(0);
    for (const value of values) expect(value).toBeLessThan(1);
    expect(values[0]).toBeGreaterThan(values[1]);
    expect(values[2]).toBeGreaterThan(values[3]);
    // About half of the firsts were taken.
    expect(values[0]).toBeCloseTo(0.5, 1);
  });
});

describe('the allocation of a run', () => {
  it('gives an enterprise two projects want to the one it is worth more to, and says so to the other', () => {
    const run = allocateRun(facts({ values: { basis: 'score-1', pairs: [pair('p1', 'e1', 3), pair('p2', 'e1', 2), pair('p2', 'e2', 1)] } })); // prettier-ignore
    expect(reasons(run)).toEqual({ 'p1 e1': 'ALLOCATED', 'p2 e1': 'PRICE_ABOVE_VALUE', 'p2 e2': 'ALLOCATED' });
    expect(run.pairs[1]).toMatchObject({ enterprise_demand: 2, enterprise_load: 1, enterprise_capacity: 1, is_proposed: false }); // prettier-ignore
    expect(run.pairs[1].enterprise_price).toBeGreaterThanOrEqual(2 - 0.01);
  });

  it('keeps a live lead whatever it is worth, and counts leads of other projects', () => {
    const pairs = [pair('p1', 'e1', 3), pair('p2', 'e1', 1), pair('p1', 'e2', 2)];
    const pinned = allocateRun(facts({ values: { basis: 'score-1', pairs }, pinned: [approach('p2', 'e1')] }));
    expect(reasons(pinned)).toMatchObject({ 'p2 e1': 'PINNED', 'p1 e1': expect.not.stringMatching('ALLOCATED') });
    const elsewhere = allocateRun(facts({ values: { basis: 'score-1', pairs }, outside: [approach('px', 'e2')] }));
    expect(reasons(elsewhere)['p1 e2']).not.toBe('ALLOCATED');
    expect(elsewhere.pairs.find((row) => row.enterprise_id === 'e2')?.enterprise_load).toBe(1);
    expect(elsewhere.loads).toContainEqual({ kind: 'officer', subject_key: 'o1', load: 1, capacity: null, price: 0 });
  });

  it('counts a group once, its parent by its own name', () => {
    const group = { groupName: '大集团' };
    const run = allocateRun(
      facts({ values: { basis: 'score-1', pairs: [pair('p1', 'e1', 3, group), pair('p1', 'e2', 2, { enterpriseName: '大集团' }), pair('p2', 'e2', 1, { enterpriseName: '大集团' })] } }), // prettier-ignore
    );
    expect(reasons(run)).toMatchObject({ 'p1 e1': 'ALLOCATED', 'p1 e2': 'GROUP_REPRESENTED' });
    expect(reasons(run)['p2 e2']).not.toBe('ALLOCATED');
    expect(run.pairs[1].sister_id).toBe('e1');
  });

  it('proposes nothing somebody decided against', () => {
    const run = allocateRun(facts({ values: { basis: 'score-1', pairs: [pair('p1', 'e1', 3, { isDecidedAgainst: true })] } })); // prettier-ignore
    expect(run.pairs).toMatchObject([{ reason: 'DECIDED', is_proposed: false }]);
  });

  it('proposes nothing that does not plainly fit, unless somebody is at it', () => {
    const pairs = [pair('p1', 'e1', 3, { isDoubtful: true }), pair('p1', 'e2', 1), pair('p2', 'e3', 3, { isDoubtful: true })]; // prettier-ignore
    const run = allocateRun(facts({ values: { basis: 'score-1', pairs }, pinned: [approach('p2', 'e3')] }));
    expect(reasons(run)).toEqual({ 'p1 e1': 'NO_CLEAR_FIT', 'p1 e2': 'ALLOCATED', 'p2 e3': 'PINNED' });
    expect(run.candidateCount).toBe(2);
  });

  it('breaks no limit of enterprise, project, county and officer, counts everything and keeps what changed nothing, on anything', () => {
    const capacity = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null });
    const any = fc.record({
      values: fc.array(fc.tuple(fc.nat(7), fc.nat(9), fc.integer({ min: 1, max: 9 }), fc.boolean()), { maxLength: 60 }),
      leads: fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 6, selector: String }),
      capacities: fc.tuple(capacity, capacity, capacity, capacity),
      officers: fc.array(fc.option(fc.constantFrom('o1', 'o2'), { nil: null }), { minLength: 8, maxLength: 8 }),
    });
    fc.assert(
      fc.property(any, ({ values, leads, capacities: [enterprise, project, area, officer], officers }) => {
        const projects = officers.map((officerId, at) => ({ id: `p${at}`, areaCode: at % 3 === 0 ? null : `a${at % 3}`, officerId })); // prettier-ignore
        const pairs = [...new Map(values.map(([p, e, value, isDecidedAgainst]) => [`${p} ${e}`, pair(`p${p}`, `e${e}`, value, { isDecidedAgainst, groupName: e < 3 ? '集团' : null })])).values()]; // prettier-ignore
        const open = leads.map(([p, e]) => approach(`p${p}`, `e${e}`, { areaCode: p < 8 ? projects[p].areaCode : 'a1', groupName: e < 3 ? '集团' : null })); // prettier-ignore
        const given = facts({
          projects,
          values: { basis: 'score-1', pairs },
          pinned: open.filter(({ projectId }) => projects.some(({ id }) => id === projectId)),
          outside: open.filter(({ projectId }) => !projects.some(({ id }) => id === projectId)),
          limits: limits({ enterprise: { '': enterprise }, project: { '': project }, area: { '': area }, officer: { '': officer } }), // prettier-ignore
        });
        const run = allocateRun(given);
        const proposed = run.pairs.filter((row) => row.is_proposed);
        const count = (key: (row: (typeof proposed)[number]) => string | null) => {
          const counts = new Map<string, { all: number; added: number }>();
          for (const row of proposed) {
            const own = counts.get(key(row) ?? '') ?? { all: 0, added: 0 };
            counts.set(key(row) ?? '', { all: own.all + 1, added: own.added + (row.reason === 'ALLOCATED' ? 1 : 0) });
          }
          return [...counts].filter(([k, { added }]) => k !== '' && added > 0);
        };
        const seat = (id: string) => (['e0', 'e1', 'e2'].includes(id) ? '集团' : id);
        const before = (key: (lead: (typeof open)[number]) => string | null, of: string) =>
          given.outside.filter((lead) => key(lead as (typeof open)[number]) === of).length;
        for (const [, { all }] of count((row) => row.project_id)) expect(all).toBeLessThanOrEqual(project ?? Infinity);
        for (const [id, { all }] of count((row) => (seat(row.enterprise_id) === '集团' ? null : row.enterprise_id)))
          expect(all + before(({ enterpriseId }) => enterpriseId, id)).toBeLessThanOrEqual(enterprise ?? Infinity);
        for (const [code, { all }] of count(
          (row) => projects.find(({ id }) => id === row.project_id)?.areaCode ?? null,
        ))
          expect(all + before(({ areaCode }) => areaCode, code)).toBeLessThanOrEqual(area ?? Infinity);
        for (const [id, { all }] of count((row) => officers[Number(row.project_id.slice(1))]))
          expect(all + before(({ officerId }) => officerId, id)).toBeLessThanOrEqual(officer ?? Infinity);
        expect(run.pairs.length).toBeGreaterThanOrEqual(pairs.length);
        expect(run.pairs.filter(({ reason }) => reason === 'PINNED')).toHaveLength(given.pinned.length);

        const again = allocateRun({ ...given, former: { pairs: proposed.map((row) => ({ projectId: row.project_id, enterpriseId: row.enterprise_id })), enterprisePrices: new Map(run.pairs.map((row) => [row.enterprise_id, row.enterprise_price])), areaPrices: new Map(run.loads.filter(({ kind }) => kind === 'area').map((load) => [load.subject_key, load.price])), officerPrices: new Map(run.loads.filter(({ kind }) => kind === 'officer').map((load) => [load.subject_key, load.price])) } }); // prettier-ignore
        expect(again.result.value).toBeGreaterThanOrEqual(run.result.value - 1e-9 - 0.02 * run.result.bound);
      }),
      { numRuns: 150 },
    );
  });
});
