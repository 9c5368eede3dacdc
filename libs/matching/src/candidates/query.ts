import type { Epoch } from '../epoch/epoch.js';
import type { ProjectRecord } from '../model.js';
import { foldText } from '../normalize/text.js';
import { eachToken, type PhraseFilter } from '../normalize/tokens.js';
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

/** Fields that words stand in; what an alias brings in comes after them. */
const FIELDS = ['name', 'content', 'sector'] as const;
const ALIAS = FIELDS.length;
/**
 * What one use of a word counts, by its source. The name of a project is its most careful sentence; a group of aliases brings
 * several words, so each counts little.
 */
const USE_WEIGHTS = [1.5, 1, 0.2, 0.35];
/** How far an alias covers a product line, against a word the project says itself. */
const ALIAS_MEMBERSHIP = 0.6;

/** One use of a term as a number, so that uses sort by term and then by source. A term is below 2^30. */
const SOURCE_BITS = 2;
const useOf = (term: number, source: number): number => term * (1 << SOURCE_BITS) + source;

/**
 * Reads a project into the terms of the epoch.
 * @param placeNames names of the project's own places
 */
export function buildQuery(
  project: ProjectRecord,
  placeNames: Pick<PhraseFilter, 'blank'>,
  { vocabulary, filter, aliasIndex, idf }: Pick<Epoch, 'vocabulary' | 'filter' | 'aliasIndex' | 'idf'>,
): ProjectQuery {
  const fields = FIELDS.map((field) => ({
    field,
    text: filter.blank(placeNames.blank(foldText(project[field] ?? ''))),
  }));
  const uses: number[] = [];
  fields.forEach(({ text }, source) => {
    eachToken(text, (start, end) => {
      const term = vocabulary.findStretch(text, start, end);
      if (term >= 0) uses.push(useOf(term, source));
    });
  });
  const text = fields.map((field) => field.text).join('\n');
  const meant = aliasIndex.in(text);
  for (const { number } of meant) if (number >= 0) uses.push(useOf(number, ALIAS));
  const { terms, weights, isOwn } = countUses(new Uint32Array(uses).sort());
  const membership = new Float64Array(terms.length);
  const covering = new Float64Array(terms.length);
  const worth = new Float64Array(3 * terms.length);
  for (let place = 0; place < terms.length; place++) {
    const rarity = idf[terms[place]];
    membership[place] = isOwn[place] === 1 ? 1 : ALIAS_MEMBERSHIP;
    covering[place] = membership[place] * rarity;
    worth[3 * place] = weights[place] * rarity;
    worth[3 * place + 1] = weights[place];
    worth[3 * place + 2] = rarity;
  }
  return {
    terms,
    termCount: vocabulary.size,
    weights,
    membership,
    worth,
    covering,
    isOwn,
    aliases: meant.filter(({ number }) => isOwn[terms.indexOf(number)] !== 1),
    fields,
    text: new PhraseText(text),
  };
}

/**
 * Terms with their weights. An alias that the project says itself counts as its own word only.
 * @param uses ascending
 */
function countUses(uses: Uint32Array): Pick<ProjectQuery, 'terms' | 'weights' | 'isOwn'> {
  let different = 0;
  for (let i = 0; i < uses.length; i++)
    if (i === 0 || uses[i] >>> SOURCE_BITS !== uses[i - 1] >>> SOURCE_BITS) different++;
  const terms = new Int32Array(different);
  const weights = new Float64Array(different);
  const isOwn = new Uint8Array(different);
  for (let i = 0, place = -1; i < uses.length; i++) {
    const term = uses[i] >>> SOURCE_BITS;
    const source = uses[i] - useOf(term, 0);
    if (place < 0 || terms[place] !== term) terms[++place] = term;
    if (source !== ALIAS) isOwn[place] = 1;
    else if (isOwn[place] === 1) continue;
    weights[place] += USE_WEIGHTS[source];
  }
  for (let place = 0; place < different; place++) weights[place] = Math.log1p(weights[place]);
  return { terms, weights, isOwn };
}
