import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';

import { hashId } from '../ranking/hash.js';
import { createNameIndex } from './name-index.js';
import { parseName } from './parse-name.js';

const folder = process.env.REFERENCE_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data');
const listedFile = resolve(folder, 'enterprises-a-share.csv');
const isThere = existsSync(listedFile);
/** Every fourth name of the half the weights were not learnt on. */
const HELD_OUT = (name: string): boolean => hashId(name) % 2 === 1 && hashId(`sample ${name}`) % 4 === 0;

function rows(file: string): Record<string, string>[] {
  return parse(readFileSync(resolve(folder, file), 'utf8'), { columns: true, bom: true, relax_column_count: true });
}

describe(`names of real companies${isThere ? '' : ': NOT RUN, no reference data (set REFERENCE_DATA)'}`, () => {
  const test = isThere ? it : it.skip;
  const listed = isThere ? rows('enterprises-a-share.csv').filter(({ full_name }) => full_name) : [];
  const others = isThere ? rows('enterprises-unlisted-subsidiaries.csv') : [];
  const names = [...new Set([...listed.map(({ full_name }) => full_name), ...others.map(({ name }) => name)])];
  const index = createNameIndex(names.map((name, at) => ({ id: String(at), name })));
  const share = (query: (row: Record<string, string>, name: string) => string | undefined): number => {
    let hits = 0;
    let all = 0;
    for (const row of listed) {
      const name = row.full_name;
      const text = HELD_OUT(name) ? query(row, name) : undefined;
      if (text === undefined) continue;
      all++;
      if (index.search(text, { top: 1 })[0]?.name === name) hits++;
    }
    expect(all).toBeGreaterThan(300);
    return hits / all;
  };

  test('are found by their short names: at least .85', () => {
    expect(share(({ short_name }) => short_name)).toBeGreaterThanOrEqual(0.85);
  });

  test('are found with one wrong character and no legal form: at least .88', () => {
    const wrong = (_row: Record<string, string>, name: string): string => {
      const bare = name.replace(/(?:股份有限公司|有限责任公司|有限公司|股份公司)$/, '');
      const at = hashId(`place ${name}`) % bare.length;
      return bare.slice(0, at) + parseName(names[hashId(`unit ${name}`) % names.length]).core[0] + bare.slice(at + 1);
    };
    expect(share(wrong)).toBeGreaterThanOrEqual(0.88);
  });

  test('are found without their region and under another legal form: at least .98', () => {
    const changed = (_row: Record<string, string>, name: string): string | undefined => {
      const { region, core, form } = parseName(name);
      if (region === '' || core.startsWith(region)) return undefined;
      return core + (form.includes('股份') ? '有限责任公司' : '股份有限公司');
    };
    expect(share(changed)).toBeGreaterThanOrEqual(0.98);
  });
});
