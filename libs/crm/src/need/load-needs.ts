import { DEFAULT_NEEDS, type Need } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import { searchTextOf } from '../search/search-text.js';
import { needName } from './need-name.js';

/** Where the entries of a relation come from; the library's own words, see its need matrix. */
const SOURCES: Readonly<Record<string, string>> = {
  chain: '按国民经济行业分类（GB/T 4754—2017）对该行业原料和能源的定义',
  factor: '按此类工厂通常的选址要素判断',
  customer: '按该行业产品的购买方判断',
};

/**
 * Loads the matching library's need matrix. Part of the deploy step; may run again: entries that are still as the product shipped them
 * follow a new version, entries people changed or archived stay as they are.
 */
export async function loadNeeds(tx: EntityManager): Promise<void> {
  const industries = (await tx.query('SELECT code, name FROM industry')) as { code: string; name: string }[];
  const names = new Map(industries.map(({ code, name }) => [code, name]));
  const rows = [...new Map(DEFAULT_NEEDS.map((need) => [keyOf(need), need])).values()].map((need) => {
    const entry = {
      industryCodes: need.industryCode === undefined ? [] : [need.industryCode],
      words: need.word === undefined ? [] : [need.word],
      category: need.category,
    };
    const name = needName(entry, (code) => names.get(code) ?? code);
    return {
      side: need.side,
      relation: need.source,
      industry_codes: entry.industryCodes,
      words: entry.words,
      category: need.category,
      strength: need.strength,
      name,
      source_name: SOURCES[need.source] ?? need.source,
      search_text: searchTextOf([name, need.category]),
    };
  });
  await tx.query(
    `INSERT INTO need_entry (code, side, relation, industry_codes, words, category, strength, name, source_name, search_text, is_default)
     SELECT 'XQ' || lpad(nextval('need_code_seq')::text, 6, '0'), r.side, r.relation, r.industry_codes, r.words, r.category, r.strength,
       r.name, r.source_name, r.search_text, true
     FROM jsonb_to_recordset($1::jsonb) AS r(side text, relation text, industry_codes text[], words text[], category text,
       strength numeric, name text, source_name text, search_text text)
     WHERE NOT EXISTS (SELECT FROM need_entry n
       WHERE (n.side, n.industry_codes, n.words, n.category) = (r.side, r.industry_codes, r.words, r.category))`,
    [JSON.stringify(rows)],
  );
  await tx.query(
    `UPDATE need_entry n SET strength = r.strength, relation = r.relation, source_name = r.source_name, version = n.version + 1,
       updated_at = now()
     FROM jsonb_to_recordset($1::jsonb) AS r(side text, relation text, industry_codes text[], words text[], category text,
       strength numeric, source_name text)
     WHERE n.is_default AND n.archived_at IS NULL
       AND (n.side, n.industry_codes, n.words, n.category) = (r.side, r.industry_codes, r.words, r.category)
       AND (n.strength, n.relation, n.source_name) IS DISTINCT FROM (r.strength, r.relation, r.source_name)`,
    [JSON.stringify(rows)],
  );
}

/** The table knows an entry once; of one given twice by the library the last, stronger or weaker, counts. */
function keyOf({ side, industryCode = '', word = '', category }: Need): string {
  return [side, industryCode, word, category].join('\n');
}
