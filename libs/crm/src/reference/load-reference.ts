import type { EntityManager } from 'typeorm';
import { listOf, orNull, readDataCsv } from '../csv/read-csv.js';

/** Fills a table from rows in one statement; rows already there are brought up to date. */
async function fill(
  tx: EntityManager,
  table: string,
  key: readonly string[],
  columns: Readonly<Record<string, string>>,
  rows: readonly object[],
) {
  const names = Object.keys(columns);
  const updates = names.filter((name) => !key.includes(name)).map((name) => `${name} = EXCLUDED.${name}`);
  await tx.query(
    `INSERT INTO ${table} (${names.join(', ')})
     SELECT ${names.join(', ')} FROM jsonb_to_recordset($1::jsonb) AS r(${names.map((name) => `${name} ${columns[name]}`).join(', ')})
     ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${updates.join(', ')}`,
    [JSON.stringify(rows)],
  );
}

/** Loads areas, regions, industries, parks and linkage quotas (data/reference). Part of the deploy step; may run again. */
export async function loadReference(tx: EntityManager): Promise<void> {
  const areas = readDataCsv('reference/areas.csv').map((r) => ({
    ...r,
    parent_code: orNull(r.parent_code),
    sort: Number(r.sort),
  }));
  await fill(
    tx,
    'area',
    ['code'],
    { code: 'text', name: 'text', short_name: 'text', kind: 'text', parent_code: 'text', sort: 'int' },
    areas,
  );

  const regions = readDataCsv('reference/regions.csv')
    .filter((r) => r.code_kind === 'gb2260')
    .map((r) => ({ ...r, parent_code: orNull(r.parent_code), province_code: orNull(r.province_code) }));
  await fill(tx, 'region', ['code'], { code: 'text', name: 'text', short_name: 'text', level: 'text', parent_code: 'text', province_code: 'text' }, regions); // prettier-ignore

  const industries = readDataCsv('reference/industries.csv');
  const byCode = new Map(industries.map((r) => [r.code, r]));
  const pathOf = (code: string): string => {
    const row = byCode.get(code);
    return row === undefined ? '' : row.parent_code === '' ? row.name : `${pathOf(row.parent_code)}/${row.name}`;
  };
  await fill(
    tx,
    'industry',
    ['code'],
    { code: 'text', name: 'text', level: 'text', parent_code: 'text', section_code: 'text', path: 'text' },
    industries.map((r) => ({ ...r, parent_code: orNull(r.parent_code), path: pathOf(r.code) })),
  );

  const parks = readDataCsv('reference/parks.csv');
  await fill(
    tx,
    'park',
    ['name'],
    { name: 'text', area_code: 'text', lead_industry: 'text', industry_codes: 'text[]', clause: 'text' },
    parks.map((r) => ({ ...r, area_code: orNull(r.area_code), industry_codes: listOf(r.industry_codes) })),
  );

  const quotas = readDataCsv('reference/leader-linkage-quotas.csv');
  await fill(
    tx,
    'linkage_quota',
    ['area_code', 'year'],
    { area_code: 'text', year: 'int', quota: 'int', source: 'text' },
    quotas.map((r) => ({ ...r, year: Number(r.year), quota: Number(r.quota) })),
  );
}
