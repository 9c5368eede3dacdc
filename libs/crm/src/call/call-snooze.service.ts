import { Injectable } from '@nestjs/common';
import { type CallSnoozeView, SNOOZE_DAYS_AT_MOST, type SnoozeCall } from '@lianghuan/contracts';
import { AppError, Clock, Database, may, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { LeadService } from '../lead/lead.service.js';

const DAY_MS = 86_400_000;

/**
 * 暂缓联系: what a unit has put off, with who said so, why and until when. It keeps a row off the list of whom to contact and changes neither
 * lead nor suggestion; another unit's list is not touched by it.
 */
@Injectable()
export class CallSnoozeService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly leads: LeadService,
  ) {}

  /**
   * Puts a lead, or an enterprise nobody follows, off until a day; a former one of the same ends with it.
   * @throws {AppError} FORBIDDEN, LEAD_NOT_FOUND, ENTERPRISE_NOT_FOUND; VALIDATION_FAILED for a day that is not to come, or too far off
   */
  snooze({ leadId, enterpriseId, until, reason }: SnoozeCall): Promise<CallSnoozeView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const { actor } = this.database;
        if (!may(actor, 'lead.update') || actor.organisationId === null) throw new AppError('FORBIDDEN');
        this.requireNear(until);
        const about = leadId === undefined ? await this.requireEnterprise(tx, enterpriseId) : (await this.leads.loadForChange(tx, leadId)).enterpriseId; // prettier-ignore
        await tx.query(
          `UPDATE call_snooze SET lifted_at = $3, lifted_by_id = $4
           WHERE enterprise_id = $1 AND lead_id IS NOT DISTINCT FROM $2 AND lifted_at IS NULL`,
          [about, leadId ?? null, this.clock.now(), actor.id],
        );
        const [{ id }] = (await tx.query(
          `INSERT INTO call_snooze (enterprise_id, lead_id, organisation_id, until, reason, by_id, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
          [about, leadId ?? null, actor.organisationId, until, reason, actor.id, this.clock.now()],
        )) as [{ id: string }];
        return this.view(tx, id);
      }),
    );
  }

  /** Puts the row back on the list at once. @throws {AppError} CALL_SNOOZE_NOT_FOUND, also for another unit's; CALL_SNOOZE_OVER */
  lift(id: string): Promise<CallSnoozeView> {
    return this.database.transaction(async (tx) => {
      await this.view(tx, id);
      // Two people at the same moment: the second is told.
      const [lifted] = (await tx.query(
        `UPDATE call_snooze SET lifted_at = $2, lifted_by_id = $3 WHERE id = $1 AND lifted_at IS NULL AND until > $4 RETURNING id`,
        [id, this.clock.now(), this.database.actor.id, this.clock.today()],
      )) as [unknown[], number];
      if (lifted.length === 0) throw new AppError('CALL_SNOOZE_OVER', { id });
      return this.view(tx, id);
    });
  }

  private requireNear(until: string): void {
    const days = (Date.parse(until) - Date.parse(this.clock.today())) / DAY_MS;
    if (days >= 1 && days <= SNOOZE_DAYS_AT_MOST) return;
    throw new ValidationError([
      { path: 'until', code: days < 1 ? 'too_small' : 'too_big', message: `must be 1 to ${SNOOZE_DAYS_AT_MOST} days from today` },
    ]); // prettier-ignore
  }

  private async requireEnterprise(tx: EntityManager, id: string | undefined): Promise<string> {
    const [found] = (await tx.query('SELECT id FROM enterprise WHERE id = $1', [id])) as { id: string }[];
    if (found === undefined) throw new AppError('ENTERPRISE_NOT_FOUND', { id });
    return found.id;
  }

  private async view(tx: EntityManager, id: string): Promise<CallSnoozeView> {
    const [view] = (await tx.query(
      `SELECT z.id, z.enterprise_id AS "enterpriseId", z.lead_id AS "leadId", z.until::text AS until, z.reason,
         (SELECT u.display_name FROM app_user u WHERE u.id = z.by_id) AS "byName", z.at, z.lifted_at AS "liftedAt"
       FROM call_snooze z WHERE z.id = $1`,
      [id],
    )) as CallSnoozeView[];
    if (view === undefined) throw new AppError('CALL_SNOOZE_NOT_FOUND', { id });
    return view;
  }
}
