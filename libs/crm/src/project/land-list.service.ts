import {
  type FreezeLandList,
  LAND_LIST_FIELDS,
  type LandListChange,
  type LandListDetail,
  type LandListDifference,
  type LandListField,
  type LandListQuery,
  type LandListRow,
  type LandListVersion,
  type LandListVersions,
  type LandNeedFigures,
} from '@lianghuan/contracts';
import { type Actor, AppError, Clock, Database, snakeCase } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReferenceData } from '../reference/reference-data.js';
import { LAND_FIGURES_SQL, ON_A_LAND_LIST } from './land-needs.js';

/** Columns of a project that a version keeps. */
const KEPT = ['code', 'name', 'area_code', ...LAND_LIST_FIELDS.map(snakeCase)];
const QUANTITIES: ReadonlySet<string> = new Set(LAND_LIST_FIELDS.filter((field) => field.endsWith('Mu')));

/** Year and place whose list a version is of, or would be; place null for the whole city. */
type Scope = Pick<LandListVersion, 'year' | 'areaCode'>;

/**
 * 清单版本 (measure 43): the 用地需求清单 of a year as a county submitted or the city issued it. A version is written once; its figures are
 * added up from what it kept, so they never change.
 */
@Injectable()
export class LandListService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
  ) {}

  /** Versions of a year, the newest first. */
  list({ year }: LandListQuery): Promise<LandListVersions> {
    return this.database.transaction(async (tx) => ({
      items: await this.versions(tx, 'v.year = $1', [year]),
      mayFreeze: scopesOf(this.database.actor),
    }));
  }

  /** A version with the projects it kept. @throws {AppError} LAND_LIST_NOT_FOUND */
  detail(id: string): Promise<LandListDetail> {
    return this.database.transaction(async (tx) => {
      const version = await this.version(tx, id);
      const [previous] = await this.versions(
        tx,
        'v.year = $1 AND v.area_code IS NOT DISTINCT FROM $2 AND v.number < $3',
        [version.year, version.areaCode, version.number],
      );
      return { ...version, rows: await this.rowsOf(tx, version), previousId: previous?.id ?? null };
    });
  }

  /**
   * Keeps the list as it is now under the next number.
   * @throws {AppError} AREA_FORBIDDEN for a place whose list is not the actor's to keep, LAND_LIST_EMPTY
   */
  freeze({ year, areaCode, step, reason }: FreezeLandList): Promise<LandListDetail> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const { actor } = this.database;
        if (!scopesOf(actor).includes(areaCode)) throw new AppError('AREA_FORBIDDEN');
        await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
          `land_list ${year} ${areaCode ?? ''}`,
        ]);
        const [{ id }] = (await tx.query(
          `INSERT INTO land_list_version (year, area_code, number, step, reason, frozen_at, frozen_by_id, organisation_id)
           SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7 FROM land_list_version
           WHERE year = $1 AND area_code IS NOT DISTINCT FROM $2 RETURNING id`,
          [year, areaCode, step, reason, this.clock.now(), actor.id, actor.organisationId],
        )) as [{ id: string }];
        const kept = (await tx.query(
          `INSERT INTO land_list_project (version_id, project_id, ${KEPT.join(', ')})
           SELECT $3, p.id, ${KEPT.map((column) => `p.${column}`).join(', ')} FROM project p WHERE ${IN_SCOPE} RETURNING project_id`,
          [year, areaCode, id],
        )) as unknown[];
        if (kept.length === 0) throw new AppError('LAND_LIST_EMPTY', { year });
        return this.detail(id);
      }),
    );
  }

  /**
   * What became of the list from a version to another one of the same year and place, or to now. Of two versions the earlier one comes first,
   * whichever is asked for.
   * @throws {AppError} LAND_LIST_NOT_FOUND, LAND_LISTS_DIFFER for versions of two lists
   */
  difference(id: string, otherId?: string): Promise<LandListDifference> {
    return this.database.transaction(async (tx) => {
      const version = await this.version(tx, id);
      const other = otherId === undefined ? null : await this.version(tx, otherId);
      if (other !== null && (other.year !== version.year || other.areaCode !== version.areaCode))
        throw new AppError('LAND_LISTS_DIFFER');
      const [from, to] = other !== null && other.number < version.number ? [other, version] : [version, other];
      const [before, after] = [
        await this.rowsOf(tx, from),
        to === null ? await this.rowsNow(tx, from) : await this.rowsOf(tx, to),
      ];
      return {
        from,
        to,
        total: { before: from.total, after: to?.total ?? (await this.totalNow(tx, from)) },
        changes: changesBetween(before, after),
      };
    });
  }

  private async version(tx: EntityManager, id: string): Promise<LandListVersion> {
    const [version] = await this.versions(tx, 'v.id = $1', [id]);
    if (version === undefined) throw new AppError('LAND_LIST_NOT_FOUND', { id });
    return version;
  }

  /** `where` is SQL of this class, over the version `v`. */
  private async versions(tx: EntityManager, where: string, values: unknown[]): Promise<LandListVersion[]> {
    await this.reference.ready();
    const rows = (await tx.query(
      `SELECT v.id, v.year, v.area_code AS "areaCode", v.number, v.step, v.reason, v.frozen_at AS "frozenAt", u.display_name AS "frozenByName",
         o.name AS "organisationName", (SELECT to_jsonb(t) FROM (SELECT ${LAND_FIGURES_SQL} FROM (SELECT l.project_id AS id, l.* FROM land_list_project l
           WHERE l.version_id = v.id) p) t) AS total
       FROM land_list_version v JOIN app_user u ON u.id = v.frozen_by_id JOIN organisation o ON o.id = v.organisation_id
       WHERE ${where} ORDER BY v.frozen_at DESC, v.id DESC`,
      values,
    )) as (Omit<LandListVersion, 'areaName' | 'frozenAt'> & { frozenAt: Date })[];
    return rows.map((row) => ({
      ...row,
      areaName: row.areaCode === null ? '全市' : (this.reference.areaName(row.areaCode) ?? row.areaCode),
      frozenAt: row.frozenAt.toISOString(),
    }));
  }

  private rowsOf(tx: EntityManager, { id }: LandListVersion): Promise<LandListRow[]> {
    return this.rows(tx, 'land_list_project p', 'project_id', 'p.version_id = $1', [id]);
  }

  private rowsNow(tx: EntityManager, { year, areaCode }: Scope): Promise<LandListRow[]> {
    return this.rows(tx, 'project p', 'id', IN_SCOPE, [year, areaCode]);
  }

  private async rows(
    tx: EntityManager,
    from: string,
    id: string,
    where: string,
    values: unknown[],
  ): Promise<LandListRow[]> {
    const fields = LAND_LIST_FIELDS.map((field) => {
      const column = `p.${snakeCase(field)}`;
      return `${QUANTITIES.has(field) ? `trim_scale(${column})::text` : column} AS "${field}"`;
    });
    const rows = (await tx.query(
      `SELECT p.${id} AS "projectId", p.code, p.name, p.area_code AS "areaCode", ${fields.join(', ')}
       FROM ${from} LEFT JOIN area a ON a.code = p.area_code WHERE ${where} ORDER BY a.sort NULLS LAST, p.code`,
      values,
    )) as Omit<LandListRow, 'areaName'>[];
    return rows.map((row) => ({ ...row, areaName: this.reference.areaName(row.areaCode) }));
  }

  private async totalNow(tx: EntityManager, { year, areaCode }: Scope): Promise<LandNeedFigures> {
    const [total] = (await tx.query(`SELECT ${LAND_FIGURES_SQL} FROM project p WHERE ${IN_SCOPE}`, [year, areaCode])) as [LandNeedFigures]; // prettier-ignore
    return total;
  }
}

/** Projects `p` on the list of year `$1`, of the place `$2` or with null of the whole city. */
const IN_SCOPE = `${ON_A_LAND_LIST} AND p.land_year = $1 AND ($2::text IS NULL OR p.area_code = $2)`;

/** Places whose list the actor keeps: the whole city for who writes projects of all of it, else the own county. */
function scopesOf({ reach, areaCodes }: Actor): (string | null)[] {
  const update = reach.get('project.update');
  return update === 'city' ? [null] : update === 'area' ? [...areaCodes] : [];
}

/** In the order of the later list, what left it last. */
export function changesBetween(before: readonly LandListRow[], after: readonly LandListRow[]): LandListChange[] {
  const old = new Map(before.map((row) => [row.projectId, row]));
  const kept = new Set(after.map(({ projectId }) => projectId));
  const changed = after.flatMap((row): LandListChange[] => {
    const was = old.get(row.projectId);
    if (was === undefined) return [{ change: 'added', project: nameOf(row), fields: [] }];
    const fields = LAND_LIST_FIELDS.flatMap((field: LandListField) =>
      was[field] === row[field] ? [] : [{ field, before: was[field], after: row[field] }],
    );
    return fields.length === 0 ? [] : [{ change: 'changed', project: nameOf(row), fields }];
  });
  const removed = before.filter(({ projectId }) => !kept.has(projectId));
  return [...changed, ...removed.map((row) => ({ change: 'removed' as const, project: nameOf(row), fields: [] }))];
}

const nameOf = ({ projectId, code, name, areaName }: LandListRow) => ({ projectId, code, name, areaName });
