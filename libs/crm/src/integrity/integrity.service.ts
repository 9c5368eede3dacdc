import {
  type AddIntegrityCheck,
  type IntegrityCheckView,
  type IntegrityView,
  REQUIRED_CHECKS,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may, ValidationError } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { requireEnterprise } from '../contact/require-enterprise.js';
import { integrityStates } from './integrity-state.js';

/** 诚信核查 (measure 35c): answers of public sources about an enterprise, each with its day and until when it holds. Mistakes are withdrawn. */
@Injectable()
export class IntegrityService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws {AppError} ENTERPRISE_NOT_FOUND */
  get(enterpriseId: string): Promise<IntegrityView> {
    return this.database.transaction((tx) => this.view(tx, enterpriseId));
  }

  /** Records what was asked and answered. @throws {AppError} ENTERPRISE_NOT_FOUND, FORBIDDEN, ATTACHMENT_NOT_FOUND, ValidationError for a day to come */
  add(enterpriseId: string, input: AddIntegrityCheck): Promise<IntegrityView> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      await requireEnterprise(tx, actor, enterpriseId);
      if (!may(actor, 'enterprise.update') || actor.organisationId === null) throw new AppError('FORBIDDEN');
      if (input.checkedOn > this.clock.today()) {
        throw new ValidationError([{ path: 'checkedOn', code: 'future', message: 'must not be later than today' }]);
      }
      if (input.attachmentId) {
        const rows = await tx.query<unknown[]>(
          'SELECT FROM attachment WHERE id = $1 AND enterprise_id = $2 AND withdrawn_at IS NULL',
          [input.attachmentId, enterpriseId],
        );
        if (rows.length === 0) throw new AppError('ATTACHMENT_NOT_FOUND', { id: input.attachmentId });
      }
      await tx.query(
        `INSERT INTO integrity_check (enterprise_id, kind, result, finding, source_name, source_url, checked_on, valid_until, attachment_id,
           organisation_id, checked_by_id, recorded_at)
         SELECT $1, kind, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM unnest($2::text[]) kind`,
        [
          enterpriseId, [...new Set(input.kinds)], input.result, input.finding ?? null, input.sourceName, input.sourceUrl ?? null, input.checkedOn,
          input.validUntil, input.attachmentId ?? null, actor.organisationId, actor.id, this.clock.now(),
        ], // prettier-ignore
      );
      return this.view(tx, enterpriseId);
    });
  }

  /** Takes a mistaken check back, by the unit that recorded it. @throws {AppError} INTEGRITY_CHECK_NOT_FOUND, FORBIDDEN */
  withdraw(id: string, reason: string): Promise<IntegrityView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const [check] = (await tx.query(
          'SELECT enterprise_id AS "enterpriseId", organisation_id AS "organisationId" FROM integrity_check WHERE id = $1 AND withdrawn_at IS NULL',
          [id],
        )) as ({ enterpriseId: string; organisationId: string } | undefined)[];
        const { actor } = this.database;
        if (check === undefined || !may(actor, 'enterprise.read'))
          throw new AppError('INTEGRITY_CHECK_NOT_FOUND', { id });
        if (!may(actor, 'enterprise.update') || actor.organisationId !== check.organisationId)
          throw new AppError('FORBIDDEN');
        await tx.query(
          'UPDATE integrity_check SET withdrawn_at = $2, withdrawn_by_id = $3, withdraw_reason = $4 WHERE id = $1',
          [id, this.clock.now(), actor.id, reason],
        );
        return this.view(tx, check.enterpriseId);
      }),
    );
  }

  private async view(tx: EntityManager, enterpriseId: string): Promise<IntegrityView> {
    const { actor } = this.database;
    await requireEnterprise(tx, actor, enterpriseId);
    const mayWrite = may(actor, 'enterprise.update') && actor.organisationId !== null;
    const rows = (await tx.query(CHECKS, [enterpriseId])) as CheckRow[];
    const today = this.clock.today();
    const seen = new Set<string>();
    const checks = rows.map(
      ({ withdrawnAt, withdrawReason, attachmentId, attachmentTitle, organisationId, ...row }): IntegrityCheckView => {
        const isCurrent = withdrawnAt === null && !seen.has(row.kind);
        if (isCurrent) seen.add(row.kind);
        return {
          ...row,
          recordedAt: row.recordedAt.toISOString(),
          attachment: attachmentId === null ? null : { id: attachmentId, title: attachmentTitle ?? '' },
          isCurrent,
          isExpired: row.validUntil < today,
          withdrawn: withdrawnAt === null ? null : { at: withdrawnAt.toISOString(), reason: withdrawReason ?? '' },
          can: { withdraw: mayWrite && withdrawnAt === null && organisationId === actor.organisationId },
        };
      },
    );
    const valid = new Set(
      checks.filter((c) => c.isCurrent && !c.isExpired && c.result === 'clear').map(({ kind }) => kind),
    );
    return {
      state: (await integrityStates(tx, [enterpriseId])).get(enterpriseId) ?? 'unchecked',
      missing: REQUIRED_CHECKS.filter((kind) => !valid.has(kind)),
      checks,
      can: { add: mayWrite },
    };
  }
}

type CheckRow = Omit<
  IntegrityCheckView,
  'recordedAt' | 'attachment' | 'isCurrent' | 'isExpired' | 'withdrawn' | 'can'
> & {
  readonly recordedAt: Date;
  readonly attachmentId: string | null;
  readonly attachmentTitle: string | null;
  readonly organisationId: string;
  readonly withdrawnAt: Date | null;
  readonly withdrawReason: string | null;
};

const CHECKS = `
  SELECT c.id, c.kind, c.result, c.finding, c.source_name AS "sourceName", c.source_url AS "sourceUrl", c.checked_on::text AS "checkedOn",
    c.valid_until::text AS "validUntil", a.id AS "attachmentId", a.title AS "attachmentTitle", c.organisation_id AS "organisationId",
    u.display_name AS "checkedByName", o.name AS "organisationName", c.recorded_at AS "recordedAt", c.withdrawn_at AS "withdrawnAt",
    c.withdraw_reason AS "withdrawReason"
  FROM integrity_check c JOIN app_user u ON u.id = c.checked_by_id JOIN organisation o ON o.id = c.organisation_id
    LEFT JOIN attachment a ON a.id = c.attachment_id
  WHERE c.enterprise_id = $1 ORDER BY c.checked_on DESC, c.recorded_at DESC, c.id`;
