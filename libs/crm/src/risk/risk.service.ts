import { Injectable } from '@nestjs/common';
import { type Code, type RiskSubject, type RiskView, type SetRiskFlag } from '@lianghuan/contracts';
import { AppError, Clock, Database, may, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/**
 * 风险标记 (measure 27): those in charge flag a project or resource that must be cleared before it is offered, and say which unit to ask.
 * There is no field for the matter itself, so no list, export or trace can tell it. Everybody else is told that it must be cleared.
 */
@Injectable()
export class RiskService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws {AppError} PROJECT_NOT_FOUND, RESOURCE_NOT_FOUND, also for a reader without the right to the register */
  get(subject: RiskSubject): Promise<RiskView> {
    return this.database.transaction((tx) => this.view(tx, subject));
  }

  /** Flags it. @throws {AppError} FORBIDDEN, RISK_FLAGGED_ALREADY, ValidationError for a unit there is not */
  set({ subject, level, askOrganisationId }: SetRiskFlag): Promise<RiskView> {
    return this.database.transaction(async (tx) => {
      this.require();
      await this.view(tx, subject);
      const units = (await tx.query('SELECT FROM organisation WHERE id = $1', [askOrganisationId])) as unknown[];
      if (units.length === 0) throw new ValidationError([{ path: 'askOrganisationId', code: 'unknown', message: '没有找到该单位' }]); // prettier-ignore
      const made = (await tx.query(
        `INSERT INTO risk_flag (${COLUMNS[subject.kind]}, level, ask_organisation_id, set_at, set_by_id) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING RETURNING id`,
        [subject.id, level, askOrganisationId, this.clock.now(), this.database.actor.id],
      )) as unknown[];
      if (made.length === 0) throw new AppError('RISK_FLAGGED_ALREADY');
      return this.view(tx, subject);
    });
  }

  /** Clears it: it may be offered again, from now on and in the next match run. @throws {AppError} FORBIDDEN, RISK_FLAG_NOT_FOUND */
  clear(subject: RiskSubject): Promise<RiskView> {
    return this.database.transaction(async (tx) => {
      this.require();
      const [rows] = (await tx.query(
        `UPDATE risk_flag SET cleared_at = $2, cleared_by_id = $3 WHERE ${COLUMNS[subject.kind]} = $1 AND cleared_at IS NULL RETURNING id`,
        [subject.id, this.clock.now(), this.database.actor.id],
      )) as [unknown[], number];
      if (rows.length === 0) throw new AppError('RISK_FLAG_NOT_FOUND', { id: subject.id });
      return this.view(tx, subject);
    });
  }

  private require(): void {
    if (!may(this.database.actor, 'risk.manage')) throw new AppError('FORBIDDEN', { permission: 'risk.manage' });
  }

  private async view(tx: EntityManager, { kind, id }: RiskSubject): Promise<RiskView> {
    const { actor } = this.database;
    const known = may(actor, `${kind}.read`) && (await tx.query<unknown[]>(`SELECT FROM ${kind} WHERE id = $1`, [id])).length > 0; // prettier-ignore
    if (!known) throw new AppError(kind === 'project' ? 'PROJECT_NOT_FOUND' : 'RESOURCE_NOT_FOUND', { id });
    const [row] = (await tx.query(
      `SELECT awaits_clearance($1) AS "awaitsClearance", f.id, f.level, o.id AS "unitId", o.name AS "unitName", f.set_at AS "setAt",
         u.display_name AS "setByName"
       FROM (SELECT 1) one LEFT JOIN risk_flag f ON f.${COLUMNS[kind]} = $1 AND f.cleared_at IS NULL
       LEFT JOIN organisation o ON o.id = f.ask_organisation_id LEFT JOIN app_user u ON u.id = f.set_by_id`,
      [id],
    )) as [FlagRow];
    return {
      awaitsClearance: row.awaitsClearance,
      flag:
        row.id === null
          ? null
          : {
              id: row.id,
              level: row.level,
              askUnit: { id: row.unitId, name: row.unitName },
              setAt: row.setAt.toISOString(),
              setByName: row.setByName,
            },
      can: { manage: may(actor, 'risk.manage') },
    };
  }
}

const COLUMNS = { project: 'project_id', resource: 'resource_id' } as const;

/** With `id` null the other columns of the flag are null, too: there is none, or it is not for this reader. */
interface FlagRow {
  readonly awaitsClearance: boolean;
  readonly id: string | null;
  readonly level: Code<'riskLevel'>;
  readonly unitId: string;
  readonly unitName: string;
  readonly setAt: Date;
  readonly setByName: string;
}
