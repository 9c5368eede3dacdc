import type { CodeEvidence, Evidence, EvidenceTerm } from '../model.js';
import { codePath } from '../normalize/industry-code.js';
import type { Line } from '../normalize/products.js';
import { foldTextTraced } from '../normalize/text.js';
import { eachToken } from '../normalize/tokens.js';
import type { Pair } from './criterion.js';
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
 * The words of a text the project uses too. Bigrams that overlap on both sides are shown as one word: 磷酸 + 酸铁 + 铁锂 →
 * 磷酸铁锂. A run is as long as both texts agree; its strength is the sum of its bigrams.
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
    let term = folded.slice(start, end);
    let project = words.spansOf(place);
    let last = end - 1;
    let weight = query.covering[place];
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
      term += folded[last];
      weight += query.covering[follower];
    }
    const span = { field, start: offset + starts[start], end: offset + ends[last] };
    const known = byTerm.get(term);
    if (known) known.enterprise.push(span);
    else {
      byTerm.set(term, { weight, project, enterprise: [span] });
      total += weight;
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

/** Stretches of a project that go on with a bigram: one look-up each, however often the bigram stands there. */
function extendedBy(spans: readonly ProjectSpan[], words: QueryWords, follower: number): ProjectSpan[] {
  const extended: ProjectSpan[] = [];
  for (const { field, start, end } of spans) {
    const next = words.spanAt(follower, field, end - 1);
    if (next) extended.push({ field, start, end: next.end });
  }
  return extended;
}
