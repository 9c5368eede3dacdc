import type { PreparedProject } from '../candidates/project.js';
import { projectFields } from '../candidates/query.js';
import type { CodeEvidence, Evidence, EvidenceTerm } from '../model.js';
import { codePath } from '../normalize/industry-code.js';
import type { Line } from '../normalize/products.js';
import { foldTextTraced } from '../normalize/text.js';
import { tokenize } from '../normalize/tokens.js';
import type { Pair } from './criterion.js';

type ProjectSpan = EvidenceTerm['project'][number];
type EnterpriseSpan = EvidenceTerm['enterprise'][number];

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

/** Words found for a pair; several criteria show them. */
const knownWords = new WeakMap<Pair, Evidence[]>();

/** The words both sides use, grouped by enterprise field, strongest first. */
export function wordEvidence(pair: Pair): Evidence[] {
  const known = knownWords.get(pair);
  if (known) return known;
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
  knownWords.set(pair, evidence);
  return evidence;
}

/** The words of one product line the project uses. */
export function lineTerms(pair: Pair, line: Line): EvidenceTerm[] {
  return sharedTerms(pair, line.field, line.name, line.start);
}

function sharedTerms(pair: Pair, field: string, text: string, offset: number): EvidenceTerm[] {
  const { vocabulary, filter, idf } = pair.epoch;
  const { query } = pair.at.project;
  const onEnterprise = new Map<string, EnterpriseSpan[]>();
  const traced = foldTextTraced(text);
  for (const { term, start, end } of tokenize(filter.blank(traced.text))) {
    const id = vocabulary.find(term);
    if (id < 0 || query.terms.find(id) < 0) continue;
    const spans = onEnterprise.get(term) ?? [];
    spans.push({ field, start: offset + traced.starts[start], end: offset + traced.ends[end - 1] });
    onEnterprise.set(term, spans);
  }
  if (onEnterprise.size === 0) return [];
  const onProject = projectSpans(pair);
  const strength = (term: string): number => {
    const id = vocabulary.find(term);
    const place = query.terms.find(id);
    return place < 0 ? 0 : query.membership[place] * idf[id];
  };
  const joined = joinNeighbours(onEnterprise, onProject, strength);
  const total = joined.reduce((sum, { weight }) => sum + weight, 0) || 1;
  return joined
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, MOST_TERMS)
    .map((term) => {
      const aliasOf = term.project.length
        ? undefined
        : query.aliases.find((alias) => term.term.includes(alias.term))?.aliasOf;
      return { ...term, weight: term.weight / total, ...(aliasOf === undefined ? {} : { aliasOf }) };
    });
}

/** Where the words of a project stand; worked out once a project. */
const knownSpans = new WeakMap<PreparedProject, ReadonlyMap<string, readonly ProjectSpan[]>>();

function projectSpans({ epoch, at: { project } }: Pair): ReadonlyMap<string, readonly ProjectSpan[]> {
  const known = knownSpans.get(project);
  if (known) return known;
  const spans = new Map<string, ProjectSpan[]>();
  for (const { field, text: blanked } of projectFields(project.record, epoch.filter)) {
    const traced = foldTextTraced(project.record[field] ?? '');
    for (const { term, start, end } of tokenize(blanked)) {
      const list = spans.get(term) ?? [];
      list.push({ field, start: traced.starts[start], end: traced.ends[end - 1] });
      spans.set(term, list);
    }
  }
  knownSpans.set(project, spans);
  return spans;
}

/**
 * Bigrams that overlap on both sides are shown as one word: 磷酸 + 酸铁 + 铁锂 → 磷酸铁锂. A run is as long as both
 * texts agree; its strength is the sum of its bigrams.
 */
function joinNeighbours(
  onEnterprise: Map<string, EnterpriseSpan[]>,
  onProject: ReadonlyMap<string, readonly ProjectSpan[]>,
  strength: (term: string) => number,
): EvidenceTerm[] {
  const startsOnEnterprise = [...onEnterprise].flatMap(([term, spans]) => spans.map((span) => ({ term, span })));
  startsOnEnterprise.sort((a, b) => a.span.start - b.span.start);
  const byTerm = new Map<string, { weight: number; project: ProjectSpan[]; enterprise: EnterpriseSpan[] }>();
  for (let i = 0; i < startsOnEnterprise.length;) {
    let { term } = startsOnEnterprise[i];
    let project: ProjectSpan[] = [...(onProject.get(term) ?? [])];
    const enterprise = { ...startsOnEnterprise[i].span };
    let weight = strength(term);
    let next = i + 1;
    for (; next < startsOnEnterprise.length; next++) {
      const follower = startsOnEnterprise[next];
      if (follower.span.start !== enterprise.end - 1 || follower.term.length !== 2) break;
      const followerSpans = onProject.get(follower.term) ?? [];
      const extended = project.flatMap((span) => {
        const match = followerSpans.find((other) => other.field === span.field && other.start === span.end - 1);
        return match ? [{ ...span, end: match.end }] : [];
      });
      const bothAliases = project.length === 0 && followerSpans.length === 0;
      if (extended.length === 0 && !bothAliases) break;
      project = extended;
      term += follower.term[1];
      enterprise.end = follower.span.end;
      weight += strength(follower.term);
    }
    const known = byTerm.get(term);
    if (known) known.enterprise.push(enterprise);
    else byTerm.set(term, { weight, project, enterprise: [enterprise] });
    i = next;
  }
  return [...byTerm].map(([term, rest]) => ({ term, ...rest }));
}
