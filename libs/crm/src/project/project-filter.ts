import { type Code, type ProjectQuery, QUALITY_BANDS } from '@lianghuan/contracts';
import type { SelectQueryBuilder } from 'typeorm';
import { whereOneOf } from '../record/one-of.js';
import { REACHED_SQL } from './conversion-steps.js';
import type { Project } from './project.entity.js';

/** How a row `s` of a snapshot was counted; the snapshot's own figures are taken by the same. */
export const SNAPSHOT_PART_SQL: Readonly<Record<Code<'snapshotPart'>, string>> = {
  good: `s.quality >= ${QUALITY_BANDS.good}`,
  fair: `(s.quality >= ${QUALITY_BANDS.fair} AND s.quality < ${QUALITY_BANDS.good})`,
  poor: `s.quality < ${QUALITY_BANDS.fair}`,
  ripe: `s.maturity = 'ripe'`,
};

/** 门类 of the first trade of a project. */
export const MAIN_SECTION_SQL = (project: string) =>
  `(SELECT i.section_code FROM industry i WHERE i.code = ${project}.industry_codes[1])`;

/** Whether a row `r` is in a band. Each is a comparison or two: the score is worked out for each row that is looked at. */
const QUALITY_BAND_SQL: Readonly<Record<Code<'qualityBand'>, string>> = {
  good: `r.quality >= ${QUALITY_BANDS.good}`,
  fair: `r.quality >= ${QUALITY_BANDS.fair} AND r.quality < ${QUALITY_BANDS.good}`,
  poor: `r.quality < ${QUALITY_BANDS.fair}`,
};

/** Narrows a list of projects `r` to what is wanted. */
export function filterProjects(query: SelectQueryBuilder<Project>, wanted: ProjectQuery): void {
  for (const name of ['areaCode', 'placement', 'reserveState', 'phase', 'sector', 'park'] as const) {
    whereOneOf(query, name, wanted[name]);
  }
  if (wanted.list) {
    query.andWhere(
      'r.id IN (SELECT m.project_id FROM project_list_membership m WHERE m.list = ANY(:list) AND m.left_on IS NULL)',
      { list: wanted.list },
    );
  }
  if (wanted.parkUntied === true) query.andWhere('r.park IS NULL AND r.parkName IS NOT NULL');
  filterElements(query, wanted);
  filterReserve(query, wanted);
  if (wanted.fundingRoute) {
    query.andWhere('r.fundingRoutes && :fundingRoute', { fundingRoute: wanted.fundingRoute });
  }
  if (wanted.investmentMinCny !== undefined) {
    query.andWhere('r.totalInvestmentCny >= :investmentMin', { investmentMin: wanted.investmentMinCny });
  }
  if (wanted.investmentMaxCny !== undefined) {
    query.andWhere('r.totalInvestmentCny <= :investmentMax', { investmentMax: wanted.investmentMaxCny });
  }
}

/** What a project needs of land and energy (measures 43, 44). */
function filterElements(query: SelectQueryBuilder<Project>, wanted: ProjectQuery): void {
  for (const name of ['landClass', 'energyCase'] as const) whereOneOf(query, name, wanted[name]);
  if (wanted.landYear !== undefined) query.andWhere('r.landYear = :landYear', { landYear: wanted.landYear });
  if (wanted.needsForest !== undefined)
    query.andWhere('(coalesce(r.forestMu, 0) > 0) = :needsForest', { needsForest: wanted.needsForest });
}

/** What the figures of the reserve count, as filters of the list they open. */
function filterReserve(query: SelectQueryBuilder<Project>, wanted: ProjectQuery): void {
  for (const name of ['approvalKind', 'maturity'] as const) {
    whereOneOf(query, name, wanted[name]);
  }
  if (wanted.approved !== undefined) query.andWhere(`r.approvedOn IS ${wanted.approved ? 'NOT ' : ''}NULL`);
  if (wanted.qualityBand) {
    const bands = wanted.qualityBand.filter((band): band is Code<'qualityBand'> => Object.hasOwn(QUALITY_BAND_SQL, band)); // prettier-ignore
    query.andWhere(`(${bands.map((band) => `(${QUALITY_BAND_SQL[band]})`).join(' OR ') || 'false'})`);
  }
  if (wanted.admitted !== undefined) query.andWhere(`r.intakeOn IS ${wanted.admitted ? 'NOT ' : ''}NULL`);
  if (wanted.intake) query.andWhere(`to_char(r.intakeOn, 'YYYY-MM') = ANY(:intake)`, { intake: wanted.intake });
  if (wanted.startBy) {
    query.andWhere('(r.plannedStartOn IS NULL OR r.plannedStartOn <= :startBy)', { startBy: wanted.startBy });
  }
  if (wanted.reached) query.andWhere(`r.id IN (${REACHED_SQL[wanted.reached]})`);
  if (wanted.mainSection) {
    query.andWhere(`coalesce(${MAIN_SECTION_SQL('r')}, 'none') = ANY(:mainSection)`, { mainSection: wanted.mainSection }); // prettier-ignore
  }
  if (wanted.snapshot) {
    const part = wanted.snapshotPart === undefined ? 'true' : SNAPSHOT_PART_SQL[wanted.snapshotPart];
    query.andWhere(
      `r.id IN (SELECT s.project_id FROM reserve_snapshot_project s WHERE s.period = :snapshot
           AND (:snapshotArea::text IS NULL OR s.area_code = :snapshotArea) AND ${part})`,
      { snapshot: wanted.snapshot, snapshotArea: wanted.snapshotArea ?? null },
    );
  }
}
