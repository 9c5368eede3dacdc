import type { ProjectRecord } from '../model.js';
import type { Epoch } from '../epoch/epoch.js';
import { placeKey } from '../normalize/place.js';
import { foldText } from '../normalize/text.js';
import { PhraseFilter, tokenize } from '../normalize/tokens.js';
import { PhraseText } from './phrase-text.js';

/** A word that entered a query through an alias of a word of the project. */
export interface AliasTerm {
  readonly term: string;
  readonly aliasOf: string;
}

/** Folded text of a field, with jargon and the project's own place names blanked out. */
export interface ProjectField {
  readonly field: 'name' | 'content' | 'sector';
  readonly text: string;
  readonly weight: number;
}

/** The words of a project in numbers of the epoch. */
export interface ProjectQuery {
  /** Terms of the epoch that stand in the project or came in as an alias, ascending. */
  readonly terms: Int32Array;
  /** How many terms the epoch has. */
  readonly termCount: number;
  /** Weight per term by its frequency, fields weighted, ln(1 + n); rarity comes in with the enterprises. */
  readonly weights: Float64Array;
  /** How strongly each term belongs to the project: 1 for its own words, less for aliases. */
  readonly membership: Float64Array;
  /** For the kernels: weight · idf, weight, idf of each term; membership · idf; 1 where membership is 1. */
  readonly worth: Float64Array;
  readonly covering: Float64Array;
  readonly isOwn: Uint8Array;
  readonly aliases: readonly AliasTerm[];
  readonly fields: readonly ProjectField[];
  /** Folded text of all fields, for whole-phrase checks. */
  readonly text: PhraseText;
}

/** Frequency of a word that came in as an alias: a group brings several, so each counts little. */
const ALIAS_WEIGHT = 0.35;
/** How far an alias covers a product line, against a word the project says itself. */
const ALIAS_MEMBERSHIP = 0.6;
/** The name of a project is its most careful sentence. */
const NAME_WEIGHT = 1.5;
const CONTENT_WEIGHT = 1;
const SECTOR_WEIGHT = 0.2;

function projectFields(project: ProjectRecord, filter: Pick<PhraseFilter, 'blank'>): ProjectField[] {
  const own = new PhraseFilter(
    [project.province, project.city, project.county].flatMap((place) =>
      place ? [foldText(place), placeKey(place)] : [],
    ),
  );
  const blanked = (text: string | undefined): string => filter.blank(own.blank(foldText(text ?? '')));
  return [
    { field: 'name', text: blanked(project.name), weight: NAME_WEIGHT },
    { field: 'content', text: blanked(project.content), weight: CONTENT_WEIGHT },
    { field: 'sector', text: blanked(project.sector), weight: SECTOR_WEIGHT },
  ];
}

/** Reads a project into the terms of the epoch. */
export function buildQuery(
  project: ProjectRecord,
  { vocabulary, filter, aliases, idf }: Pick<Epoch, 'vocabulary' | 'filter' | 'aliases' | 'idf'>,
): ProjectQuery {
  const counts = new Map<number, number>();
  const membership = new Map<number, number>();
  const add = (term: string, weight: number, member: number): void => {
    const id = vocabulary.find(term);
    if (id < 0) return;
    counts.set(id, (counts.get(id) ?? 0) + weight);
    membership.set(id, Math.max(membership.get(id) ?? 0, member));
  };
  const fields = projectFields(project, filter);
  for (const { text, weight } of fields) for (const { term } of tokenize(text)) add(term, weight, 1);
  const text = fields.map((field) => field.text).join('\n');
  const aliasTerms: AliasTerm[] = [];
  for (const { word, aliasOf } of aliasesIn(text, aliases)) {
    for (const { term } of tokenize(word)) {
      if (membership.get(vocabulary.find(term)) === 1) continue;
      add(term, ALIAS_WEIGHT, ALIAS_MEMBERSHIP);
      aliasTerms.push({ term, aliasOf });
    }
  }
  const terms = Int32Array.from(counts.keys()).sort();
  const weights = new Float64Array(terms.length);
  const members = new Float64Array(terms.length);
  const worth = new Float64Array(3 * terms.length);
  const isOwn = new Uint8Array(terms.length);
  for (let place = 0; place < terms.length; place++) {
    const id = terms[place];
    weights[place] = Math.log1p(counts.get(id) ?? 0);
    members[place] = membership.get(id) ?? 0;
    isOwn[place] = members[place] < 1 ? 0 : 1;
    worth[3 * place] = weights[place] * idf[id];
    worth[3 * place + 1] = weights[place];
    worth[3 * place + 2] = idf[id];
  }
  return {
    terms,
    termCount: vocabulary.size,
    weights,
    membership: members,
    worth,
    covering: members.map((member, place) => member * idf[terms[place]]),
    isOwn,
    aliases: aliasTerms,
    fields,
    text: new PhraseText(text),
  };
}

/** Words that mean the same as a word of the text: every other member of a group one of whose members is written. */
function aliasesIn(text: string, groups: readonly (readonly string[])[]): { word: string; aliasOf: string }[] {
  const found: { word: string; aliasOf: string }[] = [];
  for (const group of groups) {
    const written = group.find((word) => isWritten(word, text));
    if (written === undefined) continue;
    for (const word of group) if (word !== written) found.push({ word, aliasOf: written });
  }
  return found;
}

/** Whether a word stands in a folded text; Latin words only as whole runs, so that 「ev」 is not found in 「eva」. */
export function isWritten(word: string, text: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/^[a-z0-9]/.test(word) || !/[a-z0-9]/.test(text[at - 1] ?? '')) {
      if (!/[a-z0-9]$/.test(word) || !/[a-z0-9]/.test(text[at + word.length] ?? '')) return true;
    }
  }
  return false;
}
