import type { ContributionView } from '@lianghuan/contracts';
import type { z } from 'zod';

type Contribution = z.infer<typeof ContributionView>;

export interface MatchedSpan {
  readonly start: number;
  readonly end: number;
  /** The word as the matcher compared it: lower case, half width, simplified. */
  readonly term: string;
}

/** Places of matched words, by the field they stand in. */
export interface MatchedFields {
  readonly project: ReadonlyMap<string, readonly MatchedSpan[]>;
  readonly enterprise: ReadonlyMap<string, readonly MatchedSpan[]>;
  /** All words, each once, in the order of their first evidence; `生物降解塑料（即 PGA）` where the project says it otherwise. */
  readonly terms: readonly string[];
  /** Words of the project that stand for one of the enterprise's: they have no place in the evidence and are looked up. */
  readonly aliases: readonly string[];
}

/** Every matched word of a suggestion with its places in both texts. */
export function matchedFields(contributions: readonly Contribution[]): MatchedFields {
  const project = new Map<string, MatchedSpan[]>();
  const enterprise = new Map<string, MatchedSpan[]>();
  const terms = new Map<string, string>();
  const aliases = new Set<string>();
  const put = (map: Map<string, MatchedSpan[]>, field: string, span: MatchedSpan) =>
    map.set(field, [...(map.get(field) ?? []), span]);
  for (const { evidence } of contributions) {
    for (const { text, project: there, enterprise: here, ...term } of evidence.flatMap((item) => item.terms ?? [])) {
      const alias = typeof term['aliasOf'] === 'string' ? term['aliasOf'] : undefined;
      if (!terms.has(text)) terms.set(text, alias === undefined ? text : `${text}（即 ${alias.toUpperCase()}）`);
      if (alias !== undefined) aliases.add(alias);
      for (const { field, start, end } of there ?? []) put(project, field, { start, end, term: text });
      for (const { field, start, end } of here ?? []) put(enterprise, field, { start, end, term: text });
    }
  }
  return { project, enterprise, terms: [...terms.values()], aliases: [...aliases] };
}

/** Every place of some words in a text, whatever their case. */
export function placesOf(text: string, words: readonly string[]): MatchedSpan[] {
  const lower = text.toLowerCase();
  // Letters whose lower case is longer would shift the places.
  if (lower.length !== text.length) return [];
  return words.flatMap((word) => {
    const spans: MatchedSpan[] = [];
    for (let start = lower.indexOf(word); start >= 0; start = lower.indexOf(word, start + word.length)) {
      spans.push({ start, end: start + word.length, term: word });
    }
    return spans;
  });
}

export interface TextPiece {
  readonly text: string;
  readonly isMatched: boolean;
}

/**
 * A text cut into matched and other pieces. Overlapping places become one. A place beyond the text, or one that does
 * not hold its word there (the record was edited after the run), is left out: a wrong highlight is worse than none.
 */
export function cutText(text: string, spans: readonly MatchedSpan[]): TextPiece[] {
  const valid = spans
    .filter(
      ({ start, end, term }) => start >= 0 && start < end && end <= text.length && holds(text.slice(start, end), term),
    )
    .sort((a, b) => a.start - b.start);
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of valid) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { start, end } of merged) {
    if (start > at) pieces.push({ text: text.slice(at, start), isMatched: false });
    pieces.push({ text: text.slice(start, end), isMatched: true });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isMatched: false });
  return pieces;
}

/** Traditional characters fold to one simplified character each, so the lengths agree where the letters cannot be compared. */
function holds(piece: string, term: string): boolean {
  const folded = piece.normalize('NFKC').toLowerCase();
  if (folded === term) return true;
  const same = [...folded].filter((letter, index) => letter === [...term][index]).length;
  return folded.length === term.length && same * 2 >= folded.length;
}
