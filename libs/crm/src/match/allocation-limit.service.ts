import { Injectable } from '@nestjs/common';
import type {
  AllocationLimits,
  AllocationLimitView,
  CreateAllocationLimit,
  UpdateAllocationLimit,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/**
 * 分配上限: how many open approaches one enterprise, project, county or officer carries. The city sets them, everybody who reads matches
 * sees them; the next run works with them. Nothing is deleted: a limit of its own is lifted, and may be put in force again.
 */
@Injectable()
export class AllocationLimitService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Limits in force, the defaults first. */
  list(): Promise<AllocationLimits> {
    return this.database.transaction(async (tx) => ({
      items: await this.views(tx, 'l.is_in_force'),
      can: { edit: may(this.database.actor, 'allocation.update') },
    }));
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
         l.updated_at AS "updatedAt", u.display_name AS "updatedByName"
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

/** Under the reader's policies: an enterprise another unit holds has no name. */
const SUBJECT_NAME = `CASE l.kind
  WHEN 'enterprise' THEN (SELECT e.name FROM enterprise e WHERE e.id::text = l.subject_key)
  WHEN 'project' THEN (SELECT p.name FROM project p WHERE p.id::text = l.subject_key)
  WHEN 'area' THEN (SELECT a.name FROM area a WHERE a.code = l.subject_key)
  ELSE (SELECT u.display_name FROM app_user u WHERE u.id::text = l.subject_key) END`;
