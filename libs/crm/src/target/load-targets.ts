import { CITY_AREA } from '@lianghuan/contracts';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { orNull, readDataCsv } from '../csv/read-csv.js';

/**
 * Statements that are one target: the 550亿元 of industrial funds stands in part 一(二) and again in measure 34. Both stay as sources;
 * counted once, under the code of the indicator it measures.
 */
const COUNTED_AS: Readonly<Record<string, string>> = { T06: 'F1', T23: 'F1' };
/** 新增招商引资产业到位资金 and 新增产业到位资金 are the same figure; the shorter name is the indicator's (requirements §7). */
const INDICATOR_NAMES: Readonly<Record<string, string>> = { F1: '新增产业到位资金' };
/** How far below 左右 still counts as met, where a document gives none (requirements §8.3, acceptance check 13). */
const DEFAULT_TOLERANCE_SHARE = '0.02';

/** One statement of a target in a document, as a row of data/reference/targets.csv. */
export interface TargetStatement {
  readonly code: string;
  readonly clause: string;
  readonly indicator: string;
  readonly comparator: string;
  readonly value: string;
  readonly value_to: string;
  readonly unit: string;
  readonly scope: string;
  readonly scope_kind: string;
  readonly period: string;
  readonly quote: string;
  readonly basis_document: string;
}

/** Fills the targets and where they are stated. May run again; a figure that changed gets a new version. */
export async function loadTargets(
  tx: EntityManager,
  statements: readonly TargetStatement[] = readDataCsv('reference/targets.csv') as unknown as TargetStatement[],
): Promise<void> {
  const groups = new Map<string, TargetStatement[]>();
  for (const statement of statements) {
    const key = `${COUNTED_AS[statement.code] ?? statement.code}/${statement.period}`;
    groups.set(key, [...(groups.get(key) ?? []), statement]);
  }
  for (const [key, sources] of groups) {
    const [code, year] = key.split('/');
    const [first] = sources;
    const differing = sources.find((s) => s.comparator !== first.comparator || s.unit !== first.unit || !new Decimal(s.value).eq(first.value)); // prettier-ignore
    if (differing !== undefined) {
      throw new Error(`targets: ${first.code} and ${differing.code} are stated as one target but differ`);
    }
    const [{ id }] = (await tx.query(UPSERT, [
      code,
      INDICATOR_NAMES[code] ?? first.indicator,
      Number(year),
      CITY_AREA,
      first.comparator,
      first.value,
      orNull(first.value_to),
      first.unit,
      first.comparator === 'around' ? DEFAULT_TOLERANCE_SHARE : null,
      first.scope,
      first.scope_kind,
      sources.map((s) => s.clause).join('、'),
      [...new Set(sources.map((s) => s.basis_document))].join('、'),
    ])) as [{ id: string }];
    for (const source of sources) {
      await tx.query(
        `INSERT INTO target_source (target_id, code, clause, quote, basis) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (target_id, code) DO UPDATE SET clause = EXCLUDED.clause, quote = EXCLUDED.quote, basis = EXCLUDED.basis`,
        [id, source.code, source.clause, source.quote, source.basis_document],
      );
    }
  }
}

const UPSERT = `
  INSERT INTO target AS t (code, indicator, year, area_code, comparator, value, value_to, unit, tolerance_share, scope, scope_kind, clause, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (code, year, area_code) DO UPDATE SET indicator = EXCLUDED.indicator, comparator = EXCLUDED.comparator, value = EXCLUDED.value,
    value_to = EXCLUDED.value_to, unit = EXCLUDED.unit, tolerance_share = EXCLUDED.tolerance_share, scope = EXCLUDED.scope,
    scope_kind = EXCLUDED.scope_kind, clause = EXCLUDED.clause, basis = EXCLUDED.basis,
    version = t.version + ((t.comparator, t.value, t.value_to, t.unit, t.tolerance_share)
      IS DISTINCT FROM (EXCLUDED.comparator, EXCLUDED.value, EXCLUDED.value_to, EXCLUDED.unit, EXCLUDED.tolerance_share))::int
  RETURNING id`;
