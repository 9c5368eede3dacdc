import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChainDetail, ChainNodeDetail } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { ownerTransaction } from '../../../../test/support/database.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { ReferenceData } from '../reference/reference-data.js';
import { ChainEditService } from './chain-edit.service.js';
import { ChainRefreshService } from './chain-refresh.service.js';
import { GapFinder, readChainGround } from './gap-finder.js';
import { IndustryChainModule } from './industry-chain.module.js';
import { IndustryChainService } from './industry-chain.service.js';
import { loadChains } from './load-chains.js';

const ZHIJIN = '520524';
const DAFANG = '520521';

describe('industry chains', () => {
  let context: ServiceContext;
  let officer: Actor;
  let clerk: Actor;
  let other: Actor;
  let manager: Actor;
  let bank: Actor;
  let chain: ChainDetail;
  const ids: Record<string, string> = {};

  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const chains = () => context.module.get(IndustryChainService);
  const edits = () => context.module.get(ChainEditService);
  const refreshes = () => context.module.get(ChainRefreshService);
  const refresh = async () => {
    const { id } = await as(officer, () => refreshes().request());
    expect(await refreshes().execute(id)).toBe('done');
  };
  const node = (key: string, actor = officer, areaCode?: string): Promise<ChainNodeDetail> =>
    as(actor, () => chains().node(ids[key], areaCode));
  /** The gap a run made now would store for the pair. */
  const gapFor = async (enterpriseId: string) => {
    const reference = context.module.get(ReferenceData);
    await reference.ready();
    const ground = await context.database.asSystem(() => context.database.transaction((tx) => readChainGround(tx, reference))); // prettier-ignore
    const [enterprise] = await context.owner.sql<{ id: string; name: string; products: { name: string }[] }>(
      `SELECT e.id, e.name, (SELECT jsonb_agg(jsonb_build_object('name', p.name)) FROM enterprise_product p WHERE p.enterprise_id = e.id) AS products
       FROM enterprise e WHERE e.id = $1`,
      [enterpriseId],
    );
    // As a run keeps it: read back from JSON.
    const finder = new GapFinder(JSON.parse(JSON.stringify(ground)) as typeof ground);
    return finder.find({ id: ids.project, name: '织金县试验匣生产项目', industryCodes: [] }, ZHIJIN, {
      ...enterprise,
      industryCodes: [],
    });
  };
  const makeEnterprise = async (
    code: string,
    fields: { name: string; region: string; province: string; product: string; assets?: string; holder?: string },
  ) => {
    const [row] = await context.owner.sql<{ id: string }>(
      `INSERT INTO enterprise (code, name, normalized_name, region_code, province, total_assets_cny, search_text, holder_organisation_id,
         holder_area_code, held_since)
       SELECT $1, $2, $2, $3, $4, $5, $2, o.id, o.area_code, CASE WHEN o.id IS NULL THEN NULL ELSE now() END
       FROM (SELECT 1) one LEFT JOIN organisation o ON o.code = $6 RETURNING id`,
      [code, fields.name, fields.region, fields.province, fields.assets ?? null, fields.holder ?? null],
    );
    await context.owner.sql(`INSERT INTO enterprise_product (enterprise_id, position, name) VALUES ($1, 1, $2)`, [
      row.id,
      fields.product,
    ]);
    return row.id;
  };

  beforeAll(async () => {
    context = await startServices([IndustryChainModule]);
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], `QX-${ZHIJIN}`);
    other = await makeUser(context.owner, 'other', ['county_clerk'], `QX-${DAFANG}`);
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    bank = await makeUser(context.owner, 'bank', ['bank_user'], 'TCJ');
    ids.brewerA = await makeEnterprise('T1', { name: '织金甲酒业', region: ZHIJIN, province: '贵州省', product: '试验酿', assets: '500000000' }); // prettier-ignore
    ids.brewerB = await makeEnterprise('T2', { name: '织金乙酒业', region: ZHIJIN, province: '贵州省', product: '试验酿', assets: '600000000' }); // prettier-ignore
    ids.boxer = await makeEnterprise('T3', { name: '深圳丙包装', region: '440300', province: '广东省', product: '试验匣', assets: '9000000000' }); // prettier-ignore
    ids.heldBoxer = await makeEnterprise('T4', { name: '东莞丁包装', region: '441900', province: '广东省', product: '试验匣', holder: `QX-${ZHIJIN}` }); // prettier-ignore
    const [project] = await context.owner.sql<{ id: string }>(
      `INSERT INTO project (code, name, area_code, total_investment_cny, search_text)
       VALUES ('TP1', '织金县试验匣生产项目', $1, 30000000, '匣') RETURNING id`,
      [ZHIJIN],
    );
    ids.project = project.id;
    const id = await as(officer, () =>
      edits().create({
        name: '测试酒链',
        summary: null,
        industryCodes: ['1512'],
        nodes: [
          { key: 'box', name: '酒盒', industryCodes: [], words: ['试验匣'], exceptWords: [] },
          { key: 'brew', name: '酿造', industryCodes: ['1512'], words: ['试验酿'], exceptWords: [] },
          { key: 'sale', name: '流通', industryCodes: [], words: ['试验售'], exceptWords: [] },
        ],
        edges: [
          { from: 'box', to: 'brew', kind: 'packaging' },
          { from: 'brew', to: 'sale', kind: 'product' },
        ],
      }),
    );
    chain = await as(officer, () => chains().get(id));
    for (const { key, id: nodeId } of chain.nodes) ids[key] = nodeId;
  });
  afterAll(() => context.close());

  it('come with the product, once, each with its first version', async () => {
    const before = await context.owner.sql('SELECT code, version FROM industry_chain ORDER BY code');
    expect(before).toHaveLength(21);
    await ownerTransaction(context.owner, (tx) => loadChains(tx));
    expect(await context.owner.sql('SELECT code, version FROM industry_chain ORDER BY code')).toEqual(before);
    const { items } = await as(clerk, () => chains().list());
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['优质白酒', '现代煤化工', '磷化工', '新能源电池材料'])); // prettier-ignore
    expect(items.every(({ version }) => version === 1)).toBe(true);
    expect(new Set((await context.owner.sql<{ basis: string }>('SELECT basis FROM chain_edge')).map(({ basis }) => basis))).toEqual(
      new Set(['notice', 'product-upstream', 'sw-upstream', 'judgement', 'entered']),
    ); // prettier-ignore
  });

  it('report a node with no local enterprise and two downstream buyers as 补链, with who does it elsewhere (check 19)', async () => {
    await refresh();
    const { verdict, fillers, planned } = await node('box', clerk, ZHIJIN);
    expect(verdict).toMatchObject({ gapClass: 'fill', rule: 'BUYERS_WAIT', facts: { enterprises: 0, buyers: 2 } });
    expect(verdict?.parts.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(verdict?.priority ?? -1, 9); // prettier-ignore
    expect(fillers.map(({ name }) => name)).toEqual(['深圳丙包装', '东莞丁包装']);
    expect(planned).toMatchObject([{ id: ids.project }]);
    const { items } = await as(clerk, () => chains().gaps({ areaCode: ZHIJIN, chainId: chain.id, page: 1, pageSize: 20 })); // prettier-ignore
    expect(items.map(({ nodeName, verdict: { gapClass } }) => [nodeName, gapClass])).toEqual([
      ['酒盒', 'fill'],
      ['流通', 'extend'],
    ]);
    // Nothing of it is in the next county, and all of it in the city.
    expect((await node('box', clerk, DAFANG)).verdict?.rule).toBe('NO_TIE');
    expect((await node('box', clerk)).verdict?.rule).toBe('BUYERS_WAIT');
  });

  it('of an enterprise another unit holds tell name and holder, and nothing else', async () => {
    const [free, held] = (await node('box', other)).fillers;
    expect(free).toMatchObject({ enterpriseId: ids.boxer, heldBy: null });
    expect(held).toEqual({ rank: 2, enterpriseId: null, name: '东莞丁包装', province: null, city: null, heldBy: '织金县投资促进局', score: null, parts: [], evidence: [] }); // prettier-ignore
    expect((await node('box', clerk)).fillers[1]).toMatchObject({ enterpriseId: ids.heldBoxer, province: '广东省' });
    const links = (actor: Actor) =>
      as(actor, () =>
        context.database.transaction((tx) => tx.query('SELECT FROM chain_link WHERE subject_id = $1', [ids.heldBoxer])),
      );
    expect(await links(other)).toHaveLength(0);
    expect(await links(clerk)).toHaveLength(1);
    // Nor may who does not see it place it.
    const placing = as(officer, () => edits().correct(ids.sale, { subjectKind: 'enterprise', subjectId: ids.heldBoxer, isMember: true, reason: '试试看' })); // prettier-ignore
    await expect(placing).rejects.toMatchObject({ code: 'ENTERPRISE_NOT_FOUND' });
  });

  it('say which gap an enterprise would fill by carrying out a project', async () => {
    expect(await gapFor(ids.boxer)).toMatchObject({
      nodeName: '酒盒',
      areaCode: ZHIJIN,
      gapClass: 'fill',
      rule: 'BUYERS_WAIT',
      facts: { buyers: 2 },
    });
    expect(await gapFor(ids.brewerA)).toBeUndefined();
  });

  it('close a gap by landing an enterprise, within the same refresh', async () => {
    await context.owner.sql(
      `INSERT INTO lead (code, enterprise_id, enterprise_name, project_id, area_code, stage, stage_entered_on, source, owner_id, organisation_id,
         next_step, next_step_on, agreed_investment_cny, search_text)
       VALUES ('TL1', $1, '', $2, $3, 'start', '2026-01-01', 'manual', $4, $5, '开工', '2026-02-01', 30000000, '')`,
      [ids.boxer, ids.project, ZHIJIN, officer.id, officer.organisationId],
    );
    await refresh();
    const { verdict, occupants, planned } = await node('box', officer, ZHIJIN);
    expect(verdict).toMatchObject({ gapClass: null, rule: 'PRESENT', facts: { enterprises: 1 } });
    expect(occupants).toMatchObject([{ kind: 'lead', id: ids.boxer, name: '深圳丙包装', areaName: '织金县' }]);
    expect(planned).toEqual([]);
    expect(await gapFor(ids.boxer)).toBeUndefined();
    await context.owner.sql(`UPDATE lead SET status = 'lost', status_reason = '撤资' WHERE code = 'TL1'`);
    await refresh();
    expect((await node('box', officer, ZHIJIN)).verdict?.gapClass).toBe('fill');
  });

  it('keep what a person said, refresh after refresh, until it is withdrawn', async () => {
    const out = { subjectKind: 'enterprise' as const, subjectId: ids.brewerB, isMember: false, reason: '已停产多年' };
    await as(officer, () => edits().correct(ids.brew, out));
    await expect(as(officer, () => edits().correct(ids.brew, { ...out, isMember: true }))).rejects.toMatchObject({ code: 'CHAIN_CORRECTED_ALREADY' }); // prettier-ignore
    for (let i = 0; i < 2; i++) await refresh();
    expect((await node('box', officer, ZHIJIN)).verdict).toMatchObject({
      gapClass: 'extend',
      rule: 'BEFORE_LOCAL_END',
    });
    const [correction] = (await node('brew')).corrections;
    expect(correction).toMatchObject({ subjectName: '织金乙酒业', isMember: false, reason: '已停产多年', madeByName: 'officer' }); // prettier-ignore
    await as(officer, () => edits().withdraw(correction.id, '复产了'));
    await refresh();
    expect((await node('box', officer, ZHIJIN)).verdict?.rule).toBe('BUYERS_WAIT');
    const audit = await context.owner.sql<{ reason: string }>(
      `SELECT reason FROM audit_entry WHERE table_name = 'chain_correction' ORDER BY id`,
    );
    expect(audit.map(({ reason }) => reason)).toEqual(['已停产多年', '复产了']);
  });

  it('change by versions: who comes second is told, what is taken out is archived and comes back the same', async () => {
    const graph = {
      name: chain.name,
      summary: null,
      industryCodes: ['1512'],
      nodes: chain.nodes.map(({ key, name, industryCodes, words, exceptWords }) => ({ key, name, industryCodes, words, exceptWords })), // prettier-ignore
      edges: [
        { from: 'box', to: 'brew', kind: 'packaging' as const },
        { from: 'brew', to: 'sale', kind: 'product' as const },
      ],
    };
    const without = { ...graph, nodes: graph.nodes.slice(0, 2), edges: graph.edges.slice(0, 1) };
    await as(manager, () => edits().revise(chain.id, { ...without, version: 1, reason: '流通不属本链' }));
    const second = as(officer, () => edits().revise(chain.id, { ...graph, version: 1, reason: '改名' }));
    await expect(second).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { by: 'manager' } });
    expect((await as(officer, () => chains().get(chain.id))).nodes.map(({ key }) => key)).toEqual(['box', 'brew']);
    await expect(node('sale')).rejects.toMatchObject({ code: 'CHAIN_NODE_NOT_FOUND' });
    await as(officer, () => edits().revise(chain.id, { ...graph, version: 2, reason: '恢复流通' }));
    const again = await as(officer, () => chains().get(chain.id));
    expect(again.nodes.find(({ key }) => key === 'sale')?.id).toBe(ids.sale);
    expect(await as(clerk, () => chains().versions(chain.id))).toMatchObject([
      { version: 3, reason: '恢复流通', madeByName: 'officer', nodes: 3, edges: 2 },
      { version: 2, reason: '流通不属本链', madeByName: 'manager', nodes: 2, edges: 1 },
      { version: 1, reason: null, nodes: 3, edges: 2 },
    ]);
    const broken = { ...graph, edges: [{ from: 'box', to: 'nowhere', kind: 'product' as const }] };
    await expect(as(officer, () => edits().revise(chain.id, { ...broken, version: 3, reason: '试试' }))).rejects.toMatchObject({ code: 'CHAIN_GRAPH_INVALID' }); // prettier-ignore
    await expect(as(officer, () => edits().revise(chain.id, { ...graph, industryCodes: ['9999'], version: 3, reason: '试试' }))).rejects.toMatchObject({ code: 'UNKNOWN_INDUSTRY' }); // prettier-ignore
  });

  it('sum up in the matrix to the lists behind each cell', async () => {
    await refresh();
    const matrix = await as(manager, () => chains().matrix());
    const cells = matrix.cells.filter(({ chainId }) => chainId === chain.id);
    expect(cells).toHaveLength(matrix.areas.length);
    for (const cell of cells) {
      const { occupants, projects } = await as(manager, () => chains().members(chain.id, cell.areaCode));
      expect([occupants.length, projects.length]).toEqual([cell.occupants, cell.projects]);
      const known = projects.flatMap(({ investmentCny }) => investmentCny ?? []);
      expect(cell.withoutInvestment).toBe(projects.length - known.length);
      // Nothing known is not nothing.
      expect(cell.investmentCny === null ? null : Number(cell.investmentCny)).toBe(known.length === 0 ? null : known.reduce((sum, each) => sum + Number(each), 0)); // prettier-ignore
      expect(projects.reduce((sum, { fundsCny }) => sum + Number(fundsCny ?? 0), 0)).toBe(Number(cell.fundsCny));
      const { total } = await as(manager, () => chains().gaps({ areaCode: cell.areaCode, chainId: chain.id, page: 1, pageSize: 1 })); // prettier-ignore
      expect(total).toBe(cell.gaps);
    }
    expect(cells.find(({ areaCode }) => areaCode === ZHIJIN)).toMatchObject({ occupants: 2, projects: 1, investmentCny: '30000000.00' }); // prettier-ignore
    // Who may not read funds sees none, not even a zero.
    const plain = await as(officer, () => chains().matrix());
    expect(new Set(plain.cells.map(({ fundsCny }) => fundsCny))).toEqual(new Set([null]));
  });

  it('tell a county no false zero of the money of others', async () => {
    const money = async (actor: Actor) => {
      const { cells, fundsSeen } = await as(actor, () => chains().matrix());
      const members = await as(actor, () => chains().members(chain.id));
      expect(members.fundsSeen).toBe(fundsSeen);
      return [
        fundsSeen,
        ...['520500', ZHIJIN, DAFANG].map((area) => cells.find(({ chainId, areaCode }) => chainId === chain.id && areaCode === area)?.fundsCny),
        ...members.projects.map(({ fundsCny }) => fundsCny),
      ]; // prettier-ignore
    };
    expect(await money(manager)).toEqual(['city', '0.00', '0.00', '0.00', '0.00']);
    expect(await money(clerk)).toEqual(['area', null, '0.00', null, '0.00']);
    expect(await money(other)).toEqual(['area', null, null, '0.00', null]);
    await context.owner.sql(
      `INSERT INTO funds_line (code, area_code, project_id, period, kind, amount_cny, verified_amount_cny, status, definition_version, in_scope,
         filed_by_id, verified_by_id, verified_at, search_text)
       VALUES ('TF1', $1, $2, '2026-01', 'fixed_assets', 5, 5, 'verified', '1', true, $3, $4, now(), '')`,
      [ZHIJIN, ids.project, clerk.id, manager.id],
    );
    expect(await money(manager)).toEqual(['city', '5.00', '5.00', '0.00', '5.00']);
    expect(await money(clerk)).toEqual(['area', '5.00', '5.00', null, '5.00']);
    expect(await money(other)).toEqual(['area', null, null, '0.00', null]);
    expect(await money(officer)).toEqual([null, null, null, null, null]);
  });

  it('are everybody’s to read and not everybody’s to change', async () => {
    const edit = { name: '偷改', summary: null, industryCodes: [], nodes: chain.nodes.slice(0, 1).map(({ key, name, industryCodes, words, exceptWords }) => ({ key, name, industryCodes, words, exceptWords })), edges: [], version: 3, reason: '试试' }; // prettier-ignore
    for (const actor of [clerk, other]) {
      await expect(as(actor, () => edits().revise(chain.id, edit))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(as(actor, () => refreshes().request())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect((await as(actor, () => chains().get(chain.id))).can).toEqual({ update: false });
      // The second wall: even past the services.
      const sneak = (sql: string) => as(actor, () => context.database.transaction((tx) => tx.query(sql)));
      await expect(sneak(`UPDATE industry_chain SET name = '偷改' RETURNING id`)).resolves.toEqual([[], 0]);
      await expect(sneak(`DELETE FROM chain_node`)).rejects.toThrow('permission denied');
      await expect(sneak(`INSERT INTO chain_near (area_code, node_id, density, because) SELECT '520500', id, 1, '[]' FROM chain_node LIMIT 1`)).rejects.toThrow('row-level security'); // prettier-ignore
    }
    expect((await as(bank, () => chains().list())).items).toEqual([]);
  });

  it('ask for a refresh themselves when something they rest on has changed, once', async () => {
    const soon = `UPDATE audit_entry SET at = at - interval '1 minute'`;
    await context.owner.sql('ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only');
    await refresh();
    expect(await refreshes().sweep()).toEqual([]);
    await context.owner.sql(`UPDATE enterprise SET status = 'wound_up' WHERE id = $1`, [ids.brewerB]);
    expect(await refreshes().sweep()).toEqual([]); // the burst may go on
    await context.owner.sql(soon);
    const asked = await refreshes().sweep();
    expect(asked).toHaveLength(1);
    expect(await refreshes().execute(asked?.[0] ?? '')).toBe('done');
    expect((await node('box', officer, ZHIJIN)).verdict?.facts.buyers).toBe(1);
    expect(await refreshes().sweep()).toEqual([]);
  });
});
