import type { LandNeedFigures, LandNeedSummary, LandNeedSummaryQuery } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';

type Row = LandNeedFigures & {
  readonly areaCode: string | null;
  readonly areaName: string | null;
  readonly isWhole: boolean;
};

/** Projects `p` that are on the list of some year. */
export const ON_A_LAND_LIST = `p.placement = 'local' AND p.archived_at IS NULL AND p.land_year IS NOT NULL`;

const sumOf = (value: string) => `trim_scale(coalesce(sum(${value}), 0))::text`;
const camelCase = (column: string) => column.replaceAll(/_(.)/g, (_match, letter: string) => letter.toUpperCase());

/** What projects `p`, live or kept in a version, need and have: the columns of `LandNeedFigures`. */
export const LAND_FIGURES_SQL = `count(p.id)::int AS count,
       ${['land_mu', 'new_construction_mu', 'forest_mu', 'land_guaranteed_mu', 'forest_guaranteed_mu'].map((column) => `${sumOf(`p.${column}`)} AS "${camelCase(column)}"`).join(', ')},
       count(*) FILTER (WHERE p.quota_prepaid = 'yes')::int AS "prepaidCount",
       ${sumOf(`CASE WHEN p.quota_prepaid = 'yes' THEN p.new_construction_mu END`)} AS "prepaidMu",
       count(*) FILTER (WHERE p.land_guarantee IS DISTINCT FROM 'settled')::int AS "unsecuredCount",
       count(*) FILTER (WHERE p.forest_mu > 0 AND p.forest_guarantee IS DISTINCT FROM 'settled')::int AS "unsecuredForestCount",
       count(*) FILTER (WHERE p.land_mu IS NULL)::int AS "withoutLandCount"`;

/**
 * 年度用地需求清单 by area (measure 43), of the year asked for or the newest a project names. Counts what the list of projects shows under the same
 * filters.
 */
export async function landNeedsOf(
  tx: EntityManager,
  { landYear, areaCode, landClass, needsForest }: LandNeedSummaryQuery,
): Promise<LandNeedSummary> {
  const years = (await tx.query(
    `SELECT p.land_year AS year FROM project p WHERE ${ON_A_LAND_LIST} GROUP BY 1 ORDER BY 1 DESC`,
  )) as { year: number }[];
  const year = landYear ?? years.at(0)?.year ?? null;
  const rows = (await tx.query(
    `SELECT p.area_code AS "areaCode", a.name AS "areaName", grouping(p.area_code) = 1 AS "isWhole", ${LAND_FIGURES_SQL}
     FROM project p LEFT JOIN area a ON a.code = p.area_code
     WHERE ${ON_A_LAND_LIST} AND p.land_year = $1 AND ($2::text[] IS NULL OR p.area_code = ANY ($2)) AND ($3::text[] IS NULL OR p.land_class = ANY ($3))
       AND ($4::boolean IS NULL OR (coalesce(p.forest_mu, 0) > 0) = $4)
     GROUP BY GROUPING SETS ((), (p.area_code, a.name, a.sort)) ORDER BY a.sort NULLS LAST`,
    [year, areaCode ?? null, landClass ?? null, needsForest ?? null],
  )) as Row[];
  const figuresOf = ({ areaCode: _code, areaName: _name, isWhole: _isWhole, ...figures }: Row): LandNeedFigures =>
    figures;
  const whole = rows.find(({ isWhole }) => isWhole);
  if (whole === undefined) throw new Error('an aggregate without groups has one row');
  const [example] = (await tx.query(`SELECT FROM project p WHERE ${ON_A_LAND_LIST} AND p.land_year = $1 AND p.is_example LIMIT 1`, [year])) as unknown[]; // prettier-ignore
  return {
    year,
    years: years.map((row) => row.year),
    total: figuresOf(whole),
    areas: rows
      .filter(({ isWhole }) => !isWhole)
      .map((row) => ({ ...figuresOf(row), areaCode: row.areaCode, areaName: row.areaName ?? '全市（未分地区）' })),
    containsExamples: example !== undefined,
  };
}
