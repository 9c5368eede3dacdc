import type { EpochOptions } from './epoch/epoch.js';
import { Arena } from './kernels/arena.js';
import { InvalidOptionError } from './match.errors.js';
import { CRITERIA } from './model.js';
import type { ConstraintOptions, Industry, ListedCompanyFact, MatchOptions, Need, Pause } from './options.js';

/** Looks at one value. @throws InvalidOptionError naming the path and what was expected */
type Check = (value: unknown, path: string) => void;

/** A value that passes a test of its own. */
const value =
  (expected: string, isRight: (value: unknown) => boolean): Check =>
  (found, path) => {
    if (!isRight(found)) throw new InvalidOptionError(path, expected, found);
  };

const atLeastZero = (found: unknown): found is number =>
  typeof found === 'number' && Number.isFinite(found) && found >= 0;

const TEXT = value('a text', (found) => typeof found === 'string');
const AMOUNT = value('a finite number of at least 0', atLeastZero);
const SHARE = value('a number from 0 to 1', (found) => atLeastZero(found) && found <= 1);
const isWhole = (found: unknown): found is number => atLeastZero(found) && Number.isSafeInteger(found);
const WHOLE = value('a whole number of at least 0', isWhole);
const LENGTH = value('a whole number of at least 0, or Infinity', (found) => found === Infinity || isWhole(found));
const DAY = value('a day YYYY-MM-DD', (found) => typeof found === 'string' && isDay(found));
const CODE = value(
  'a text with a GB/T 4754 code of 2 to 4 digits',
  (found) => typeof found === 'string' && /^\s*[A-Ta-t]?\d{2,4}\s*$/.test(found.normalize('NFKC')),
);
const SIDE = value("'resource' or 'market'", (found) => found === 'resource' || found === 'market');

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const list =
  (each: Check): Check =>
  (found, path) => {
    if (!Array.isArray(found)) throw new InvalidOptionError(path, 'a list', found);
    found.forEach((entry, i) => each(entry, `${path}[${i}]`));
  };

const isObject = (found: unknown): found is Readonly<Record<string, unknown>> =>
  typeof found === 'object' && found !== null && !Array.isArray(found);

/** An entry of a list: fields it has to have, fields it may have. More is left alone: callers hand in records of their own. */
const entry =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (found, path) => {
    if (!isObject(found))
      throw new InvalidOptionError(path, `an object with ${Object.keys(required).join(', ')}`, found);
    for (const [name, check] of Object.entries(required)) check(found[name], `${path}.${name}`);
    for (const [name, check] of Object.entries(optional))
      if (found[name] !== undefined) check(found[name], `${path}.${name}`);
  };

/** A group of options, all of which may be left out; a name that is none is a slip of the pen, and is refused. */
const options =
  (known: Readonly<Record<string, Check>>): Check =>
  (found, path) => {
    if (!isObject(found)) throw new InvalidOptionError(path, 'an object', found);
    const strange = Object.keys(found).find((name) => !Object.hasOwn(known, name));
    if (strange !== undefined)
      throw new InvalidOptionError(within(path, strange), `one of ${Object.keys(known).join(', ')}`, strange);
    for (const [name, check] of Object.entries(known))
      if (found[name] !== undefined) check(found[name], within(path, name));
  };

const ROOT = 'options';
const within = (path: string, name: string): string => (path === ROOT ? name : `${path}.${name}`);

const both =
  (first: Check, second: Check): Check =>
  (found, path) => {
    first(found, path);
    second(found, path);
  };

const PAIR_OF_DIVISIONS = both(
  list(CODE),
  value('two divisions', (found) => Array.isArray(found) && found.length === 2),
);

const NEED = both(
  entry(
    { side: SIDE, category: TEXT, strength: SHARE, source: TEXT } satisfies Partial<Record<keyof Need, Check>>,
    { industryCode: CODE, word: TEXT } satisfies Partial<Record<keyof Need, Check>>,
  ),
  value('an industryCode or a word', (found) => isObject(found) && Boolean(found['industryCode'] ?? found['word'])),
);

const CONSTRAINTS: Readonly<Record<keyof ConstraintOptions, Check>> = {
  pauses: list(
    entry(
      { enterpriseId: TEXT, because: TEXT, until: DAY } satisfies Partial<Record<keyof Pause, Check>>,
      { by: TEXT, since: TEXT } satisfies Partial<Record<keyof Pause, Check>>,
    ),
  ),
  prohibitedIndustryCodes: list(CODE),
  landedPairs: list(entry({ projectId: TEXT, enterpriseId: TEXT })),
  maximumInvestmentToAssets: AMOUNT,
};

const OPTIONS: Readonly<Record<keyof MatchOptions, Check>> = {
  weights: options(Object.fromEntries(CRITERIA.map((name) => [name, AMOUNT]))),
  top: LENGTH,
  industries: list(
    entry({ code: TEXT, name: TEXT } satisfies Partial<Record<keyof Industry, Check>>, { description: TEXT }),
  ),
  aliases: list(list(TEXT)),
  jargon: list(TEXT),
  places: list(TEXT),
  constraints: options(CONSTRAINTS),
  listedCompanies: list(
    entry({ listedCode: TEXT, totalAssetsWan: AMOUNT } satisfies Record<keyof ListedCompanyFact, Check>),
  ),
  relatedIndustries: list(PAIR_OF_DIVISIONS),
  needs: list(NEED),
  referenceYear: WHOLE,
};

const checkAll = options(OPTIONS);

/** Whoever freezes an epoch may hand in all options; it uses those that decide how a text is read. */
const checkEpoch = options({
  ...OPTIONS,
  sampleSize: value('a whole number of at least 1', (found) => isWhole(found) && found > 0),
  arena: value('an Arena', (found) => found instanceof Arena),
} satisfies Record<keyof (MatchOptions & EpochOptions), Check>);

/**
 * Options from anywhere, such as a file, as options. What is built with options does it by itself (`createMatcher`,
 * `freezeEpoch`, `LiveMatcher`, `ThreadedIndex`); what is called once a project (`mergeScore`, `PairDescriber`) trusts what it
 * is given, so whoever uses that checks once before.
 * @throws InvalidOptionError
 */
export function checkedOptions(given: unknown): MatchOptions {
  checkAll(given, ROOT);
  return given as MatchOptions;
}

/** The same of what an epoch is frozen with. @throws InvalidOptionError */
export function checkedEpochOptions(given: unknown): EpochOptions {
  checkEpoch(given, ROOT);
  return given as EpochOptions;
}

/** Length of a list as a query asks for it. @throws InvalidOptionError */
export function checkedTop(top: number): number {
  LENGTH(top, 'top');
  return top;
}
