import type { ProjectRecord } from '../model.js';
import { placeKey } from '../normalize/place.js';
import { foldText } from '../normalize/text.js';
import { PhraseFilter } from '../normalize/tokens.js';

/** Where a project is to stand. */
export interface ProjectPlace {
  /** Comparable forms, '' where nothing is said. */
  readonly province: string;
  readonly city: string;
  /** Names of its places, which say nothing about its trade. */
  readonly names: PhraseFilter;
}

/** How many places are kept: a province has about a hundred counties. */
const PLACES = 256;
const known = new Map<string, ProjectPlace>();

/** The place of a project; remembered, since many projects share one. */
export function placeOfProject({ province, city, county }: ProjectRecord): ProjectPlace {
  const key = `${province ?? ''}\n${city ?? ''}\n${county ?? ''}`;
  const found = known.get(key);
  if (found) return found;
  const names = [province, city, county].flatMap((name) => (name ? [foldText(name), placeKey(name)] : []));
  const place = { province: placeKey(province), city: placeKey(city), names: new PhraseFilter(names) };
  if (known.size >= PLACES) known.clear();
  known.set(key, place);
  return place;
}
