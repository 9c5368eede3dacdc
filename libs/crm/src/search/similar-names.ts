import Fuse from 'fuse.js';
import { formsOf, gramsOf, normalizeSearch, syllablesOf } from './search-text.js';

/** Share of the typed characters that may be wrong. In Han characters one of three may; Latin words look alike sooner. */
const HAN_TOLERANCE = 0.34;
const LATIN_TOLERANCE = 0.2;
/** Ends of names that say nothing about which enterprise is meant. */
const FORM = /(股份有限公司|有限责任公司|有限公司|公司)$/;
/** Up to this many characters single ones count too, since one wrong character leaves hardly a pair. */
const SHORT = 3;

/** Score of a name that says the same in other characters: behind an equal one, before a slip. 0 is equal, 1 nothing alike. */
const SAME_SOUND = 0.01;

const isHan = (text: string) => /\p{Script=Han}/u.test(text);
const withoutForm = (name: string) => name.replace(FORM, '') || name;

/** Pinyin of what was typed, if that is Han characters: a wrong character of the same sound is the usual slip. */
export function soundOf(typed: string): string | undefined {
  return isHan(typed) ? formsOf(withoutForm(typed))[1] : undefined;
}

/** Pieces by which rows nearly like the typed text can be looked up. Empty: too short to guess. */
export function overlapGrams(typed: string): string[] {
  const core = withoutForm(typed);
  const length = [...core].length;
  if (length < 2 || (!isHan(core) && length < 4)) return [];
  return gramsOf(core).filter((gram) => length <= SHORT || [...gram].length === 2);
}

/** Ids of those whose names are nearly the typed text, best first; equal ones in the order given. */
export function rankBySimilarity(
  typed: string,
  rows: readonly { readonly id: string; readonly names: readonly (string | null)[] }[],
): string[] {
  const entries = rows.map(({ id, names }) => {
    const plain = names.flatMap((name) => (name === null ? [] : [normalizeSearch(name).replaceAll(' ', '')]));
    return { id, forms: plain.flatMap(formsOf), sounds: plain.map(syllablesOf) };
  });
  const best = new Map<string, number>();
  const rate = (id: string, score: number) => best.set(id, Math.min(score, best.get(id) ?? 1));
  const look = (text: string) => {
    const fuse = new Fuse(entries, {
      keys: ['forms'],
      threshold: isHan(text) ? HAN_TOLERANCE : LATIN_TOLERANCE,
      ignoreLocation: true,
      ignoreFieldNorm: true,
      includeScore: true,
    });
    for (const { item, score = 1 } of fuse.search(text)) rate(item.id, score);
  };
  const core = withoutForm(typed);
  look(core);
  const sound = soundOf(core);
  if (sound !== undefined) {
    const syllables = syllablesOf(core);
    for (const { id, sounds } of entries) if (sounds.some((own) => own.includes(syllables))) rate(id, SAME_SOUND);
    // Short sounds resemble too much.
    if ([...core].length > SHORT) look(sound);
  }
  return entries
    .map(({ id }, i) => ({ id, i, score: best.get(id) }))
    .filter((entry): entry is { id: string; i: number; score: number } => entry.score !== undefined)
    .sort((a, b) => a.score - b.score || a.i - b.i)
    .map(({ id }) => id);
}
