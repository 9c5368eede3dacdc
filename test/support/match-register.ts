import type { TestDatabase } from './database.js';

/** Trades of the made-up register: what a project builds and an enterprise makes, with its GB/T 4754 class. */
const TRADES = [
  ['磷酸铁锂正极材料', '2613'],
  ['水泥熟料', '3011'],
  ['酱香型白酒', '1512'],
  ['辣椒调味品', '1469'],
  ['风力发电机组叶片', '3415'],
  ['数据中心云计算', '6450'],
  ['煤炭开采洗选', '0610'],
  ['浮法玻璃深加工', '3041'],
  ['天麻中药饮片', '2730'],
  ['肉牛屠宰加工', '1351'],
  ['聚乙醇酸可降解材料', '2651'],
  ['马铃薯淀粉', '1391'],
] as const;
const PROVINCES = ['贵州省', '广东省', '浙江省', '江苏省', '四川省', '山东省'];
const AREAS = ['520502', '520521', '520523', '520524', '520525', '520526', '520527', '520581'];

export interface RegisterSize {
  readonly projects: number;
  readonly enterprises: number;
}

export interface MadeRegister {
  readonly projects: { readonly id: string; readonly name: string; readonly areaCode: string | null }[];
  readonly enterprises: { readonly id: string; readonly name: string }[];
}

/**
 * Fills the registers with made-up projects and enterprises of {@link TRADES}, spread over areas, provinces and sizes; the first project
 * belongs to the city as a whole. The same sizes always give the same register, ids apart.
 */
export async function makeRegister(database: TestDatabase, size: RegisterSize): Promise<MadeRegister> {
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  const projects = range(size.projects).map((i) => {
    const [trade, code] = TRADES[i % TRADES.length];
    const other = TRADES[(i * 5 + 3) % TRADES.length][0];
    return {
      code: `TM-XM${i}`,
      name: `第${i}号${trade}项目`,
      content: `建设${trade}生产线${(i % 4) + 1}条，配套${other}`,
      area_code: i === 0 ? null : AREAS[i % AREAS.length],
      industry_codes: i % 3 === 0 ? [] : [code],
      total_investment_cny: i % 5 === 0 ? null : `${(i % 40) + 1}0000000.00`,
    };
  });
  const enterprises = range(size.enterprises).map((i) => {
    const [trade, code] = TRADES[(i * 7) % TRADES.length];
    const [second] = TRADES[(i * 11 + 1) % TRADES.length];
    return {
      code: `TM-QY${i}`,
      name: `${PROVINCES[i % PROVINCES.length].slice(0, 2)}第${i}${trade}股份有限公司`,
      short_name: `${trade.slice(0, 2)}${i}`,
      province: PROVINCES[i % PROVINCES.length],
      business_summary: `主要从事${trade}、${second}的研发、生产和销售`,
      industry_codes: i % 4 === 0 ? [] : [code],
      total_assets_cny: i % 6 === 0 ? null : `${((i * 37) % 500) + 1}00000000.00`,
      status: i % 50 === 49 ? 'wound_up' : 'active',
      products: [
        { name: trade, share: i % 2 === 0 ? 0.6 : null },
        { name: second, share: null },
      ],
    };
  });
  await database.sql(
    `INSERT INTO project (code, name, content, area_code, industry_codes, total_investment_cny, search_text)
     SELECT p.*, p.name FROM jsonb_to_recordset($1::jsonb)
       AS p(code text, name text, content text, area_code text, industry_codes text[], total_investment_cny numeric)`,
    [JSON.stringify(projects)],
  );
  await database.sql(
    `WITH made AS (
       INSERT INTO enterprise (code, name, normalized_name, short_name, province, business_summary, industry_codes, total_assets_cny, status, search_text)
       SELECT e.code, e.name, e.name, e.short_name, e.province, e.business_summary, e.industry_codes, e.total_assets_cny, e.status, e.name
       FROM jsonb_to_recordset($1::jsonb) AS e(code text, name text, short_name text, province text, business_summary text,
         industry_codes text[], total_assets_cny numeric, status text) RETURNING id, code)
     INSERT INTO enterprise_product (enterprise_id, position, name, share)
     SELECT made.id, line.position, line.product ->> 'name', (line.product ->> 'share')::numeric
     FROM made JOIN jsonb_array_elements($1::jsonb) e ON e ->> 'code' = made.code,
       jsonb_array_elements(e -> 'products') WITH ORDINALITY AS line(product, position)`,
    [JSON.stringify(enterprises)],
  );
  await database.sql(
    `INSERT INTO resource (code, name, kind, category, area_code, quantity_total, quantity_unit, tier, industry_codes, source_name, search_text)
     VALUES ('TM-ZY1', '优质无烟煤', 'mineral', '煤炭', '520524', 256, '亿吨', 'advantage', '{06}', '示例来源', '煤'),
            ('TM-ZY2', '高粱', 'farm_forest_product', '高粱', '520523', 12, '万吨', 'middle', '{01}', '示例来源', '高粱')`,
  );
  await database.sql(
    `INSERT INTO market (code, name, kind, category, area_code, annual_value_cny, industry_codes, source_name, search_text)
     VALUES ('TM-SC1', '基础设施用水泥', 'project_material', '水泥', '520502', 900000000, '{30}', '示例来源', '水泥')`,
  );
  return {
    projects: await database.sql(
      `SELECT id, name, area_code AS "areaCode" FROM project WHERE code LIKE 'TM-XM%' ORDER BY substr(code, 6)::int`,
    ),
    enterprises: await database.sql(
      `SELECT id, name FROM enterprise WHERE code LIKE 'TM-QY%' ORDER BY substr(code, 6)::int`,
    ),
  };
}

/** One figure for everything a run found; equal results give equal figures, whatever the ids of run and suggestions. */
export async function resultHash(database: TestDatabase, runId: string): Promise<{ rows: number; hash: string }> {
  const [row] = await database.sql<{ rows: number; hash: string }>(
    `SELECT count(*)::int AS rows, encode(sha256(convert_to(coalesce(string_agg((to_jsonb(s) - '{id,run_id}'::text[])::text, E'\\n'
       ORDER BY s.project_id, s.rank), ''), 'UTF8')), 'hex') AS hash FROM match_suggestion s WHERE run_id = $1`,
    [runId],
  );
  return row;
}
