import type { CodeEvidence, Evidence, EvidenceTerm } from '../model.js';
import { isHan, standsAlone } from '../normalize/han.js';
import { codePath } from '../normalize/industry-code.js';
import type { Line } from '../normalize/products.js';
import { foldTextTraced } from '../normalize/text.js';
import { eachToken } from '../normalize/tokens.js';
import type { Pair } from './criterion.js';
import type { FollowedPlaces } from './followed-places.js';
import { type KnownWords, knownWords, type Stretch } from './known-words.js';
import type { QueryWords } from './query-words.js';

type Filter = Pair['epoch']['filter'];
type EnterpriseSpan = EvidenceTerm['enterprise'][number];

/** Terms of the project found in a folded text, three numbers each: the term, start, end. One for a thread. */
const found: number[] = [];

/** 1 for each unit of a text that is in no phrase of the filter; grown when a longer text comes. */
let shown = new Uint8Array(1024);

/** How many words one piece of evidence shows. */
const MOST_TERMS = 8;

/** Codes as they are shown, by taxonomy; a few thousand at most. */
const shownCodes = new WeakMap<Pair['industries'], Map<string, Pick<CodeEvidence, 'code' | 'name' | 'path'>>>();

/** A code with its path, named by the taxonomy where that knows it. */
function shownCode(code: string, industries: Pair['industries']): Pick<CodeEvidence, 'code' | 'name' | 'path'> {
  let shown = shownCodes.get(industries);
  if (!shown) shownCodes.set(industries, (shown = new Map()));
  let known = shown.get(code);
  if (!known) {
    const named = (prefix: string): { code: string; name?: string } => {
      const name = industries.get(prefix)?.name;
      return name === undefined ? { code: prefix } : { code: prefix, name };
    };
    shown.set(code, (known = { ...named(code), path: codePath(code).map(named) }));
  }
  return known;
}

/** A code of one side of a pair. */
export function codeEvidence(
  code: string,
  side: CodeEvidence['side'],
  origin: CodeEvidence['origin'],
  { industries }: Pick<Pair, 'industries'>,
): CodeEvidence {
  const { name, path } = shownCode(code, industries);
  return name === undefined ? { code, path, side, origin } : { code, name, path, side, origin };
}

/** The words both sides use, grouped by enterprise field, strongest first. */
export function wordEvidence(pair: Pair): Evidence[] {
  if (pair.words) return pair.words;
  const { record } = pair;
  const evidence: Evidence[] = [];
  const look = (field: string, text: string): void => {
    const terms = sharedTerms(pair, field, text, 0);
    if (terms.length) evidence.push({ kind: 'words', field, terms });
  };
  look('mainBusiness', record.mainBusiness ?? '');
  record.products?.forEach(({ name }, i) => look(`products.${i}`, name));
  look('name', record.name);
  return (pair.words = evidence);
}

/** A product line and where it stands. */
export function shownLine({ name, share, field, start, end }: Line): NonNullable<Evidence['product']> {
  const span = { field, start, end };
  return share === undefined ? { name, span } : { name, share, span };
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
  const { epoch, places } = pair;
  const pairs = places.words.findPairs(text, found);
  if (pairs === 0) return [];
  const { text: folded, starts, ends } = foldTextTraced(text);
  const count = pairs < 0 ? findTerms(places.words, folded, epoch.filter) : leaveHidden(pairs, folded, epoch.filter);
  if (count === 0) return [];
  const { covering } = pair.at.project.query;
  const known = knownWords(epoch);
  const terms: EvidenceTerm[] = [];
  const spans = new Map<string, EnterpriseSpan[]>();
  let total = 0;
  for (let i = 0; i < count;) {
    const start = found[i + 1];
    let end = found[i + 2];
    places.begin(found[i]);
    let next = i + 3;
    for (; next < count; next += 3) {
      const followerStart = found[next + 1];
      if (starts[followerStart] !== ends[end - 1] - 1 || found[next + 2] - followerStart !== 2) break;
      if (!places.follow(found[next])) break;
      end = found[next + 2];
    }
    for (const word of wholeWords(known, folded, { start, end }, places)) {
      const term = folded.slice(word.start, word.end);
      const span = { field, start: offset + starts[word.start], end: offset + ends[word.end - 1] };
      const same = spans.get(term);
      if (same) {
        same.push(span);
        continue;
      }
      let weight = 0;
      for (let t = i; t < next; t += 3)
        if (found[t + 1] >= word.start && found[t + 2] <= word.end) weight += covering[found[t]];
      const isWhole = word.start === start && word.end === end;
      const project = isWhole ? places.spans() : places.spansOfPart(word.start - start, term.length);
      const enterprise = [span];
      spans.set(term, enterprise);
      terms.push({ term, weight, project, enterprise });
      total += weight;
    }
    i = next;
  }
  return strongest(terms, total, pair);
}

/** Takes terms that reach into a phrase of the filter out of {@link found}. @returns how many of the `count` numbers are left */
function leaveHidden(count: number, folded: string, filter: Filter): number {
  if (shown.length < folded.length) shown = new Uint8Array(2 * folded.length);
  shown.fill(1, 0, folded.length);
  filter.hide(folded, shown);
  let left = 0;
  for (let i = 0; i < count; i += 3) {
    const start = found[i + 1];
    if (shown[start] === 0 || shown[start + 1] === 0) continue;
    found[left++] = found[i];
    found[left++] = start;
    found[left++] = start + 2;
  }
  return left;
}

/** Fills {@link found}. @returns how many numbers of it count */
function findTerms(words: QueryWords, folded: string, filter: Filter): number {
  let count = 0;
  eachToken(
    folded,
    (start, end) => {
      const term = words.termOf(folded, start, end);
      if (term < 0) return;
      found[count++] = term;
      found[count++] = start;
      found[count++] = end;
    },
    filter,
  );
  return count;
}

/** The first {@link MOST_TERMS}, with their share of the whole weight. */
function strongest(terms: EvidenceTerm[], total: number, { at: { project: own } }: Pair): EvidenceTerm[] {
  return terms
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, MOST_TERMS)
    .map(({ term, weight, project, enterprise }) => {
      const share = weight / (total || 1);
      const aliasOf =
        project.length > 0 ? undefined : own.query.aliases.find((alias) => term.includes(alias.term))?.aliasOf;
      return aliasOf === undefined
        ? { term, weight: share, project, enterprise }
        : { term, weight: share, project, enterprise, aliasOf };
    });
}

/** A longer stretch is told as it is: it is no piece of a word, and its parts are not looked for one by one. */
const LONGEST_STRETCH = 64;

/**
 * The words of a stretch both texts agree in: the whole where either text ends there, else the known words in it. What nothing is known
 * of stays as it is, but for ends that are cut off a known word.
 * @param places of the stretch in the project
 */
function wholeWords(known: KnownWords, folded: string, stretch: Stretch, places: FollowedPlaces): readonly Stretch[] {
  const { start, end } = stretch;
  const length = end - start;
  if (length > LONGEST_STRETCH || !isHan(folded, start, end)) return [stretch];
  if (standsAlone(folded, start, end) || places.standsAlone()) return [stretch];
  const words = known.wordsIn(folded.slice(start, end));
  if (words.length > 0) return words.map((word) => ({ start: start + word.start, end: start + word.end }));
  // An end that makes a known word with what follows in either text belongs to that: 「生天」 of 野生天麻 and 伴生天然气 is nothing.
  let [before, after] = [0, 0];
  while (before < length && (known.isPair(folded, start + before - 1) || places.isPairFromStart(known, before - 1)))
    before++;
  while (before + after < length && (known.isPair(folded, end - after - 1) || places.isPairFromEnd(known, -after - 1)))
    after++;
  return length - before - after < 2 ? [] : [{ start: start + before, end: end - after }];
}
