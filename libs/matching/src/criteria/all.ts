import { CRITERIA, type CriterionName } from '../model.js';
import { codes } from './codes.js';
import type { Criterion } from './criterion.js';
import { park } from './park.js';
import { place } from './place.js';
import { product } from './product.js';
import { size } from './size.js';
import { productTopic, trade } from './topic.js';
import { focus, words } from './words.js';

const BY_NAME: Readonly<Record<CriterionName, Criterion>> = {
  words,
  focus,
  product,
  productTopic,
  trade,
  codes,
  place,
  size,
  park,
};

/** Every criterion, in the order results show them. */
export const ALL_CRITERIA: readonly Criterion[] = CRITERIA.map((name) => BY_NAME[name]);
