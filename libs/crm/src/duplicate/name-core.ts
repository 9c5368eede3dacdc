import { editDistance, foldText } from '@lianghuan/matching';

/** Fewest characters in which one may be a slip; in fewer it is another word. */
const SHORTEST_WITH_SLIP = 4;
/** Longer names differ in more than one place when they differ by chance; their halves still block them. */
const LONGEST_WITH_SLIP = 24;

/** A name as it is compared: half width, simplified, lower case, without blanks, brackets and other signs. */
export function plainName(name: string): string {
  return foldText(name).replaceAll(/[\s\p{P}\p{S}]+/gu, '');
}

/** A plain name without the places it begins with and the words that every such name has; itself when nothing would be left. */
export function coreOf(name: string, places: readonly string[], fillers: RegExp): string {
  const plain = plainName(name);
  let core = plain;
  for (let found = true; found;) {
    const place = places.find((each) => core.startsWith(each) && core.length > each.length);
    found = place !== undefined;
    if (place !== undefined) core = core.slice(place.length);
  }
  core = core.replaceAll(fillers, '');
  return core.length >= 2 ? core : plain;
}

/**
 * Blocking keys for a core with one character wrong, missing, surplus or swapped: two such cores have one of these in common, whatever
 * the place of the slip.
 * @param sound characters that no slip is looked for in
 */
export function slipKeys(core: string, sound?: RegExp): string[] {
  const units = [...core];
  if (units.length < SHORTEST_WITH_SLIP || units.length > LONGEST_WITH_SLIP) return [];
  const keys = new Set([core]);
  let at = 0;
  for (const unit of units) {
    if (sound?.test(unit) !== true) keys.add(core.slice(0, at) + core.slice(at + unit.length));
    at += unit.length;
  }
  return [...keys];
}

export function isOneSlip(a: string, b: string): boolean {
  return Math.min([...a].length, [...b].length) >= SHORTEST_WITH_SLIP && editDistance(a, b, 1) === 1;
}

/** Share of neighbouring character pairs two texts have in common (Dice), 0–1. */
export function likeness(a: string, b: string): number {
  const [one, other] = [pairsOf(a), pairsOf(b)];
  if (one.length === 0 || other.length === 0) return a === b ? 1 : 0;
  const left = new Map<string, number>();
  for (const pair of one) left.set(pair, (left.get(pair) ?? 0) + 1);
  let common = 0;
  for (const pair of other) {
    const count = left.get(pair) ?? 0;
    if (count > 0) {
      common++;
      left.set(pair, count - 1);
    }
  }
  return (2 * common) / (one.length + other.length);
}

function pairsOf(text: string): string[] {
  const units = [...text];
  return units.slice(1).map((unit, i) => units[i] + unit);
}

const CHINESE_DIGITS = '一二三四五六七八九十';

/** Figures in a name, in order: phases, capacities, numbers of plots. 一期 is 1. */
export function figuresIn(name: string): string {
  return [...foldText(name).matchAll(/\d+(?:\.\d+)?|[一二三四五六七八九十](?=[期标号#])/gu)]
    .map(([figure]) => (CHINESE_DIGITS.includes(figure) ? String(CHINESE_DIGITS.indexOf(figure) + 1) : figure))
    .join(' ');
}
