import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parse } from 'csv-parse/sync';

import { parseName } from '../dist/index.js';
import { seededRandom } from './measure.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Folder of the reference tables; `REFERENCE_DATA` overrides it. */
export const dataFolder = process.env.REFERENCE_DATA ?? resolve(root, '../shared/data');
export const isDataThere = existsSync(resolve(dataFolder, 'enterprises-a-share.csv'));

const read = (file) =>
  parse(readFileSync(resolve(dataFolder, file), 'utf8'), { columns: true, bom: true, relax_column_count: true });

/** All real full names, and the short names of the listed ones. */
export function realNames() {
  const listed = read('enterprises-a-share.csv').filter((row) => row.full_name);
  const others = read('enterprises-unlisted-subsidiaries.csv');
  return {
    names: [...new Set([...listed.map((row) => row.full_name), ...others.map((row) => row.name)])],
    pairs: listed.map((row) => ({ short: row.short_name, full: row.full_name })),
  };
}

/** Half a name belongs to by a hash of its text: the weights were learnt on half 0, figures are of half 1. */
export function halfOf(name) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % 2;
}

/** One slip of the keyboard. Characters come from the cores of the real names. */
export function createTypist(names, random) {
  const pool = [...names.map((name) => parseName(name).core).join('')].filter((unit) => unit >= '\u4e00');
  const any = () => pool[Math.floor(random() * pool.length)];
  return (text, kind) => {
    const at = Math.floor(random() * text.length);
    if (kind === 'drop') return text.slice(0, at) + text.slice(at + 1);
    if (kind === 'add') return text.slice(0, at) + any() + text.slice(at);
    if (kind === 'swap') {
      const from = Math.min(at, text.length - 2);
      return text.slice(0, from) + text[from + 1] + text[from] + text.slice(from + 2);
    }
    let unit = any();
    while (unit === text[at]) unit = any();
    return text.slice(0, at) + unit + text.slice(at + 1);
  };
}

/**
 * `count` names: the real ones and recombinations of their regions, trade names, trade words and forms. Half of the
 * made ones carry a real trade name unchanged, so the look-alikes are nearer than in a real register.
 */
export function namesUpTo(names, count) {
  const random = seededRandom(99);
  const parts = names.map((name) => parseName(name));
  const pick = () => parts[Math.floor(random() * parts.length)];
  const all = [...names];
  const seen = new Set(names);
  while (all.length < count) {
    const [place, first, second, trade] = [pick(), pick(), pick(), pick()];
    const stem = first.stem.length >= 2 ? first.stem : first.core;
    const head =
      random() < 0.5
        ? stem
        : stem.slice(0, Math.ceil(stem.length / 2)) +
          second.stem.slice(-Math.floor(second.stem.length / 2) || undefined);
    const name = place.region + head + trade.core.slice(trade.stem.length) + (place.form || '有限公司');
    if (name.length <= 6 || seen.has(name)) continue;
    seen.add(name);
    all.push(name);
  }
  return all;
}
