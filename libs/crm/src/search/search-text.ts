import { pinyin } from 'pinyin-pro';

/** Full width to half width, lower case, no spaces or punctuation between Han characters: the form both sides of a search take. */
export function normalizeSearch(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{S}]+/gu, ' ')
    .replaceAll(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .trim();
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
  const sounds = plain.flatMap((name) => {
    const han = name.replaceAll(/[^\p{Script=Han}]/gu, '');
    if (han === '') return [];
    const syllables = pinyin(han, { toneType: 'none', type: 'array' });
    return [syllables.join(''), syllables.map((s) => s[0]).join('')];
  });
  const others = words.flatMap((word) => (word ? [normalizeSearch(word)] : []));
  return [...new Set([...plain, ...sounds, ...others])].join(' ').slice(0, 4000);
}

/** Pieces of one and two characters that a row must contain to be a candidate; same rule as `search_grams` in the database. */
export function gramsOf(term: string): string[] {
  const characters = [...term];
  const grams = new Set<string>();
  for (const [i, character] of characters.entries()) {
    grams.add(character);
    if (i + 1 < characters.length) grams.add(character + characters[i + 1]);
  }
  return [...grams].filter((gram) => !/\s/.test(gram));
}

/** Escapes `%`, `_` and `\` for LIKE. */
export function likePattern(term: string): string {
  return `%${term.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
}
