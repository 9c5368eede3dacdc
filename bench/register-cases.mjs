/**
 * What is asked of the registers, each with the plain query for the same rows in the same order. A query may use what the schema offers
 * (indexes, look-up functions); it has no count, no names of users and no children, which the answer of the API has.
 */
import { ListedEnterprise, ListedProject } from '@lianghuan/contracts';
import { containedGrams } from '../libs/crm/dist/search/search-text.js';

const PAGE = 20;
/** The same rows counted; what the screens ask beside a page that is not the last. */
const count = (name, path, sql, values = []) => ({ name, path, sql, values, idsOf: () => [''] });
/** Kept from readers: what a row is found by. */
const HIDDEN = ['search_text', 'search_grams', 'duplicate_keys'];
const LISTED = { enterprise: ListedEnterprise, project: ListedProject };
const camelCase = (column) => column.replaceAll(/_(.)/g, (_match, letter) => letter.toUpperCase());

export async function casesOf(pool, { areaCode }) {
  const columnsOf = async (table) =>
    (
      await pool.query(
        `SELECT column_name AS name FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = $1 AND column_name <> ALL ($2) ORDER BY ordinal_position`,
        [table, HIDDEN],
      )
    ).rows.map(({ name }) => name);
  const whole = { enterprise: await columnsOf('enterprise'), project: await columnsOf('project') };
  /** Those of them a list shows. */
  const columns = Object.fromEntries(
    Object.entries(whole).map(([table, names]) => [
      table,
      names.filter((name) => camelCase(name) in LISTED[table].shape).join(', '),
    ]),
  );
  const some = async (sql) => (await pool.query(sql)).rows[0];
  const enterprise = await some(
    `SELECT id, name, left(name, 6) AS start FROM enterprise WHERE code LIKE 'BENCH-%' AND holder_organisation_id IS NULL AND name ~ '^[一-龥]{10,}$' ORDER BY id OFFSET 4321 LIMIT 1`,
  );
  const project = await some(`SELECT id FROM project WHERE code = 'BENCH-P1234'`);
  const rows = (table, where, order, { page = 1, values = [], isArchivedToo = false } = {}) => ({
    sql: `SELECT ${columns[table]} FROM ${table} r WHERE ${isArchivedToo ? 'true' : 'archived_at IS NULL'}${where && ` AND ${where}`} ORDER BY ${order} LIMIT ${PAGE} OFFSET ${(page - 1) * PAGE}`,
    values,
  });
  const list = (name, table, query, where, order, more) => ({
    name: `${table}: ${name}`,
    path: `/${table}s?${query}`,
    ...rows(table, where, order, more),
  });
  const newest = 'updated_at DESC, id';
  /** A search in its order; where thousands of rows answer, names that begin with the word and then what is newest. */
  const search = async (name, table, word) => {
    const names = table === 'enterprise' ? ['name', 'short_name'] : ['name'];
    const any = (test) => names.map((column) => test(`lower(coalesce(r.${column}, ''))`)).join(' OR ');
    const grams = containedGrams(word);
    const [{ ids }] = (await pool.query(`SELECT enterprise_candidates('grams', $1, 2000) AS ids`, [grams])).rows;
    const isWide = table === 'enterprise' && ids === null;
    const found =
      table === 'enterprise' ? 'id = ANY (ARRAY(SELECT enterprises_with_grams($2, 2000)))' : 'search_grams @> $2';
    const begins = `(normalized_name >= $1 AND normalized_name < $1 || U&'\\+10FFFF')`;
    const part = (where, order) =>
      `(SELECT ${columns[table]} FROM ${table} r WHERE archived_at IS NULL AND search_text LIKE '%' || $1 || '%' AND ${where} ORDER BY ${order} LIMIT ${PAGE})`;
    const relevance = `CASE WHEN ${any((n) => `${n} = $1`)} THEN 0 WHEN ${any((n) => `starts_with(${n}, $1)`)} THEN 1
         WHEN $1 ~ '^[a-z0-9]+$' AND strpos(' ' || search_text || ' ', ' ' || $1 || ' ') > 0 THEN 2
         WHEN $1 ~ '^[a-z0-9]+$' AND strpos(' ' || search_text, ' ' || $1) > 0 THEN 3
         WHEN ${any((n) => `strpos(${n}, $1) > 0`)} THEN 4 ELSE 5 END, length(name), id`;
    return {
      name: `${table}: search, ${name}${isWide ? ' (wide)' : ''}`,
      path: `/${table}s?q=${word}`,
      sql: isWide
        ? `${part(begins, 'length(name), id')} UNION ALL ${part(`NOT ${begins}`, newest)} LIMIT ${PAGE}`
        : part(found, relevance),
      values: isWide ? [word] : [word, grams],
    };
  };
  const mistyped = `${enterprise.name.slice(0, 3)}锟${enterprise.name.slice(4, 8)}`;
  return [
    list('first page', 'enterprise', '', '', newest),
    list('next page', 'enterprise', 'page=2', '', newest, { page: 2 }),
    list('page 500', 'enterprise', 'page=500', '', newest, { page: 500 }),
    list('page 10,000', 'enterprise', 'page=10000', '', newest, { page: 10_000 }),
    list('by revenue', 'enterprise', 'sort=-revenueCny', 'revenue_cny IS NOT NULL', 'revenue_cny DESC, id'),
    list(
      'by assets, least first',
      'enterprise',
      'sort=totalAssetsCny',
      'total_assets_cny IS NOT NULL',
      'total_assets_cny, id DESC',
    ),
    list('by name', 'enterprise', 'sort=name', '', 'name, id DESC'),
    list('by code', 'enterprise', 'sort=code', '', 'code, id'),
    list('by validity', 'enterprise', 'sort=validUntil', 'valid_until IS NOT NULL', 'valid_until, id DESC'),
    list('by grade', 'enterprise', 'sort=grade', '', 'grade, id DESC'),
    list('one province', 'enterprise', 'province=贵州', `province = '贵州'`, newest),
    list(
      'province and grade',
      'enterprise',
      'province=贵州&grade=strong',
      `province = '贵州' AND grade = 'strong'`,
      newest,
    ),
    list(
      'one division',
      'enterprise',
      'industryCode=26',
      `EXISTS (SELECT FROM unnest(industry_codes) code WHERE code LIKE '26%')`,
      newest,
    ),
    list(
      'held by mine',
      'enterprise',
      'held=mine',
      'holder_organisation_id = (SELECT access.organisation_id())',
      newest,
    ),
    list('with archived ones', 'enterprise', 'includeArchived=true', '', newest, { isArchivedToo: true }),
    list('stale ones', 'enterprise', 'freshness=stale', `valid_until < '2026-11-26'`, newest),
    list(
      'few hits (province, state-owned, strong)',
      'enterprise',
      'province=西藏&controllerType=central_state&grade=strong',
      `province = '西藏' AND controller_type = 'central_state' AND grade = 'strong'`,
      newest,
    ),
    count(
      'enterprise: count, one province',
      '/enterprises/count?province=贵州',
      `SELECT count(*) FROM enterprise WHERE archived_at IS NULL AND province = '贵州'`,
    ),
    count(
      'enterprise: count, one division',
      '/enterprises/count?industryCode=26',
      `SELECT count(*) FROM (SELECT FROM enterprise WHERE archived_at IS NULL AND EXISTS (SELECT FROM unnest(industry_codes) code WHERE code LIKE '26%') LIMIT 2501) found`,
    ),
    count(
      'enterprise: count, one grade',
      '/enterprises/count?grade=strong',
      `SELECT count(*) FROM enterprise WHERE archived_at IS NULL AND grade = 'strong'`,
    ),
    count(
      'enterprise: count, search',
      '/enterprises/count?q=齿轮箱',
      `SELECT count(*) FROM (SELECT FROM enterprise WHERE archived_at IS NULL AND id = ANY (ARRAY(SELECT enterprises_with_grams($1, 2000)))
         AND search_text LIKE '%齿轮箱%' LIMIT 2501) found`,
      [containedGrams('齿轮箱')],
    ),
    await search('one character', 'enterprise', '银'),
    await search('two characters', 'enterprise', '轴承'),
    await search('word of most names', 'enterprise', '有限公司'),
    await search('whole name', 'enterprise', enterprise.name),
    await search('start of a name', 'enterprise', enterprise.start),
    await search('initials', 'enterprise', 'szcd'),
    // No plain query finds these rows.
    { name: 'enterprise: search, mistyped', path: `/enterprises?q=${mistyped}` },
    {
      name: 'enterprise: detail',
      path: `/enterprises/${enterprise.id}`,
      sql: `SELECT ${whole.enterprise.join(', ')} FROM enterprise WHERE id = $1`,
      values: [enterprise.id],
      idsOf: ({ id }) => [id],
    },
    {
      ...list('picker, 8 rows', 'enterprise', `q=${enterprise.start}&pageSize=8`, '', newest),
      ...picker(columns.enterprise, enterprise.start),
    },
    list('first page', 'project', '', '', newest),
    list('page 2,500', 'project', 'page=2500', '', newest, { page: 2500 }),
    list('own county', 'project', `areaCode=${areaCode}`, `area_code = '${areaCode}'`, newest),
    list(
      'own county, in reserve, by investment',
      'project',
      `areaCode=${areaCode}&reserveState=in_reserve&sort=-totalInvestmentCny`,
      `area_code = '${areaCode}' AND reserve_state = 'in_reserve'`,
      'total_investment_cny DESC, id',
    ),
    list(
      'by investment',
      'project',
      'sort=-totalInvestmentCny',
      'total_investment_cny IS NOT NULL',
      'total_investment_cny DESC, id',
    ),
    list('by quality', 'project', 'sort=-quality', '', 'quality(r) DESC, id'),
    list(
      'own county, by quality',
      'project',
      `areaCode=${areaCode}&sort=-quality`,
      `area_code = '${areaCode}'`,
      'quality(r) DESC, id',
    ),
    list(
      'by planned start',
      'project',
      'sort=plannedStartOn',
      'planned_start_on IS NOT NULL',
      'planned_start_on, id DESC',
    ),
    list('poor quality', 'project', 'qualityBand=poor', 'quality(r) < 60', newest),
    list(
      'on a list',
      'project',
      'list=major_611',
      `id IN (SELECT m.project_id FROM project_list_membership m WHERE m.list = 'major_611' AND m.left_on IS NULL)`,
      newest,
    ),
    list(
      'investment range',
      'project',
      'investmentMinCny=100000000&investmentMaxCny=110000000',
      'total_investment_cny BETWEEN 100000000 AND 110000000',
      newest,
    ),
    await search('one character', 'project', '银'),
    await search('two characters', 'project', '轴承'),
    await search('common word', 'project', '设备'),
    {
      name: 'project: detail',
      path: `/projects/${project.id}`,
      sql: `SELECT ${whole.project.join(', ')} FROM project WHERE id = $1`,
      values: [project.id],
      idsOf: ({ id }) => [id],
    },
    count('project: count, own county', `/projects/count?areaCode=${areaCode}`, `SELECT count(*) FROM project WHERE archived_at IS NULL AND area_code = '${areaCode}'`), // prettier-ignore
    { name: 'whom to contact (/calls)', path: '/calls?' },
    { name: 'duplicates', path: '/duplicates?' },
    { name: 'home page', path: '/home' },
    { name: 'figures of the reserve', path: '/reserve/figures?' },
    count(
      'project: summary of all',
      '/projects/summary',
      'SELECT count(*), sum(total_investment_cny), avg(quality(r)) FROM project r WHERE archived_at IS NULL',
    ),
  ];
}

function picker(columns, start) {
  const word = start.toLowerCase();
  return {
    sql: `SELECT ${columns} FROM enterprise r WHERE archived_at IS NULL AND id = ANY (ARRAY(SELECT enterprises_with_grams($2, 1000000)))
      AND search_text LIKE '%' || $1 || '%' ORDER BY CASE WHEN lower(name) = $1 THEN 0 WHEN starts_with(lower(name), $1) THEN 1
        WHEN strpos(lower(name), $1) > 0 THEN 4 ELSE 5 END, length(name), id LIMIT 8`,
    values: [word, containedGrams(word)],
  };
}
