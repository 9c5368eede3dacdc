import { CRITERIA, type CriterionName } from '../model.js';
import { classOfText } from './class.js';
import { codes } from './codes.js';
import type { Criterion } from './criterion.js';
import { expansion } from './expansion.js';
import { park } from './park.js';
import { place } from './place.js';
import { product } from './product.js';
import { size } from './size.js';
import { productTopic, topic } from './topic.js';
import { words } from './words.js';

const BY_NAME: Readonly<Record<CriterionName, Criterion>> = {
  words,
  topic,
  productTopic,
  product,
  expansion,
  class: classOfText,
  codes,
  place,
  size,
  park,
};

/** Every criterion, in the order results show them. */
export const ALL_CRITERIA: readonly Criterion[] = CRITERIA.map((name) => BY_NAME[name]);
