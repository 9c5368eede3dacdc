import { foldText, foldTextTraced } from '../normalize/text.js';
import type { TextSpan } from '../model.js';
import { BRANCH_ENDS, LEGAL_FORMS, TRADE_WORDS } from './legal-forms.js';
import { defaultRegions, type Region, type RegionMatch, type Regions } from './regions.js';

/**
 * Parts of a Chinese company name: 行政区划 + 字号 + 行业 + 组织形式 (+ branch), in either order of the first two.
 * All strings are folded (NFKC, lower case, simplified) and without blanks; `''` means the part is not there.
 */
export interface NameParts {
  /** The whole name, folded. */
  readonly folded: string;
  /** Leading or bracketed region as written: 深圳市, 贵州省毕节市. */
  readonly region: string;
  /** The region as a place, where it is one of the known ones. */
  readonly place?: Region;
  /** Trade name and trade words. Keeps the region when nothing but trade words would be left (南京证券). */
  readonly core: string;
  /** The core without the trade words at its end: 字号. */
  readonly stem: string;
  /** Legal form, all parts of it: 集团股份有限公司. */
  readonly form: string;
  /** Branch as written: 毕节分公司. */
  readonly branch: string;
}

/** A part of a name, for {@link locateParts}. */
export type NamePart = 'region' | 'core' | 'form' | 'branch';

export interface ParseNameOptions {
  /** Places a name may begin with; default: all of China down to the counties. */
  readonly regions?: Regions;
}

const BRACKETS = new Set('()[]【】〔〕');
const FORMS = new Set(LEGAL_FORMS);
const LONGEST_FORM = Math.max(...LEGAL_FORMS.map((form) => form.length));
const BRANCH = new RegExp(`(?:${BRANCH_ENDS.join('|')})$`, 'u');
/** What a branch belongs to ends with one of these. */
const HEAD_OFFICE = /公司|集团|银行|信用社|合作社|企业|厂/g;
const LONGEST_BRANCH = 16;
/** Remarks that stand in brackets and are no part of a name: (已合并), (退), (原某某), (筹). */
const REMARK = /^(?:已|原|曾|退|筹|注销|吊销|存续|在业|暂|以下简称|简称)/;
const COUNTRIES = new Set(['中国', '中国大陆', '大陆', '亚洲', '亚太', '国际', '美国', '日本', '德国', '英国', '法国']);
/** A core shorter than this says nothing. */
const SHORTEST_CORE = 2;
const TRADE_BY_END = byLastUnit(TRADE_WORDS);

function byLastUnit(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const word of words) {
    const end = word.at(-1)!;
    const list = map.get(end);
    if (list) list.push(word);
    else map.set(end, [word]);
  }
  return map;
}

/** Takes trade words off the end, longest first; '' when nothing else is there. */
export function stripTradeWords(core: string): string {
  let rest = core;
  for (;;) {
    const word = TRADE_BY_END.get(rest.at(-1) ?? '')?.find((candidate) => rest.endsWith(candidate));
    if (word === undefined) return rest;
    rest = rest.slice(0, -word.length);
  }
}

/** Where each unit of the folded name went. */
interface Split extends NameParts {
  /** For every unit of the folded text with its blanks: the part it belongs to. */
  readonly owner: readonly (NamePart | undefined)[];
}

/**
 * Splits a name. Examples: 深圳市振业(集团)股份有限公司 → 深圳市 · 振业 · 集团股份有限公司;
 * 阿里巴巴(中国)有限公司 → 中国 · 阿里巴巴 · 有限公司; 某某公司毕节分公司 → branch 毕节分公司.
 */
export function parseName(name: string, options: ParseNameOptions = {}): NameParts {
  const { owner: _owner, ...parts } = split(foldText(name), options);
  return parts;
}

/** Where a part stands in the name as it was given, as stretches `[start, end)` in UTF-16 units. */
export function locateParts(
  name: string,
  options: ParseNameOptions = {},
): Readonly<Record<NamePart, readonly TextSpan[]>> {
  const traced = foldTextTraced(name);
  const { owner } = split(traced.text, options);
  const spans: Record<NamePart, TextSpan[]> = { region: [], core: [], form: [], branch: [] };
  owner.forEach((part, at) => {
    if (part === undefined) return;
    const [start, end] = [traced.starts[at], traced.ends[at]];
    const last = spans[part].at(-1);
    if (last && last.end >= start)
      spans[part][spans[part].length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else spans[part].push({ start, end });
  });
  return spans;
}

const isPlace = (inside: string, place: RegionMatch | undefined): boolean =>
  COUNTRIES.has(inside) || place?.length === inside.length;

/** 上海某某(香港)有限公司: a second place in brackets tells two sister firms apart and stays in the core. */
const isElsewhere = (inside: Region | undefined, leading: Region): boolean =>
  inside === undefined || !inside.path.includes(leading.name);

function split(folded: string, { regions = defaultRegions() }: ParseNameOptions): Split {
  const owner: (NamePart | undefined)[] = Array.from({ length: folded.length });
  /** Units still to be given to a part, as positions in `folded`. */
  let open: number[] = [];
  for (let at = 0; at < folded.length; at++) if (!/[\s\u200b\ufeff]/.test(folded[at])) open.push(at);
  const text = (): string => open.map((at) => folded[at]).join('');
  const whole = text();
  const take = (part: NamePart | undefined, from: number, to: number): void => {
    for (const at of open.splice(from, to - from)) owner[at] = part;
  };

  const leading = regions.match(whole, undefined, SHORTEST_CORE);
  const isLed = leading?.isCertain === true;
  let bracketed: Region | undefined;
  let bracketedText = '';
  let branch = '';
  for (const match of [...text().matchAll(/[([【〔]([^()[\]【】〔〕]*)[)\]】〕]/g)].reverse()) {
    const inside = match[1];
    const from = match.index;
    const to = from + match[0].length;
    const place = regions.match(inside, undefined, 0);
    if (FORMS.has(inside)) {
      take('form', from, to);
    } else if (isPlace(inside, place) && !(isLed && isElsewhere(place?.region, leading.region))) {
      if (place) bracketed = place.region;
      bracketedText = inside;
      take('region', from, to);
    } else if (BRANCH.test(inside)) {
      branch = inside;
      take('branch', from, to);
    } else if (REMARK.test(inside)) {
      take(undefined, from, to);
    } else {
      take(undefined, to - 1, to);
      take(undefined, from, from + 1);
    }
  }

  let rest = text();
  if (branch === '' && BRANCH.test(rest)) {
    const head = [...rest.matchAll(HEAD_OFFICE)].findLast(
      (match) =>
        match.index >= SHORTEST_CORE &&
        !BRANCH_ENDS.some((end) => rest.slice(0, match.index + match[0].length).endsWith(end)),
    );
    const from = head ? head.index + head[0].length : -1;
    if (from > 0 && rest.length - from <= LONGEST_BRANCH) {
      branch = rest.slice(from);
      take('branch', from, rest.length);
      rest = rest.slice(0, from);
    }
  }

  for (let found = true; found;) {
    found = false;
    for (let length = Math.min(LONGEST_FORM, rest.length - SHORTEST_CORE); length >= 2; length--) {
      const end = rest.slice(-length);
      if (!FORMS.has(end)) continue;
      take('form', rest.length - length, rest.length);
      rest = rest.slice(0, -length);
      found = true;
      break;
    }
  }

  let place: Region | undefined;
  let region = '';
  let regionEnd = 0;
  for (let level = 0; level < 3; level++) {
    const match = regions.match(rest.slice(regionEnd), place, SHORTEST_CORE);
    if (!match?.isCertain) break;
    place = match.region;
    regionEnd += match.length;
  }
  if (place) {
    region = rest.slice(0, regionEnd);
    // 南京证券: where only trade words follow, the place is the trade name too and stays in the core.
    if (stripTradeWords(rest.slice(regionEnd)) !== '') {
      take('region', 0, regionEnd);
      rest = rest.slice(regionEnd);
    }
  }
  take('core', 0, open.length);
  const stem = stripTradeWords(rest);
  place ??= bracketed;
  return {
    folded: whole,
    region: region || bracketedText,
    ...(place ? { place } : {}),
    core: rest,
    stem: stem.length >= 1 ? stem : rest,
    form: owner.map((part, at) => (part === 'form' && !BRACKETS.has(folded[at]) ? folded[at] : '')).join(''),
    branch,
    owner,
  };
}
