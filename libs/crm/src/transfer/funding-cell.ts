import { type Code, DICTIONARIES, type FundingSource, GRANTED_STATES, termOf } from '@lianghuan/contracts';
import type { CellReading } from './cell-value.js';
import { valueText } from './field-value.js';
import { Exact } from './unit.js';

/** How the parts of a cell are read that other fields have, too. */
interface PartReaders {
  readonly amount: (text: string) => CellReading;
  readonly day: (text: string) => CellReading;
}

type Part = Extract<CellReading, { kind: 'problem' }> | string | null;

const ROUTES = termsByLength('fundingRoute');
const STATES = termsByLength('fundingState');
const DAY = /\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$/;

/**
 * 资金安排 as one cell, a piece for each route: `专项债券 3000万元 已获批2500万元 2026-05-01；银行贷款 1亿元 意向`. Only the route must be
 * there; without a word for how far it is, it is intended.
 */
export function readFundings(text: string, read: PartReaders): CellReading {
  const sources: FundingSource[] = [];
  for (const piece of text.split(/[;；\n]/)) {
    if (piece.trim() === '') continue;
    const source = readSource(piece, read);
    if ('kind' in source) return source;
    if (sources.some(({ route }) => route === source.route)) return unclear(piece);
    sources.push(source);
  }
  return { kind: 'value', value: sources };
}

/** The same cell made of what is stored; reading it gives that back. */
export function fundingsText(sources: readonly FundingSource[]): string {
  return sources
    .map(({ route, amountCny, state, grantedCny, on }) =>
      [
        termOf('fundingRoute', route),
        inWan(amountCny),
        `${termOf('fundingState', state)}${inWan(grantedCny)}`,
        on ?? '',
      ]
        .filter(Boolean)
        .join(' '),
    )
    .join('；');
}

function readSource(piece: string, read: PartReaders): FundingSource | Extract<CellReading, { kind: 'problem' }> {
  const plain = piece.replaceAll(/[，：（）():]/g, ' ').trim();
  const route = ROUTES.find(([, term]) => plain.startsWith(term));
  if (route === undefined) {
    return {
      kind: 'problem',
      problem: { code: 'CHOICE_UNKNOWN', details: { value: piece.trim(), choices: Object.values(DICTIONARIES.fundingRoute).join('、') } },
    }; // prettier-ignore
  }
  let rest = plain.slice(route[1].length).trim();
  const day = DAY.exec(rest)?.[0] ?? '';
  rest = rest.slice(0, rest.length - day.length);
  const state = STATES.find(([, term]) => rest.includes(term));
  const [amount, granted = ''] = state === undefined ? [rest] : rest.split(state[1]);
  const source = {
    route: route[0],
    amountCny: partOf(amount, read.amount),
    state: state?.[0] ?? 'intended',
    grantedCny: partOf(granted, read.amount),
    on: partOf(day, read.day),
  };
  for (const part of [source.amountCny, source.grantedCny, source.on]) {
    if (part !== null && typeof part === 'object') return part;
  }
  if (source.grantedCny !== null && !GRANTED_STATES.has(source.state)) return unclear(piece);
  return source as FundingSource;
}

function partOf(text: string, read: (text: string) => CellReading): Part {
  if (text.trim() === '') return null;
  const reading = read(text.trim());
  return reading.kind === 'problem' ? reading : reading.kind === 'value' ? valueText(reading.value) : null;
}

function unclear(piece: string): Extract<CellReading, { kind: 'problem' }> {
  return { kind: 'problem', problem: { code: 'FUNDING_UNCLEAR', details: { value: piece.trim() } } };
}

function inWan(amountCny: string | null): string {
  return amountCny === null ? '' : `${new Exact(amountCny).div(10_000).toFixed()}万元`;
}

/** Longer terms first, so that none is taken for one it begins with. */
function termsByLength<D extends 'fundingRoute' | 'fundingState'>(dictionary: D): [Code<D>, string][] {
  return (Object.entries(DICTIONARIES[dictionary]) as [Code<D>, string][]).sort(([, a], [, b]) => b.length - a.length);
}
