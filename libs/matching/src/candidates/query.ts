import type { ProjectRecord } from '../model.js';
import { industryCodes } from '../normalize/industry-code.js';
import { placeKey } from '../normalize/place.js';
import { foldText } from '../normalize/text.js';
import { PhraseFilter, tokenize } from '../normalize/tokens.js';
import type { Corpus } from './corpus.js';
import { type SparseVector, sparseVector } from './sparse.js';

/** A word that entered a query through an alias of a word of the project. */
export interface AliasTerm {
  readonly term: string;
  readonly aliasOf: string;
}

/** A project in comparable form. */
export interface ProjectQuery {
  readonly record: ProjectRecord;
  /** How strongly each known term belongs to the project: 1 for its own words, less for aliases. */
  readonly membership: ReadonlyMap<number, number>;
  /** Weight per term by its frequency, fields weighted; rarity comes in with the enterprises. */
  readonly vector: SparseVector;
  readonly aliases: readonly AliasTerm[];
  /** Folded text of name and content, for whole-phrase checks. */
  readonly text: string;
  readonly codes: readonly string[];
  readonly province: string;
  readonly city: string;
}

/** Frequency of a word that came in as an alias: a group brings several, so each counts little. */
const ALIAS_WEIGHT = 0.35;
/** How far an alias covers a product line, against a word the project says itself. */
const ALIAS_MEMBERSHIP = 0.6;
/** The name of a project is its most careful sentence. */
const NAME_WEIGHT = 1.5;
const CONTENT_WEIGHT = 1;
const SECTOR_WEIGHT = 0.2;

export interface QueryContext {
  readonly corpus: Corpus;
  readonly filter: PhraseFilter;
  /** Folded alias groups. */
  readonly aliases: readonly (readonly string[])[];
}

/** Folded text of a project with its own place names and the shared jargon blanked out, per field. */
export function projectFields(
  project: ProjectRecord,
  filter: Pick<PhraseFilter, 'blank'>,
): { field: 'name' | 'content' | 'sector'; text: string; weight: number }[] {
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

/** Reads a project into the terms of the corpus. */
export function buildQuery(project: ProjectRecord, context: QueryContext): ProjectQuery {
  const { corpus, filter, aliases } = context;
  const counts = new Map<number, number>();
  const membership = new Map<number, number>();
  const add = (term: string, weight: number, member: number): void => {
    const id = corpus.vocabulary.find(term);
    if (id < 0) return;
    counts.set(id, (counts.get(id) ?? 0) + weight);
    membership.set(id, Math.max(membership.get(id) ?? 0, member));
  };
  const fields = projectFields(project, filter);
  for (const { text, weight } of fields) for (const { term } of tokenize(text)) add(term, weight, 1);
  const text = fields.map((field) => field.text).join('\n');
  const found = aliasesIn(text, aliases);
  const aliasTerms: AliasTerm[] = [];
  for (const { word, aliasOf } of found) {
    for (const { term } of tokenize(word)) {
      if (membership.get(corpus.vocabulary.find(term)) === 1) continue;
      add(term, ALIAS_WEIGHT, ALIAS_MEMBERSHIP);
      aliasTerms.push({ term, aliasOf });
    }
  }
  const weighted = new Map([...counts].map(([id, n]) => [id, Math.log1p(n)]));
  return {
    record: project,
    membership,
    vector: sparseVector(weighted),
    aliases: aliasTerms,
    text,
    codes: industryCodes(project.industryCodes),
    province: placeKey(project.province),
    city: placeKey(project.city),
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
