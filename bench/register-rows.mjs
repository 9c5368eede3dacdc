/**
 * Rows for the registers at full size, written with COPY into a migrated database that holds the demonstration: enterprises recombined
 * from real ones (`matching/corpus.mjs`), each found by the words, sounds and pieces the product would give it, some of them held by the
 * units of the counties; projects of all counties and states. The same numbers give the same rows. Set-based: indexes and triggers are
 * out of the way meanwhile, so that a million rows take minutes.
 */
import { chmodSync, closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gramsOf, searchTextOf } from '@lianghuan/crm';

import { formsOf } from '../libs/crm/dist/search/search-text.js';
import { ENTERPRISE_DUPLICATES } from '../libs/crm/dist/duplicate/enterprise-duplicates.js';
import { projectDuplicates } from '../libs/crm/dist/duplicate/project-duplicates.js';
import { normalizedName } from '../libs/crm/dist/enterprise/enterprise-name.js';
import { seededRandom } from '../libs/matching/bench/measure.mjs';
import { enterprises, projectTexts } from './matching/corpus.mjs';

const BLOCK = 50_000;
const AREAS = ['520502', '520521', '520523', '520524', '520525', '520526', '520527', '520581'];
const uuid = (number) => `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const array = (items) => `{${items.map((item) => `"${item.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
const cell = (value) =>
  value === undefined || value === null || value === '' ? '' : `"${String(value).replaceAll('"', '""')}"`;

/** Fills up to `enterpriseCount` and `projectCount` rows. `folder` is one the server can read. */
export async function fillRegisters(pool, folder, enterpriseCount, projectCount, say) {
  const client = await pool.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(`SET maintenance_work_mem = '1GB'`);
    const units = (await client.query(`SELECT id, area_code FROM organisation WHERE code LIKE 'QX-%' ORDER BY code`))
      .rows;
    const own = async (table) => Number((await client.query(`SELECT count(*) FROM ${table}`)).rows[0].count);
    const fill = async (table, children, rows) => {
      const started = performance.now();
      const since = () => ((performance.now() - started) / 1000).toFixed(0);
      const indexes = await dropIndexes(client, [table, children]);
      let stored = 0;
      for (let block = take(rows, BLOCK); block.length > 0; block = take(rows, BLOCK)) {
        await copy(
          client,
          folder,
          table,
          block.map(({ row }) => row),
        );
        await copy(
          client,
          folder,
          children,
          block.flatMap(({ lines }) => lines),
        );
        stored += block.length;
        say(`  ${table}: ${stored} rows after ${since()} s`);
      }
      for (const definition of indexes) await client.query(definition);
      say(`  ${table}: ${indexes.length} indexes made after ${since()} s`);
    };
    const wanted = enterpriseCount - (await own('enterprise'));
    await fill('enterprise', 'enterprise_product', enterpriseRows(wanted, units));
    const rule = projectDuplicates(await areaLookup(client));
    await fill('project', 'project_list_membership', projectRows(projectCount - (await own('project')), rule));
  } finally {
    client.release(true);
  }
  await pool.query('VACUUM ANALYZE');
}

/** What the rule for projects asks of the areas. */
async function areaLookup(client) {
  const { rows } = await client.query('SELECT code, name, short_name FROM area');
  const areas = new Map(rows.map((row) => [row.code, row]));
  return {
    placeNames: (code) => [areas.get(code)?.name, areas.get(code)?.short_name].filter(Boolean),
    areaName: (code) => areas.get(code)?.name ?? null,
  };
}

function take(rows, count) {
  const block = [];
  while (block.length < count) {
    const { value, done } = rows.next();
    if (done) break;
    block.push(value);
  }
  return block;
}

/** Drops what no constraint needs. @returns how to make it again */
async function dropIndexes(client, tables) {
  const { rows } = await client.query(
    `SELECT i.indexname AS name, i.indexdef AS definition FROM pg_indexes i
     WHERE i.schemaname = 'public' AND i.tablename = ANY ($1)
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexname::regclass)`,
    [tables],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return rows.map(({ definition }) => definition);
}

async function copy(client, folder, table, rows) {
  if (rows.length === 0) return;
  const path = join(folder, 'rows.csv');
  const file = openSync(path, 'w');
  for (let from = 0; from < rows.length; from += 1000)
    writeSync(
      file,
      `${rows
        .slice(from, from + 1000)
        .map((row) => Object.values(row).map(cell).join(','))
        .join('\n')}\n`,
    );
  closeSync(file);
  chmodSync(path, 0o644);
  await client.query(`COPY ${table} (${Object.keys(rows[0]).join(', ')}) FROM '${path}' (FORMAT csv)`);
  rmSync(path);
}

const syllables = new Map();
/** Pinyin and initials of a name, character by character: quick, and near enough for a bench. */
function soundsOf(name) {
  const parts = [...name].map((character) => {
    if (!syllables.has(character)) syllables.set(character, formsOf(character)[1] ?? character);
    return syllables.get(character);
  });
  return [parts.join(''), parts.map(([first]) => first).join('')];
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const creditCodeOf = (number) => {
  // Not a real one: the register checks codes when people write them, and these are made past it.
  const body = `91${String(520_000 + (number % 900)).padStart(6, '0')}${String(number).padStart(9, '0')}`;
  return `${body}${WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0) % 10}`;
};

function* enterpriseRows(count, units) {
  const random = seededRandom(7);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const money = (least, most) => Math.round(10 ** (least + (most - least) * random()));
  let number = 0;
  for (const { name, province, division, lines } of enterprises(count)) {
    number += 1;
    const id = uuid(number);
    const code = `BENCH-${number}`;
    const creditCode = creditCodeOf(number);
    const normalized = normalizedName(name);
    const searchText = searchTextOf([], [name, ...soundsOf(name), normalized, code, creditCode, province, ...lines]);
    // One in thirty is held by a unit of a county.
    const holder = number % 30 === 0 ? units[(number / 30) % units.length] : undefined;
    const days = Math.floor(random() * 700);
    yield {
      row: {
        id,
        code,
        name,
        normalized_name: normalized,
        credit_code: creditCode,
        province,
        industry_codes: array(division ? [division] : []),
        business_summary: lines.join('、'),
        registered_capital_cny: money(5, 9),
        total_assets_cny: random() < 0.4 ? money(6, 11) : undefined,
        revenue_cny: random() < 0.4 ? money(6, 11) : undefined,
        employee_count: random() < 0.5 ? money(1, 4) : undefined,
        grade: pick(['unrated', 'unrated', 'unrated', 'ordinary', 'strong']),
        controller_type: pick(['private', 'central_state', 'local_state', undefined]),
        valid_until: random() < 0.6 ? `2026-0${1 + Math.floor(random() * 9)}-15` : undefined,
        updated_at: new Date(Date.UTC(2026, 9, 1) - days * 86_400_000 - number * 37).toISOString(),
        holder_organisation_id: holder?.id,
        holder_area_code: holder?.area_code,
        held_since: holder && '2026-03-01',
        search_text: searchText,
        search_grams: array(gramsOf(searchText)),
        duplicate_keys: array(ENTERPRISE_DUPLICATES.keysOf({ name })),
      },
      lines: lines.slice(0, 4).map((line, i) => ({ enterprise_id: id, position: i + 1, name: line })),
    };
  }
}

const LISTS = ['major_611', 'leader_linked', 'private_255'];

function* projectRows(count, rule) {
  const random = seededRandom(11);
  const pick = (list) => list[Math.floor(random() * list.length)];
  let number = 0;
  for (const text of projectTexts(count)) {
    number += 1;
    const cut = Math.max(text.indexOf(' '), 0);
    const id = uuid(2 ** 40 + number);
    const code = `BENCH-P${number}`;
    const name = `${text.slice(0, cut) || '项目'}${number}`;
    const content = text.slice(cut + 1);
    const searchText = searchTextOf([], [name, ...soundsOf(name), code, content]);
    const state = pick(['draft', 'in_reserve', 'in_reserve', 'in_reserve', 'needs_update', 'paused', 'exited']);
    const isAdmitted = state === 'in_reserve' || state === 'paused';
    const areaCode = AREAS[number % AREAS.length];
    const investment = 5_000_000 + Math.floor(random() * 2_000_000_000);
    yield {
      row: {
        id,
        code,
        name,
        content,
        area_code: areaCode,
        place: random() < 0.5 ? '经济开发区' : undefined,
        sector: pick(['工业', '农业', '服务业', '能源']),
        industry_codes: array(random() < 0.7 ? [pick(['26', '30', '44', '15', '13', '39'])] : []),
        phase: pick(['planned', 'planned', 'new_build', 'building']),
        total_investment_cny: investment,
        planned_start_on: random() < 0.6 ? `2027-0${1 + Math.floor(random() * 9)}-01` : undefined,
        land_mu: random() < 0.4 ? Math.floor(random() * 500) : undefined,
        reserve_state: state,
        reserve_exception_reason: isAdmitted ? '示例' : undefined,
        reserve_key_facts: isAdmitted ? '{}' : undefined,
        intake_on: state === 'draft' ? undefined : `2026-0${1 + Math.floor(random() * 9)}-10`,
        valid_until: random() < 0.7 ? `2026-1${Math.floor(random() * 3)}-20` : undefined,
        updated_at: new Date(Date.UTC(2026, 9, 1) - Math.floor(random() * 5e10)).toISOString(),
        search_text: searchText,
        search_grams: array(gramsOf(searchText)),
        duplicate_keys: array(rule.keysOf({ name, areaCode, totalInvestmentCny: String(investment) })),
      },
      lines:
        number % 5 === 0
          ? [{ id: uuid(2 ** 41 + number), project_id: id, list: pick(LISTS), joined_on: '2026-01-01' }]
          : [],
    };
  }
}
