import { type Code, type ErrorDetails, type FundingSource, termOf, termsOf as choiceTerms } from '@lianghuan/contracts';
import type { Decimal } from 'decimal.js';
import { normalizeSearch } from '../search/search-text.js';
import type { PlaceNames } from './place-names.js';
import { type Cell, NO_RESULT, numberText, textOfCell } from './cell.js';
import { ClosestName } from './closest-name.js';
import { type FieldValue, valueText } from './field-value.js';
import { fundingsText, readFundings } from './funding-cell.js';
import type { CellProblem, IssueCode } from './import-issue.js';
import type { TransferField } from './transfer-field.js';
import { canonicalUnit, Exact, factorBetween, findUnit } from './unit.js';

export type CellReading =
  | { readonly kind: 'blank' }
  | {
      readonly kind: 'value';
      readonly value: FieldValue;
      /** Set where the figure's unit belongs into a field of its own. */
      readonly unit?: string;
      /** How the figure is meant, where the cell says so. */
      readonly qualifier?: Code<'qualifier'>;
    }
  | { readonly kind: 'problem'; readonly problem: CellProblem };

/** Written into a cell, it empties the field; a blank cell leaves it as it is. */
export const CLEAR_MARK = '清空';

/** Kinds of fields that hold several values; emptied, they hold none. */
const LIST_KINDS: ReadonlySet<TransferField['kind']> = new Set(['choices', 'industries', 'words', 'fundings']);

/** What people write for "nothing known". */
const BLANKS = new Set(['', '-', '--', '—', '——', '/', '无数据', '暂无', '不详', '未知', 'null', 'n/a']);

const BLANK: CellReading = { kind: 'blank' };
const value = (read: FieldValue, said: { unit?: string; qualifier?: Code<'qualifier'> } = {}): CellReading => ({
  kind: 'value',
  value: read,
  ...said,
});
const problem = (code: CellProblem['code'], details: CellProblem['details'] = {}): CellReading => ({
  kind: 'problem',
  problem: { code, details },
});

/**
 * Reads a cell as a value of the field, as it goes over the wire: money in yuan, quantities in the field's unit, codes for terms.
 * @param unit what the column's heading said the figures are in; null without
 */
export function readCell(
  cell: Cell | undefined,
  field: TransferField,
  unit: string | null,
  places: PlaceNames,
): CellReading {
  if (typeof cell === 'object' && cell !== null && 'error' in cell) {
    return cell.error === NO_RESULT ? problem('FORMULA_UNSOLVED') : problem('CELL_ERROR', { value: cell.error });
  }
  const text = textOfCell(cell);
  // A remark may say just "/"; a figure or a term never does.
  if (text === '' || (field.kind !== 'text' && field.kind !== 'longText' && BLANKS.has(text.toLowerCase())))
    return BLANK;
  if (text === CLEAR_MARK) {
    if (field.required) return problem('CANNOT_CLEAR');
    return value(LIST_KINDS.has(field.kind) ? [] : null);
  }
  switch (field.kind) {
    case 'text':
    case 'longText':
      return readText(cell, text, field);
    case 'money':
      return readFigure(text, unit, field, 2, 16);
    case 'quantity':
      return readFigure(text, unit, field, 6, 18);
    case 'share':
      return readShare(text, unit);
    case 'integer':
      return readInteger(text, field);
    case 'coordinate':
      return readCoordinate(text, field);
    case 'day':
      return readDay(cell, text);
    case 'choice':
      return readChoice(text, field);
    case 'choices':
      return readChoices(text, field);
    case 'area': {
      const code = places.findArea(text);
      return code === undefined ? unknown('AREA_UNKNOWN', text, places.closest('area', text)) : value(code);
    }
    case 'region': {
      const codes = places.findRegions(text);
      if (codes.length === 1) return value(codes[0]);
      if (codes.length > 1) return problem('REGION_AMBIGUOUS', { value: text });
      return unknown('REGION_UNKNOWN', text, places.closest('region', text));
    }
    case 'industries':
      return readIndustries(text, places);
    case 'words':
      return value(splitList(text));
    case 'fundings':
      return readFundings(text, {
        amount: (amount) => readFigure(amount, unit, { ...field, kind: 'money', unit: '元' }, 2, 16),
        day: (day) => readDay(day, day),
      });
    case 'url':
      return value(text);
  }
}

function readText(cell: Cell | undefined, text: string, field: TransferField): CellReading {
  if (typeof cell === 'number' && Math.abs(cell) > Number.MAX_SAFE_INTEGER) return problem('NUMBER_IMPRECISE');
  const broken = text.replaceAll('\r\n', '\n');
  // Codes are typed with a Chinese keyboard too; words stay as they are.
  return value(/(^|[a-z])code$/i.test(field.name) ? broken.normalize('NFKC').replaceAll(/\s/g, '') : broken);
}

const SCALES: ReadonlyMap<string, number> = new Map([['万', 1e4], ['百万', 1e6], ['千万', 1e7], ['亿', 1e8]]); // prettier-ignore

/** Words before a figure that say how it is meant. */
const BEFORE = [
  [/^(大约|约|近|≈)/, 'around'],
  [/^(不低于|不少于|不小于|至少|≥|>=)/, 'at_least'],
  [/^(不超过|不高于|不大于|不多于|至多|最多|≤|<=)/, 'at_most'],
  [/^(超过|大于|超|>)/, 'more_than'],
] as const satisfies readonly (readonly [RegExp, Code<'qualifier'>])[];
/** Words behind a figure and its unit; 以上 and 以下 take the figure in. */
const BEHIND = [
  [/(左右|上下)$/, 'around'],
  [/(及?以上|起)$/, 'at_least'],
  [/(及?以内|及?以下|之内)$/, 'at_most'],
] as const satisfies readonly (readonly [RegExp, Code<'qualifier'>])[];

const IS_NUMBER = /^\d+(\.\d+)?$/;
/** Digits, with or without marks between them. */
const DIGITS = /\d[\d,'\s]*/g;
/** In threes; in Chinese tables also in fours. */
const GROUPED = /^(\d+|\d{1,3}([,'\s]\d{3})+|\d{1,4}([,'\s]\d{4})+)$/;

/** The text without blanks and the marks that part thousands; undefined where they part something else: 1,00,0 is no number, 1,5 is two. */
function withoutGroups(plain: string): string | undefined {
  const digits = plain.match(DIGITS) ?? [];
  return digits.every((run) => GROUPED.test(run.trim())) ? plain.replaceAll(/[\s,']/g, '') : undefined;
}

function noNumber(text: string): CellReading {
  const isMisgrouped = withoutGroups(text.normalize('NFKC')) === undefined;
  return problem(isMisgrouped ? 'NUMBER_MISGROUPED' : 'NUMBER_INVALID', { value: text });
}

interface Figure {
  readonly amount: Decimal;
  readonly unit: string | undefined;
  readonly qualifier: Code<'qualifier'> | undefined;
}

/**
 * A number with an optional unit behind it, and how it is meant: `1,234.5`, `１２３４`, `3.2亿元`, `约120亩`, `100余亩`, `5以上`.
 * @param ownUnit unit of the field, which may be none that others know
 */
function parseFigure(text: string, ownUnit?: string): Figure | undefined {
  const wide = text.normalize('NFKC');
  // Most cells are nothing but a number.
  const ungrouped = IS_NUMBER.test(wide) ? wide : withoutGroups(wide)?.replace(/^[¥￥]+/, '');
  if (ungrouped === undefined) return undefined;
  if (IS_NUMBER.test(ungrouped)) return { amount: new Exact(ungrouped), unit: undefined, qualifier: undefined };
  let plain = ungrouped;
  const before = BEFORE.find(([words]) => words.test(plain));
  if (before !== undefined) plain = plain.replace(before[0], '');
  const behind = BEHIND.find(([words]) => words.test(plain));
  if (behind !== undefined) plain = plain.replace(behind[0], '');
  const parts = /^[¥￥]?([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([余多]?)(.*?)([余多]?)$/i.exec(plain);
  if (parts === null) return undefined;
  const over = parts[2] === '' && parts[4] === '' ? undefined : 'more_than';
  const qualifiers = new Set([before?.[1], behind?.[1], over].filter((said) => said !== undefined));
  // 不低于5以内 says two things; nobody knows which.
  if (qualifiers.size > 1) return undefined;
  const [qualifier] = qualifiers as ReadonlySet<Code<'qualifier'> | undefined>;
  const tail = parts[3].replace(/^\((.*)\)$/, '$1');
  const amount = new Exact(parts[1]);
  if (tail === '') return { amount, unit: undefined, qualifier };
  const scale = SCALES.get(tail);
  if (scale !== undefined) return { amount: amount.mul(scale), unit: undefined, qualifier };
  const unit = tail === ownUnit ? tail : findUnit(tail);
  return unit === undefined ? undefined : { amount, unit, qualifier };
}

function readFigure(
  text: string,
  columnUnit: string | null,
  field: TransferField,
  decimals: number,
  digits: number,
): CellReading {
  const figure = parseFigure(text, field.unit);
  if (figure === undefined) return noNumber(text);
  if (figure.amount.isNegative() && !figure.amount.isZero()) return problem('NUMBER_NEGATIVE', { value: text });
  // 万 alone behind a figure of money is 万元, whatever the column's unit.
  const isScaled = field.kind === 'money' && figure.unit === undefined && IN_SCALE.test(text.normalize('NFKC'));
  const said = figure.unit ?? (isScaled ? '元' : columnUnit) ?? undefined;
  // Whether 500 is 500元 or 500万元, nobody but the sender knows.
  if (field.kind === 'money' && said === undefined && !figure.amount.isZero())
    return problem('UNIT_UNSAID', { value: text });
  const kept = field.unit ?? (said === undefined ? undefined : canonicalUnit(said));
  const factor = said === undefined || kept === undefined ? new Exact(1) : factorBetween(said, kept);
  if (factor === undefined) return problem('UNIT_MISMATCH', { unit: said, expected: kept });
  const amount = figure.amount.mul(factor).toDecimalPlaces(decimals, Exact.ROUND_HALF_UP);
  if (amount.gte(new Exact(10).pow(digits))) return problem('NUMBER_TOO_LARGE', { value: text });
  return value(amount.toFixed(), {
    ...(field.unitField === undefined || kept === undefined ? {} : { unit: kept }),
    ...(figure.qualifier === undefined ? {} : { qualifier: figure.qualifier }),
  });
}

/** A figure with 万 or 亿 as all its unit. */
const IN_SCALE = /\d\s*[余多]?\s*[百千]?[万亿]\s*[余多]?(左右|上下|及?以上|起|及?以内|及?以下|之内)?$/;

/** Whether a cell is a figure that does not say its own unit, so that the column has to. */
export function isBareFigure(cell: Cell | undefined): boolean {
  const text = textOfCell(cell);
  const figure = parseFigure(text);
  return figure !== undefined && figure.unit === undefined && !figure.amount.isZero() && !IN_SCALE.test(text.normalize('NFKC')); // prettier-ignore
}

/** Yuan that registers here speak of: a million to ten thousand million. */
const USUAL_YUAN = [1e6, 1e10] as const;

/** The unit in which bare figures of money most likely are, told from the middle one of them: a proposal, never more. */
export function likelyMoneyUnit(cells: readonly (Cell | undefined)[]): string {
  const amounts = cells.flatMap((cell) => parseFigure(textOfCell(cell))?.amount.toNumber() ?? []).sort((a, b) => a - b);
  const middle = amounts.at(Math.floor(amounts.length / 2)) ?? 0;
  const units = [['万元', 1e4], ['亿元', 1e8], ['元', 1]] as const; // prettier-ignore
  const [least, most] = USUAL_YUAN;
  return units.find(([, factor]) => middle * factor >= least && middle * factor <= most)?.[0] ?? '万元';
}

function readShare(text: string, columnUnit: string | null): CellReading {
  const figure = parseFigure(text);
  if (figure === undefined) return noNumber(text);
  const factor = factorBetween(figure.unit ?? columnUnit ?? '1', '1');
  if (factor === undefined) return noNumber(text);
  const share = figure.amount.mul(factor).toDecimalPlaces(6, Exact.ROUND_HALF_UP);
  if (share.lt(0) || share.gt(1))
    return problem('NUMBER_OUT_OF_RANGE', { value: text, minimum: '0%', maximum: '100%' });
  return value(share.toFixed(), figure.qualifier === undefined ? {} : { qualifier: figure.qualifier });
}

function readInteger(text: string, field: TransferField): CellReading {
  const scaled = parseFigure(
    text
      .normalize('NFKC')
      .trim()
      .replace(/\s*[年人个家]$/, ''),
  );
  if (scaled === undefined || !scaled.amount.isInteger()) return noNumber(text);
  const { minimum, maximum } = boundsOf(field);
  const number = scaled.amount.toNumber();
  if (number < minimum || number > maximum) return problem('NUMBER_OUT_OF_RANGE', { value: text, minimum, maximum });
  return value(number, scaled.qualifier === undefined ? {} : { qualifier: scaled.qualifier });
}

function readCoordinate(text: string, field: TransferField): CellReading {
  const plain = text.normalize('NFKC').trim();
  const dms = /^(\d+)[°度]\s*(?:(\d+(?:\.\d+)?)[′'分])?\s*(?:(\d+(?:\.\d+)?)[″"秒])?$/.exec(plain);
  const number =
    dms === null
      ? Number(plain.replace(/[°度]$/, ''))
      : Number(dms[1]) + Number(dms[2] ?? 0) / 60 + Number(dms[3] ?? 0) / 3600;
  if (Number.isNaN(number)) return noNumber(text);
  const { minimum, maximum } = boundsOf(field);
  if (number < minimum || number > maximum) return problem('NUMBER_OUT_OF_RANGE', { value: text, minimum, maximum });
  return value(number);
}

function boundsOf(field: TransferField): { minimum: number; maximum: number } {
  const { minValue, maxValue } = field.schema as { minValue?: number | null; maxValue?: number | null };
  return { minimum: minValue ?? -Infinity, maximum: maxValue ?? Infinity };
}

/** Excel counts days from 1899-12-30; serials of 1920 to 2120. */
const SERIAL_EPOCH = Date.UTC(1899, 11, 30);
/** Years of two digits below are of this century. */
const CENTURY_TURN = 70;
const [FIRST_SERIAL, LAST_SERIAL] = [7306, 80_000];

function readDay(cell: Cell | undefined, text: string): CellReading {
  if (typeof cell === 'object' && cell !== null && 'day' in cell) return value(cell.day);
  const plain = text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  // 23.5.24 has the year first, as all days here; 5/6/24 may have been written elsewhere.
  const short = /^(\d{2})[.年](\d{1,2})[.月](\d{1,2})日?$/.exec(plain);
  if (short !== null) short[1] = `${Number(short[1]) < CENTURY_TURN ? 20 : 19}${short[1]}`;
  const parts =
    compact ??
    short ??
    /^(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/.exec(
      plain,
    );
  if (parts !== null) {
    const day = `${parts[1]}-${parts[2].padStart(2, '0')}-${parts[3].padStart(2, '0')}`;
    return isDay(day) ? value(day) : problem('DATE_INVALID', { value: text });
  }
  const serial = /^\d{4,5}(\.\d+)?$/.test(plain) ? Math.floor(Number(plain)) : NaN;
  if (serial >= FIRST_SERIAL && serial <= LAST_SERIAL) {
    return value(new Date(SERIAL_EPOCH + serial * 86_400_000).toISOString().slice(0, 10));
  }
  return problem('DATE_INVALID', { value: text });
}

function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

function termsOf(field: TransferField): [code: string, term: string][] {
  return Object.entries(choiceTerms(field));
}

function findTerm(text: string, field: TransferField): string | undefined {
  const wanted = normalizeSearch(text);
  return termsOf(field).find(([code, term]) => code === text || normalizeSearch(term) === wanted)?.[0];
}

function unknownChoice(text: string, field: TransferField): CellReading {
  const choices = termsOf(field).map(([, term]) => term).join('、'); // prettier-ignore
  return unknown('CHOICE_UNKNOWN', text, closestTerm(text, field), { choices });
}

const closestTerms = new Map<string, ClosestName>();

/** The term of a closed list that was most likely meant; a dictionary never changes while the program runs, other lists are told by their terms. */
function closestTerm(text: string, field: TransferField): string | undefined {
  const dictionary = field.dictionary ?? JSON.stringify(field.terms);
  const terms = closestTerms.get(dictionary) ?? new ClosestName(termsOf(field).map(([, term]) => term));
  closestTerms.set(dictionary, terms);
  return terms.find(text);
}

/** A text that is none of a closed list, with the one it may have been meant to be. */
function unknown(code: IssueCode, text: string, meant: string | undefined, details: ErrorDetails = {}): CellReading {
  return problem(code, { ...details, value: text, ...(meant === undefined ? {} : { meant }) });
}

function readChoice(text: string, field: TransferField): CellReading {
  const code = findTerm(text, field);
  return code === undefined ? unknownChoice(text, field) : value(code);
}

function readChoices(text: string, field: TransferField): CellReading {
  const codes: string[] = [];
  for (const part of splitList(text)) {
    const code = findTerm(part, field);
    if (code === undefined) return unknownChoice(part, field);
    if (!codes.includes(code)) codes.push(code);
  }
  return value(codes);
}

/** 农、林、牧、渔业 is one name, so 、 parts a piece only when the whole piece is no name. */
function readIndustries(text: string, places: PlaceNames): CellReading {
  const codes: string[] = [];
  for (const piece of text.split(/[;；,，\n]/)) {
    if (piece.trim() === '') continue;
    const whole = places.findIndustry(piece);
    const parts = whole === undefined ? piece.split('、') : [piece];
    for (const part of parts) {
      const code = places.findIndustry(part);
      if (code === undefined) return unknown('INDUSTRY_UNKNOWN', part.trim(), places.closest('industry', part));
      if (!codes.includes(code)) codes.push(code);
    }
  }
  return value(codes);
}

function splitList(text: string): string[] {
  return [...new Set(text.split(/[;；、\n]/).map((part) => part.trim()))].filter((part) => part !== '');
}

/** Digits a spreadsheet's number keeps exactly. */
const EXACT_DIGITS = 15;

/** A stored value as it stands in our own workbooks: names for codes, figures in the column's unit. */
export function cellOf(
  stored: FieldValue | undefined,
  field: Pick<TransferField, 'kind' | 'dictionary' | 'terms'>,
  places: PlaceNames,
): string | number | null {
  if (stored === null || stored === undefined || (Array.isArray(stored) && stored.length === 0)) return null;
  switch (field.kind) {
    case 'money':
      return exactNumber(new Exact(valueText(stored)).div(10_000));
    case 'quantity':
    case 'share':
      return exactNumber(new Exact(valueText(stored)));
    case 'integer':
    case 'coordinate':
      return Number(stored);
    case 'choice':
      return termOfField(field, valueText(stored));
    case 'choices':
      return listOf(stored)
        .map((code) => termOfField(field, code))
        .join('；');
    case 'area':
      return places.areaName(valueText(stored));
    case 'region':
      return places.regionName(valueText(stored));
    case 'industries':
      return listOf(stored)
        .map((code) => places.industryName(code))
        .join('；');
    case 'words':
      return listOf(stored).join('；');
    case 'fundings':
      return fundingsText(stored as FundingSource[]);
    default:
      return valueText(stored);
  }
}

function listOf(stored: Exclude<FieldValue, null>): string[] {
  return Array.isArray(stored) ? stored.map(String) : [valueText(stored)];
}

function termOfField(field: Pick<TransferField, 'dictionary' | 'terms'>, code: string): string {
  const terms = choiceTerms(field);
  return Object.hasOwn(terms, code) ? terms[code] : code;
}

/** As a number where a spreadsheet keeps all its digits, else as text. */
export function exactNumber(amount: Decimal): number | string {
  return amount.precision() <= EXACT_DIGITS ? amount.toNumber() : amount.toFixed();
}

/**
 * What a cell is taken for, where that is more than it says: figures whose unit changes with both, names that were recognised by another.
 * Undefined where the cell says it itself, is blank, or cannot be read.
 */
export function readingText(
  cell: Cell | undefined,
  field: TransferField,
  unit: string | null,
  places: PlaceNames,
): string | undefined {
  const reading = readCell(cell, field, unit, places);
  if (reading.kind !== 'value' || reading.value === null) return undefined;
  const text = textOfCell(cell);
  if (field.kind === 'money' || field.kind === 'quantity' || field.kind === 'share') {
    const kept = field.kind === 'money' ? '元' : field.kind === 'share' ? '%' : (field.unit ?? reading.unit ?? '');
    const amount = new Exact(valueText(reading.value)).mul(field.kind === 'share' ? 100 : 1);
    const [whole, part] = amount.toFixed().split('.');
    const figure = `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}${part === undefined ? '' : `.${part}`}`;
    const said = /\d$/.test(text) && unit !== null && unit !== '1' ? `${text} ${unit}` : text;
    const read = field.kind === 'share' ? `${figure}%` : `${figure} ${kept}`.trim();
    if (reading.qualifier !== undefined) return `${said} → ${qualified(read, reading.qualifier, field)}`;
    return plainFigure(said) === plainFigure(read) || plainFigure(text) === plainFigure(figure)
      ? undefined
      : `${said} → ${read}`;
  }
  const shown = cellText(cellOf(reading.value, field, places));
  if (reading.qualifier !== undefined) return `${text} → ${qualified(shown, reading.qualifier, field)}`;
  // A day in another spelling is no news, but its century is.
  const isPlain = field.kind === 'day' ? !/^\s*\d{2}\D/.test(text.normalize('NFKC')) : field.kind === 'text' || field.kind === 'longText'; // prettier-ignore
  return sameText(shown, text) || isPlain ? undefined : `${text} → ${shown}`;
}

/** A figure with how it is meant, or with the note that the register keeps the figure alone. */
function qualified(read: string, qualifier: Code<'qualifier'>, { qualifierField }: TransferField): string {
  const term = termOf('qualifier', qualifier);
  return qualifierField === undefined ? `${read}（只记数字，不记“${term}”）` : `${term} ${read}`;
}

function plainFigure(text: string): string {
  return text.normalize('NFKC').replaceAll(/[\s,]/g, '');
}

/** Whether a read value says the same as the stored one; `1.50` and `1.5` do. */
export function isSameValue(read: FieldValue, stored: FieldValue | undefined, field: TransferField): boolean {
  if (read === null || stored === null || stored === undefined) {
    return (read === null || (Array.isArray(read) && read.length === 0)) && (stored === null || stored === undefined);
  }
  if (field.kind === 'fundings')
    return fundingsText(read as FundingSource[]) === fundingsText(stored as FundingSource[]);
  if (Array.isArray(read)) {
    return Array.isArray(stored) && read.length === stored.length && read.every((part, i) => part === stored[i]);
  }
  if (field.kind === 'money' || field.kind === 'quantity' || field.kind === 'share') {
    return new Exact(String(read)).eq(valueText(stored));
  }
  if (typeof read === 'number') return read === Number(stored);
  return sameText(read, valueText(stored));
}

/** Line ends change on the way through a spreadsheet; nobody means anything by it. */
export function sameText(a: string, b: string): boolean {
  return a === b || plainLines(a) === plainLines(b);
}

function plainLines(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').trim();
}

/** Text of one of our own cells, to compare with a sender's. */
export function cellText(cell: string | number | null): string {
  return cell === null ? '' : typeof cell === 'number' ? numberText(cell) : cell;
}
