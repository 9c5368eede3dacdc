import type { CodeEvidence, Evidence, EvidenceTerm } from '../model.js';
import { codePath } from '../normalize/industry-code.js';
import type { Line } from '../normalize/products.js';
import { foldTextTraced } from '../normalize/text.js';
import { eachToken } from '../normalize/tokens.js';
import type { Pair } from './criterion.js';
import { knownWords, type Stretch } from './known-words.js';
import type { QueryWords } from './query-words.js';

type ProjectSpan = EvidenceTerm['project'][number];
type EnterpriseSpan = EvidenceTerm['enterprise'][number];

/** Terms of the project found in a folded text, three numbers each: place of the term, start, end. One for a thread. */
const found: number[] = [];

/** How many words one piece of evidence shows. */
const MOST_TERMS = 8;

/** A code with its path, named by the taxonomy where that knows it. */
export function codeEvidence(
  code: string,
  side: CodeEvidence['side'],
  origin: CodeEvidence['origin'],
  { industries }: Pick<Pair, 'industries'>,
): CodeEvidence {
  const nameOf = (prefix: string): { name?: string } => {
    const name = industries.get(prefix)?.name;
    return name === undefined ? {} : { name };
  };
  return {
    code,
    ...nameOf(code),
    path: codePath(code).map((prefix) => ({ code: prefix, ...nameOf(prefix) })),
    side,
    origin,
  };
}

/** The words both sides use, grouped by enterprise field, strongest first. */
export function wordEvidence(pair: Pair): Evidence[] {
  if (pair.words) return pair.words;
  const { record } = pair;
  const fields: [string, string][] = [
    ['mainBusiness', record.mainBusiness ?? ''],
    ...(record.products ?? []).map((line, i): [string, string] => [`products.${i}`, line.name]),
    ['name', record.name],
  ];
  const evidence: Evidence[] = [];
  for (const [field, text] of fields) {
    const terms = sharedTerms(pair, field, text, 0);
    if (terms.length) evidence.push({ kind: 'words', field, terms });
  }
  return (pair.words = evidence);
}

/** The words of one product line the project uses. */
export function lineTerms(pair: Pair, line: Line): EvidenceTerm[] {
  return sharedTerms(pair, line.field, line.name, line.start);
}

/**
 * The words of a text the project uses too. Bigrams that overlap on both sides are one stretch: 磷酸 + 酸铁 + 铁锂 → 磷酸铁锂. It is as long as
 * both texts agree, which may be within a word; what is shown are the whole words of it, each as strong as its bigrams together.
 */
function sharedTerms(pair: Pair, field: string, text: string, offset: number): EvidenceTerm[] {
  const { queryWords: words } = pair;
  const { query } = pair.at.project;
  const { text: folded, starts, ends } = foldTextTraced(text);
  let count = 0;
  const note = (start: number, end: number): void => {
    const place = words.placeOf(folded, start, end);
    if (place < 0) return;
    found[count++] = place;
    found[count++] = start;
    found[count++] = end;
  };
  eachToken(folded, note, pair.epoch.filter);
  if (count === 0) return [];
  const byTerm = new Map<string, { weight: number; project: readonly ProjectSpan[]; enterprise: EnterpriseSpan[] }>();
  let total = 0;
  for (let i = 0; i < count;) {
    const [place, start, end] = [found[i], found[i + 1], found[i + 2]];
    let project = words.spansOf(place);
    let last = end - 1;
    let next = i + 3;
    for (; next < count; next += 3) {
      const follower = found[next];
      const followerStart = found[next + 1];
      if (starts[followerStart] !== ends[last] - 1 || found[next + 2] - followerStart !== 2) break;
      const extended = extendedBy(project, words, follower);
      const bothAliases = project.length === 0 && words.spansOf(follower).length === 0;
      if (extended.length === 0 && !bothAliases) break;
      project = extended;
      last = followerStart + 1;
    }
    for (const word of wholeWords(pair, folded, { start, end: last + 1 }, project)) {
      const term = folded.slice(word.start, word.end);
      let weight = 0;
      for (let t = i; t < next; t += 3)
        if (found[t + 1] >= word.start && found[t + 2] <= word.end) weight += query.covering[found[t]];
      const span = { field, start: offset + starts[word.start], end: offset + ends[word.end - 1] };
      const known = byTerm.get(term);
      if (known) known.enterprise.push(span);
      else {
        const isWhole = word.start === start && word.end === last + 1;
        const places = isWhole ? project : within(project, word.start - start, term.length);
        byTerm.set(term, { weight, project: places, enterprise: [span] });
        total += weight;
      }
    }
    i = next;
  }
  return [...byTerm]
    .sort(([a, { weight: x }], [b, { weight: y }]) => y - x || (a < b ? -1 : 1))
    .slice(0, MOST_TERMS)
    .map(([term, { weight, project, enterprise }]) => {
      const aliasOf =
        project.length > 0 ? undefined : query.aliases.find((alias) => term.includes(alias.term))?.aliasOf;
      const shown = { term, weight: weight / (total || 1), project, enterprise };
      return aliasOf === undefined ? shown : { ...shown, aliasOf };
    });
}

const isHan = (text: string): boolean => /^\p{Script=Han}+$/u.test(text);

/** A longer stretch is told as it is: it is no piece of a word, and its parts are not looked for one by one. */
const LONGEST_STRETCH = 64;

/** Whether a stretch of a text ends where the Chinese around it does: no word goes on. */
const standsAlone = (text: string, { start, end }: Stretch): boolean =>
  !isHan(text.slice(Math.max(0, start - 1), start)) && !isHan(text.slice(end, end + 1));

/**
 * The words of a stretch both texts agree in: the whole where either text ends there, else the known words in it. What nothing is known
 * of stays as it is, but for ends that are cut off a known word.
 */
function wholeWords(
  { at, epoch }: Pair,
  folded: string,
  stretch: Stretch,
  project: readonly ProjectSpan[],
): readonly Stretch[] {
  const term = folded.slice(stretch.start, stretch.end);
  if (term.length > LONGEST_STRETCH || !isHan(term)) return [stretch];
  const { record, query } = at.project;
  // Places are those of the text as given; a text that folding made longer or shorter is not looked into.
  const places = project.flatMap((span) => {
    const text = query.fields.find(({ field }) => field === span.field)?.text ?? '';
    return text.length === record[span.field]?.length ? [{ ...span, text }] : [];
  });
  if (standsAlone(folded, stretch) || places.some((place) => standsAlone(place.text, place))) return [stretch];
  const known = knownWords(epoch);
  const words = known.wordsIn(term);
  if (words.length > 0)
    return words.map(({ start, end }) => ({ start: stretch.start + start, end: stretch.start + end }));
  // An end that makes a known word with what follows in either text belongs to that: 「生天」 of 野生天麻 and 伴生天然气 is nothing.
  const around = [...places, { ...stretch, text: folded }];
  let [before, after] = [0, 0];
  const isCut = (distance: number) =>
    around.some(({ text, start, end }) => known.isPair(text, distance < 0 ? start + before - 1 : end - after - 1));
  while (before + after < term.length && isCut(-1)) before++;
  while (before + after < term.length && isCut(1)) after++;
  return term.length - before - after < 2 ? [] : [{ start: stretch.start + before, end: stretch.end - after }];
}

/** Where a part of the stretches stands. */
function within(spans: readonly ProjectSpan[], offset: number, length: number): readonly ProjectSpan[] {
  return spans.map(({ field, start }) => ({ field, start: start + offset, end: start + offset + length }));
}

/** Stretches of a project that go on with a bigram: one look-up each, however often the bigram stands there. */
function extendedBy(spans: readonly ProjectSpan[], words: QueryWords, follower: number): ProjectSpan[] {
  const extended: ProjectSpan[] = [];
  for (const { field, start, end } of spans) {
    const next = words.spanAt(follower, field, end - 1);
    if (next) extended.push({ field, start, end: next.end });
  }
  return extended;
}
