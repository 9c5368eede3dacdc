import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FundsProgress } from '@lianghuan/contracts';
import { type Actor, Clock, type Database } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { ownerTransaction } from '../../../../test/support/database.js';
import { makeUser } from '../../../../test/support/people.js';
import { makeProject } from '../../../../test/support/records.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { FileService } from '../file/file.service.js';
import { loadTargets } from '../target/load-targets.js';
import { FundsProgressService, PROGRESS, yearShare } from './funds-progress.service.js';
import { FundsModule } from './funds.module.js';
import { FundsService, reversalPeriod } from './funds.service.js';

const COUNTIES = ['520502', '520521', '520524'] as const;

describe('progress of funds', () => {
  let context: ServiceContext;
  let funds: FundsService;
  let progress: FundsProgressService;
  let database: Database;
  let verifier: Actor;
  let manager: Actor;
  const clerks: Actor[] = [];
  const projects: string[] = [];

  beforeAll(async () => {
    context = await startServices([FundsModule]);
    ({ database } = context);
    funds = context.module.get(FundsService);
    progress = context.module.get(FundsProgressService);
    verifier = await makeUser(context.owner, 'verifier', ['funds_verifier'], 'TJJ');
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    for (const code of COUNTIES) {
      clerks.push(await makeUser(context.owner, `clerk${code}`, ['county_clerk'], `QX-${code}`));
      projects.push(await makeProject(context.owner, { name: `项目${code}`, areaCode: code }));
    }
    await ownerTransaction(context.owner, (tx) => loadTargets(tx));
  });
  afterAll(() => context.close());

  let uploads = 0;
  const file = (county: number, period: string, amountCny: string) =>
    database.actAs(clerks[county], async () => {
      const evidence = await context.module.get(FileService).receive({
        name: `回单${uploads}.txt`,
        mediaType: 'text/plain',
        purpose: 'evidence',
        content: Readable.from([Buffer.from(`${(uploads += 1)}`)]),
      });
      return funds.file({ areaCode: COUNTIES[county], projectId: projects[county], period, kind: 'equipment', amountCny, evidenceFileIds: [evidence.id] }); // prettier-ignore
    });
  const of = (year: number) => database.actAs(manager, () => progress.progress(year));
  const sum = (amounts: string[]) => amounts.reduce((total, amount) => total.plus(amount), new Decimal(0)).toFixed(2);
  const expectSumsToAgree = (view: FundsProgress) => {
    expect(sum(view.months.map((m) => m.receivedCny))).toBe(view.receivedCny);
    expect(view.months.at(-1)?.cumulativeCny).toBe(view.receivedCny);
    expect(sum(view.areas.map((a) => a.receivedCny))).toBe(view.receivedCny);
    expect(sum(view.areas.map((a) => a.filedNotVerifiedCny))).toBe(view.filedNotVerifiedCny);
  };

  it('always shows the eleven areas and twelve months, also of a year without a line', async () => {
    const view = await of(2001);
    expect(view).toMatchObject({
      receivedCny: '0.00',
      target: null,
      met: null,
      completionShare: null,
      containsExamples: false,
    });
    expect(view.months).toHaveLength(12);
    expect(view.areas.map((a) => a.areaCode)).toEqual([
      '520502', '520521', '520581', '520523', '520524', '520525', '520526', '520527', '520500-GXQ', '520500-BLDJ', '520500-BJ',
    ]); // prettier-ignore
    expectSumsToAgree(view);
  });

  it('whatever is filed, verified, cut, rejected or reversed: months, areas, the list and the ledger give one total', async () => {
    const step = fc.record({
      county: fc.nat(COUNTIES.length - 1),
      month: fc.integer({ min: 1, max: 12 }),
      cents: fc.integer({ min: 1, max: 999_999_999_99 }),
      fate: fc.constantFrom('none', 'full', 'part', 'reject', 'return', 'withdraw', 'reverse', 'reversePart'),
      part: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    });
    let ledger = new Decimal((await of(2022)).receivedCny);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        for (const { county, month, cents, fate, part } of steps) {
          const amount = new Decimal(cents).div(100);
          const cut = Decimal.max(amount.times(part).toDecimalPlaces(2), '0.01');
          const line = await file(county, `2022-${String(month).padStart(2, '0')}`, amount.toFixed(2));
          const verify = (verdict: 'verified' | 'partly_verified' | 'rejected' | 'returned') =>
            database.actAs(verifier, () =>
              funds.verify(line.id, {
                verdict,
                version: line.version,
                reason: '核验意见',
                ...(verdict === 'partly_verified' ? { verifiedAmountCny: cut.toFixed(2) } : {}),
              }),
            );
          const reverse = async (verdict: 'verified' | 'partly_verified') => {
            const { version } = await verify(verdict);
            await database.actAs(verifier, () => funds.reverse(line.id, { reason: '更正', version }));
          };
          if (fate === 'full') await verify('verified');
          if (fate === 'part') await verify('partly_verified');
          if (fate === 'reject') await verify('rejected');
          if (fate === 'return') await verify('returned');
          if (fate === 'reverse') await reverse('verified');
          if (fate === 'reversePart') await reverse('partly_verified');
          if (fate === 'withdraw') {
            await database.actAs(clerks[county], () =>
              funds.withdraw(line.id, { reason: '撤回', version: line.version }),
            );
          }
          if (fate === 'full') ledger = ledger.plus(amount);
          if (fate === 'part') ledger = ledger.plus(cut);
        }
        const view = await of(2022);
        expect(view.receivedCny).toBe(ledger.toFixed(2));
        expectSumsToAgree(view);
        const listed = await database.actAs(manager, () =>
          funds.list({ page: 1, pageSize: 1, counted: 'true', periodFrom: '2022-01', periodTo: '2022-12' }),
        );
        expect(listed.sums.verifiedAmountCny).toBe(view.receivedCny);
        expect(view.areas.reduce((n, area) => n + area.lineCount, 0)).toBe(listed.total);
        // Each county's own view is the city's row of it.
        for (const [i, code] of COUNTIES.entries()) {
          const own = await database.actAs(clerks[i], () => progress.progress(2022));
          expect(own.receivedCny).toBe(view.areas.find((area) => area.areaCode === code)?.receivedCny);
        }
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  it('holds the city to around 550亿元: 545 is met, 530 is short (acceptance check 13)', async () => {
    const receive = async (amountCny: string) => {
      const line = await file(0, '2023-06', amountCny);
      await database.actAs(verifier, () => funds.verify(line.id, { verdict: 'verified', version: line.version }));
    };
    await receive('53000000000');
    expect(await of(2023)).toMatchObject({
      target: { code: 'F1', comparator: 'around', value: '550', unit: '亿元' },
      receivedCny: '53000000000.00',
      met: false,
      completionShare: 0.963636,
      expectedShare: 1,
      asOfDay: '2023-12-31',
    });
    await receive('1500000000');
    expect(await of(2023)).toMatchObject({ receivedCny: '54500000000.00', met: true });
    expect((await of(2023)).months.at(-1)?.expectedCumulativeCny).toBe('55000000000.00');
    // The city's target is not held against one county's money.
    expect(await database.actAs(clerks[0], () => progress.progress(2023))).toMatchObject({ target: null, met: null });
  });

  it('expects a linear share of the year', () => {
    expect(yearShare(2023, '2022-12-31').toNumber()).toBe(0);
    expect(yearShare(2023, '2023-12-31').toNumber()).toBe(1);
    expect(yearShare(2024, '2024-01-31').times(366).toNumber()).toBeCloseTo(31, 10);
  });

  it('starts with this year if it has a target, else with the last year that had one', async () => {
    const planYear = () => database.actAs(manager, () => database.transaction((tx) => progress.planYear(tx)));
    expect(await planYear()).toBe(2023);
    const thisYear = Number(context.module.get(Clock).today().slice(0, 4));
    await context.owner.sql(
      `INSERT INTO target (code, indicator, year, area_code, comparator, value, unit, scope, scope_kind, clause, basis)
       VALUES ('F1', 'x', $1, '520500', 'at_least', 600, '亿元', '全市', 'total', '', '')`,
      [thisYear],
    );
    expect(await planYear()).toBe(thisYear);
  });

  it('puts a reversal into this month, or the last month of a year that is over', () => {
    expect(reversalPeriod('2025-03', '2025-04-02')).toBe('2025-04');
    expect(reversalPeriod('2023-03', '2025-04-02')).toBe('2023-12');
  });

  it('reads a year of 20,000 lines from its index', async () => {
    await context.owner.sql('ALTER TABLE funds_line DISABLE TRIGGER USER');
    await context.owner.sql(
      `INSERT INTO funds_line (code, area_code, project_id, period, kind, amount_cny, status, verified_amount_cny, definition_version, in_scope,
         filed_by_id, verified_by_id, verified_at, search_text)
       SELECT 'BULK' || i, '520502', $1, (2005 + i % 12) || '-' || lpad((1 + i % 12)::text, 2, '0'), 'equity', 100, 'verified', 100, 'F1-v1', true, $2, $3, now(), ''
       FROM generate_series(1, 20000) i`,
      [projects[0], clerks[0].id, verifier.id],
    );
    await context.owner.sql('VACUUM ANALYZE funds_line');
    for (const actor of [manager, clerks[0]]) {
      const plan = await database.actAs(actor, () =>
        database.transaction((tx) => tx.query(`EXPLAIN ${PROGRESS}`, ['2010-01', '2010-12'])),
      );
      expect(JSON.stringify(plan)).toMatch(/funds_line_progress/);
    }
  }, 60_000);
});
