import { Injectable } from '@nestjs/common';
import {
  type AllocationLimits,
  type AllocationLimitView,
  type CreateAllocationLimit,
  type OfficerView,
  permissionsOf,
  ROLE_CODES,
  type UpdateAllocationLimit,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { ReferenceData } from '../reference/reference-data.js';
import { reachedAreas } from './reached-areas.js';

/**
 * 分配上限: how many open approaches one enterprise, project, county or officer carries. The city sets them, everybody who reads matches
 * sees them; the next run works with them. Nothing is deleted: a limit of its own is lifted, and may be put in force again.
 */
@Injectable()
export class AllocationLimitService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
  ) {}

  /** Limits in force, the defaults first. */
  list(): Promise<AllocationLimits> {
    return this.database.transaction(async (tx) => ({
      items: await this.views(tx, 'l.is_in_force'),
      can: { edit: may(this.database.actor, 'allocation.update') },
    }));
  }

  /**
   * Whom a limit may be set for: people with an open account that can carry leads, within the actor's reach. Who sets limits needs no look
   * at the accounts for it. @throws {AppError} FORBIDDEN
   */
  officers(): Promise<OfficerView[]> {
    return this.database.transaction(async (tx) => {
      this.require();
      await this.reference.ready();
      return tx.query<OfficerView[]>(
        `SELECT u.id, u.display_name AS name, o.name AS "organisationName" FROM app_user u JOIN organisation o ON o.id = u.organisation_id
         WHERE u.disabled_at IS NULL AND u.roles && $1 AND ($2::text[] IS NULL OR o.area_code = ANY ($2)) ORDER BY o.code, u.display_name, u.id`,
        [CARRIES_LEADS, reachedAreas(this.database.actor, 'allocation.update', this.reference)],
      );
    });
  }

  /** Sets a limit beside the default. @throws {ValidationError} for a subject the actor does not know, DUPLICATE_KEY where one is in force */
  create({ kind, subjectKey, capacity, note }: CreateAllocationLimit): Promise<AllocationLimitView> {
    return this.database.transaction(async (tx) => {
      this.require();
      if ((await this.nameOf(tx, kind, subjectKey)) === null) {
        throw new ValidationError([{ path: 'subjectKey', code: 'unknown', message: '没有找到该对象' }]);
      }
      const rows = (await tx.query(
        `INSERT INTO allocation_limit AS l (kind, subject_key, capacity, note, updated_at, updated_by_id) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (kind, subject_key) DO UPDATE SET capacity = $3, note = $4, is_in_force = true, version = l.version + 1,
           updated_at = $5, updated_by_id = $6 WHERE NOT l.is_in_force RETURNING id`,
        [kind, subjectKey, capacity, note, this.clock.now(), this.database.actor.id],
      )) as { id: string }[];
      if (rows[0] === undefined) throw new AppError('DUPLICATE_KEY', { field: 'subjectKey', value: subjectKey });
      return this.view(tx, rows[0].id);
    });
  }

  /** @throws {AppError} ALLOCATION_LIMIT_NOT_FOUND, VERSION_CONFLICT */
  update(id: string, { version, capacity, note, reason }: UpdateAllocationLimit): Promise<AllocationLimitView> {
    return this.database.because(reason, () => this.change(id, version, 'capacity = $5, note = coalesce($6, note)', [capacity, note ?? null])); // prettier-ignore
  }

  /** Lifts a limit of its own: the default holds again. @throws {AppError} ALLOCATION_LIMIT_NOT_FOUND, also for a default */
  async lift(id: string, version: number, reason: string): Promise<AllocationLimitView> {
    return this.database.because(reason, () => this.change(id, version, 'is_in_force = false', [], 'AND subject_key IS NOT NULL')); // prettier-ignore
  }

  private change(
    id: string,
    version: number,
    set: string,
    values: unknown[],
    where = '',
  ): Promise<AllocationLimitView> {
    return this.database.transaction(async (tx) => {
      this.require();
      const [before] = await this.views(tx, `l.id = $1 AND l.is_in_force ${where}`, [id]);
      if (before === undefined) throw new AppError('ALLOCATION_LIMIT_NOT_FOUND', { id });
      const [rows] = (await tx.query(
        `UPDATE allocation_limit SET ${set}, version = version + 1, updated_at = $3, updated_by_id = $4
         WHERE id = $1 AND version = $2 RETURNING id`,
        [id, version, this.clock.now(), this.database.actor.id, ...values],
      )) as [{ id: string }[], number];
      if (rows[0] === undefined) {
        throw new AppError('VERSION_CONFLICT', { by: before.updatedByName ?? '系统', at: before.updatedAt, version: before.version }); // prettier-ignore
      }
      return this.view(tx, id);
    });
  }

  private require(): void {
    if (!may(this.database.actor, 'allocation.update')) {
      throw new AppError('FORBIDDEN', { permission: 'allocation.update' });
    }
  }

  private async view(tx: EntityManager, id: string): Promise<AllocationLimitView> {
    return (await this.views(tx, 'l.id = $1', [id]))[0];
  }

  private async views(tx: EntityManager, where: string, values: unknown[] = []): Promise<AllocationLimitView[]> {
    const rows = (await tx.query(
      `SELECT l.id, l.version, l.kind, l.subject_key AS "subjectKey", ${SUBJECT_NAME} AS "subjectName", l.capacity, l.note,
         l.updated_at AS "updatedAt", u.display_name AS "updatedByName", ${CHANGES} AS changes
       FROM allocation_limit l LEFT JOIN app_user u ON u.id = l.updated_by_id WHERE ${where}
       ORDER BY l.subject_key IS NOT NULL, array_position('{enterprise,project,area,officer}', l.kind), 5, l.id`,
      values,
    )) as LimitRow[];
    return rows.map(({ subjectKey, subjectName, updatedAt, ...row }) => ({
      ...row,
      subject: subjectKey === null ? null : { key: subjectKey, name: subjectName ?? subjectKey },
      updatedAt: updatedAt.toISOString(),
    }));
  }

  private async nameOf(tx: EntityManager, kind: string, subjectKey: string): Promise<string | null> {
    const [row] = (await tx.query(
      `SELECT ${SUBJECT_NAME} AS name FROM (SELECT $1::text AS kind, $2::text AS subject_key) l`,
      [kind, subjectKey],
    )) as { name: string | null }[];
    return row.name;
  }
}

type LimitRow = Omit<AllocationLimitView, 'subject' | 'updatedAt'> & {
  readonly subjectKey: string | null;
  readonly subjectName: string | null;
  readonly updatedAt: Date;
};

/** Roles that may hold a lead. */
const CARRIES_LEADS = ROLE_CODES.filter((role) => permissionsOf([role]).has('lead.update'));

/** Limits are no secret, so neither is why they were changed. The trace holds what changed: old values with their nulls, new ones without. */
const CHANGES = `(
  SELECT coalesce(jsonb_agg(jsonb_build_object(
      'at', to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'byName', w.display_name,
      'action', CASE WHEN a.action = 'INSERT' OR a.new_values ->> 'is_in_force' = 'true' THEN 'set'
        WHEN a.new_values ->> 'is_in_force' = 'false' THEN 'lifted' ELSE 'changed' END,
      'reason', coalesce(a.reason, a.new_values ->> 'note'),
      'capacity', CASE WHEN a.action = 'INSERT' OR a.old_values ? 'capacity'
        THEN jsonb_build_object('from', a.old_values -> 'capacity', 'to', a.new_values -> 'capacity') END) ORDER BY a.id DESC), '[]')
  FROM audit_entry a LEFT JOIN app_user w ON w.id = a.actor_id
  WHERE a.table_name = 'allocation_limit' AND a.row_id = l.id::text AND a.actor_id IS NOT NULL)`;

/** Under the reader's policies: an enterprise another unit holds has no name. */
const SUBJECT_NAME = `CASE l.kind
  WHEN 'enterprise' THEN (SELECT e.name FROM enterprise e WHERE e.id::text = l.subject_key)
  WHEN 'project' THEN (SELECT p.name FROM project p WHERE p.id::text = l.subject_key)
  WHEN 'area' THEN (SELECT a.name FROM area a WHERE a.code = l.subject_key)
  ELSE (SELECT u.display_name FROM app_user u WHERE u.id::text = l.subject_key) END`;
