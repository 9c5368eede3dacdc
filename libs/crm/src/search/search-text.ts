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
const spelt = new Map<string, Sounds>();

/** How a run of characters is spoken; one without Han characters as it is written. */
interface Sounds {
  readonly syllables: readonly string[];
  readonly pinyin: string;
  readonly initials: string;
}

const HAN = /\p{Script=Han}/u;

/** The runs of Han characters of a name and those between them. */
function runsOf(name: string): readonly string[] {
  return name.match(/\p{Script=Han}+|\P{Script=Han}+/gu) ?? [];
}

function soundsOf(run: string): Sounds {
  if (!HAN.test(run)) return { syllables: [run], pinyin: run, initials: run };
  const known = spelt.get(run);
  if (known !== undefined) return known;
  if (spelt.size >= RUNS_KEPT) spelt.clear();
  const syllables = pinyin(run, { toneType: 'none', type: 'array', v: true });
  const initials = syllables.map((syllable) => syllable[0]).join('');
  const sounds = { syllables, pinyin: syllables.join(''), initials };
  spelt.set(run, sounds);
  return sounds;
}

/** What a normalised name may be typed as: itself, its pinyin and its initials; Latin letters and digits stay (织金PGA → `zjpga`). */
export function formsOf(name: string): string[] {
  if (!HAN.test(name)) return [name];
  let [whole, initials] = ['', ''];
  for (const run of runsOf(name)) {
    const sounds = soundsOf(run);
    whole += sounds.pinyin;
    initials += sounds.initials;
  }
  return [name, whole.replaceAll(' ', ''), initials.replaceAll(' ', '')];
}

/** Pinyin of a name with each syllable set off: `隆基` → `'long'ji'`, which is no part of 龙净's `'long'jing'`. */
export function syllablesOf(name: string): string {
  return `'${runsOf(name)
    .flatMap((run) => soundsOf(run).syllables)
    .join("'")}'`;
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

/** Pieces of the text in hand, each the code units of its one or two characters. */
const pieces = new Uint32Array(TEXT_LIMIT * 2);
/** Their spelling, a blank before each. */
const spelling = new Uint16Array(TEXT_LIMIT * 6);
const BLANK = 32;

/**
 * The pieces of {@link gramsOf} in one text with blanks between, in the order of their bytes: sorted already, they cost PostgreSQL a third less
 * to enter in an index. An import makes twelve million, so a piece of usual characters is a number here and no string of its own.
 */
export function gramText(text: string): string {
  // Characters of two code units, and the one that would be none beside another.
  if (text.length > TEXT_LIMIT || /[\0\ud800-\udfff]/.test(text)) return gramsOf(text).sort().join(' ');
  let [count, before] = [0, 0];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (isBlankCode(code)) {
      before = 0;
      continue;
    }
    pieces[count++] = code << 16;
    if (before !== 0) pieces[count++] = (before << 16) | code;
    before = code;
  }
  let [length, last] = [0, 0];
  for (const piece of pieces.subarray(0, count).sort()) {
    if (piece === last) continue;
    last = piece;
    spelling[length++] = BLANK;
    spelling[length++] = piece >>> 16;
    if ((piece & 0xffff) !== 0) spelling[length++] = piece & 0xffff;
  }
  return Buffer.from(spelling.buffer, 2, Math.max(0, length - 1) * 2).toString('utf16le');
}

/** What `trim` takes away. */
function isBlankCode(code: number): boolean {
  if (code < 0x80) return code === BLANK || (code >= 9 && code <= 13);
  return (code < 0x4e00 || code > 0x9fff) && String.fromCharCode(code).trim() === '';
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
