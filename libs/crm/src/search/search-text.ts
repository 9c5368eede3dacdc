import { foldText } from '@lianghuan/matching';
import { pinyin } from 'pinyin-pro';

/** Longest text a row is found by, in characters. */
const TEXT_LIMIT = 4000;

/** Han characters, lower-case letters and digits: already as searches want them. */
const IS_NORMAL = /^[\u4e00-\u9fffa-z0-9]*$/;

/** Full width to half width, lower case, simplified, no spaces or punctuation between Han characters: the form both sides of a search take. */
export function normalizeSearch(text: string): string {
  return plainWords(foldText(text));
}

/** As {@link normalizeSearch}, characters staying as they are written: for keys that were made of them. */
export function plainWords(text: string): string {
  if (IS_NORMAL.test(text)) return text;
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{S}]+/gu, ' ')
    .replaceAll(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .trim();
}

/** Words of a search, as typed with blanks between; a row must contain each. Signs within a word do not count (贵州（织金） is 贵州织金). */
export function wordsOf(q: string | undefined): string[] {
  const typed = q?.normalize('NFKC').split(/\s+/) ?? [];
  return [...new Set(typed.flatMap((word) => normalizeSearch(word).split(' ')))].filter(Boolean);
}

/** Whether something was typed that has no word in it (`!!`, `😀`): it finds nothing, instead of everything. */
export function isWordless(q: string | undefined): boolean {
  return q !== undefined && q.trim() !== '' && wordsOf(q).length === 0;
}

/** Runs whose pinyin is remembered; rows of one table share places, trades and forms, and telling their sounds costs most of a search text. */
const RUNS_KEPT = 20_000;
const spelt = new Map<string, readonly string[]>();

/** Syllables of a run of Han characters. */
function pinyinOf(run: string): readonly string[] {
  const known = spelt.get(run);
  if (known !== undefined) return known;
  if (spelt.size >= RUNS_KEPT) spelt.clear();
  const syllables = pinyin(run, { toneType: 'none', type: 'array', v: true });
  spelt.set(run, syllables);
  return syllables;
}

/** What a normalised name may be typed as: itself, its pinyin and its initials; Latin letters and digits stay (织金PGA → `zjpga`). */
export function formsOf(name: string): string[] {
  if (!/\p{Script=Han}/u.test(name)) return [name];
  const runs = [...name.matchAll(/\p{Script=Han}+|[^\p{Script=Han}]+/gu)].map(([run]) => run);
  const parts = runs.map((run) => (/\p{Script=Han}/u.test(run) ? pinyinOf(run) : run));
  const spelt = parts.map((part) => (typeof part === 'string' ? part : part.join('')));
  const initials = parts.map((part) =>
    typeof part === 'string' ? part : part.map((syllable) => syllable[0]).join(''),
  );
  return [name, ...[spelt, initials].map((list) => list.join('').replaceAll(' ', ''))];
}

/** Pinyin of a name with each syllable set off: `隆基` → `'long'ji'`, which is no part of 龙净's `'long'jing'`. */
export function syllablesOf(name: string): string {
  const runs = [...name.matchAll(/\p{Script=Han}+|[^\p{Script=Han}]+/gu)].flatMap(([run]) =>
    /\p{Script=Han}/u.test(run) ? pinyinOf(run) : [run],
  );
  return `'${runs.join("'")}'`;
}

/**
 * The text a row is found by: its words as they are, and for names also full pinyin and initials
 * (织金县 → `织金县 zhijinxian zjx`), so that typing either finds it.
 */
export function searchTextOf(
  names: readonly (string | null | undefined)[],
  words: readonly (string | null | undefined)[] = [],
): string {
  const plain = names.flatMap((name) => (name ? [normalizeSearch(name)] : []));
  const sounds = plain.flatMap((name) => formsOf(name).slice(1));
  const others = words.flatMap((word) => (word ? [normalizeSearch(word)] : []));
  const text = [...new Set([...plain, ...sounds, ...others])].filter(Boolean).join(' ');
  return text.length <= TEXT_LIMIT ? text : [...text].slice(0, TEXT_LIMIT).join('');
}

/** Pieces of one and two characters that a row must contain to be a candidate; same rule as `search_grams` in the database. */
export function gramsOf(term: string): string[] {
  const grams = new Set<string>();
  let previous = '';
  for (const character of term) {
    if (character.trim() === '') {
      previous = '';
      continue;
    }
    grams.add(character);
    if (previous !== '') grams.add(previous + character);
    previous = character;
  }
  return [...grams];
}

/** The fewest pieces that say as much as {@link gramsOf}: a pair implies its two characters, so a longer word needs no single ones. */
export function containedGrams(word: string): string[] {
  const grams = gramsOf(word);
  const pairs = grams.filter((gram) => [...gram].length === 2);
  return pairs.length > 0 ? pairs : grams;
}

/** Escapes `%`, `_` and `\` for LIKE. */
export function likePattern(term: string): string {
  return `%${term.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
}
