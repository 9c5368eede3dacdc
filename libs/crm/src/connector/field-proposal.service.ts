import { Injectable } from '@nestjs/common';
import {
  type DecideFieldProposals,
  type FieldProposalDecisions,
  type FieldProposalQuery,
  type FieldProposalView,
  type Page,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { attempt } from '../record/attempt.js';
import { cellOf, cellText, isSameValue } from '../transfer/cell-value.js';
import type { FieldValue } from '../transfer/field-value.js';
import { PlaceNames } from '../transfer/place-names.js';
import { keepAcceptedSources } from './field-sources.js';
import { FACT_FIELDS } from './vendor-fields.js';

interface StoredProposal {
  readonly id: string;
  readonly runId: string;
  readonly enterpriseId: string;
  readonly field: string;
  readonly current: FieldValue;
  readonly proposed: FieldValue;
}

/** 待定值: where a vendor says something else than people wrote, people choose, one by one or many at a time. */
@Injectable()
export class FieldProposalService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly enterprises: EnterpriseService,
    private readonly places: PlaceNames,
  ) {}

  /** Of enterprises the actor may see and write, newest first. */
  async list(query: FieldProposalQuery): Promise<Page<FieldProposalView>> {
    await this.places.ready();
    return this.database.transaction(async (tx) => {
      const { page, pageSize } = query;
      const where = `($1::text[] IS NULL OR p.state = ANY ($1)) AND ($2::uuid IS NULL OR p.enterprise_id = $2)
        AND ($3::uuid IS NULL OR p.connector_id = $3) AND ($4::uuid IS NULL OR p.run_id = $4) AND ($5::text[] IS NULL OR p.field = ANY ($5))
        AND ($6::text IS NULL OR position($6 IN e.name) > 0)`;
      const values = [query.state ?? null, query.enterpriseId ?? null, query.connectorId ?? null, query.runId ?? null, query.field ?? null, query.q || null]; // prettier-ignore
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total FROM field_proposal p JOIN enterprise e ON e.id = p.enterprise_id WHERE ${where}`, values)) as [{ total: number }]; // prettier-ignore
      const rows = (await tx.query(
        `SELECT p.id, p.enterprise_id AS "enterpriseId", e.name AS "enterpriseName", e.code AS "enterpriseCode", p.field, p.current, p.proposed,
           coalesce(s.source_name, e.source_name, '') AS "currentSource", p.source_name AS "sourceName", p.source_on AS "sourceOn",
           p.connector_name AS "connectorName", p.raised_at AS "raisedAt", p.state, u.display_name AS "decidedByName",
           p.decided_at AS "decidedAt", p.reason, p.reverted_at AS "revertedAt"
         FROM field_proposal p JOIN enterprise e ON e.id = p.enterprise_id LEFT JOIN app_user u ON u.id = p.decided_by_id
           LEFT JOIN enterprise_field_source s ON s.enterprise_id = p.enterprise_id AND s.field = p.field AND s.value = p.current
         WHERE ${where} ORDER BY p.raised_at DESC, p.id DESC LIMIT $7 OFFSET $8`,
        [...values, pageSize, (page - 1) * pageSize],
      )) as (StoredProposal & { enterpriseName: string; enterpriseCode: string; raisedAt: Date; decidedAt: Date | null; revertedAt: Date | null } & Omit<FieldProposalView, 'enterprise' | 'title' | 'currentText' | 'proposedText' | 'raisedAt' | 'decidedAt' | 'revertedAt'>)[]; // prettier-ignore
      const items = rows.map(({ enterpriseId, enterpriseName, enterpriseCode, current, proposed, ...row }) => ({
        ...row,
        enterprise: { id: enterpriseId, name: enterpriseName, code: enterpriseCode },
        title: fieldNamed(row.field).heading,
        currentText: this.textOf(row.field, current),
        proposedText: this.textOf(row.field, proposed),
        raisedAt: row.raisedAt.toISOString(),
        decidedAt: row.decidedAt?.toISOString() ?? null,
        revertedAt: row.revertedAt?.toISOString() ?? null,
      }));
      return { items, total, page, pageSize };
    });
  }

  /**
   * Takes the vendor's values or leaves the present ones. An accepted field is the vendor's from then on, as if it had filled it: it belongs to
   * the batch of the run that told it, and is taken back with that.
   * @returns which could not be decided: FIELD_PROPOSAL_DECIDED, also for hidden ones, FIELD_PROPOSAL_OUTDATED, or what the register refuses
   * @throws {AppError} FORBIDDEN
   */
  async decide({ ids, verdict, reason }: DecideFieldProposals): Promise<FieldProposalDecisions> {
    if (!may(this.database.actor, 'enterprise.update')) {
      throw new AppError('FORBIDDEN', { permission: 'enterprise.update' });
    }
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const rows = (await tx.query(
          `SELECT id, run_id AS "runId", enterprise_id AS "enterpriseId", field, current, proposed FROM field_proposal
           WHERE id = ANY ($1) AND state = 'open' ORDER BY enterprise_id, field, id FOR UPDATE`,
          [ids],
        )) as StoredProposal[];
        const found = new Set(rows.map(({ id }) => id));
        const failed = ids
          .filter((id) => !found.has(id))
          .map((id) => ({ id, code: 'FIELD_PROPOSAL_DECIDED', details: {} }));
        let decided: readonly StoredProposal[] = rows;
        if (verdict === 'accepted') {
          const accepted = await this.accept(tx, rows);
          failed.push(...accepted.failed);
          decided = accepted.taken;
        }
        await tx.query(
          `UPDATE field_proposal SET state = $2, decided_by_id = $3, decided_at = $4, reason = $5 WHERE id = ANY ($1)`,
          [decided.map(({ id }) => id), verdict, this.database.actor.id, this.clock.now(), reason],
        );
        return { decided: decided.length, failed };
      }),
    );
  }

  private async accept(tx: EntityManager, rows: readonly StoredProposal[]) {
    const failed: { id: string; code: string; details: Record<string, unknown> }[] = [];
    const taken: StoredProposal[] = [];
    const enterpriseIds = [...new Set(rows.map(({ enterpriseId }) => enterpriseId))];
    const { items } = await this.enterprises.list({ page: 1, pageSize: Math.max(1, enterpriseIds.length), ids: enterpriseIds, includeArchived: true }); // prettier-ignore
    for (const item of items) {
      const now = item as unknown as Record<string, FieldValue>;
      const own = rows.filter(({ enterpriseId }) => enterpriseId === item.id);
      const outdated = own.filter(({ field, current }) => !isSameValue(current, now[field] ?? null, fieldNamed(field)));
      for (const { id, field } of outdated) {
        failed.push({ id, code: 'FIELD_PROPOSAL_OUTDATED', details: {} });
        // The next look shows what stands there by now.
        await tx.query('UPDATE field_proposal SET current = $2 WHERE id = $1', [
          id,
          JSON.stringify(now[field] ?? null),
        ]);
      }
      const open = own.filter((row) => !outdated.includes(row));
      let { version } = item;
      for (const runId of new Set(open.map((row) => row.runId))) {
        const ofRun = open.filter((row) => row.runId === runId);
        const input = { ...Object.fromEntries(ofRun.map(({ field, proposed }) => [field, proposed])), version };
        const result = await attempt(tx, () =>
          this.database.inBatch(runId, () => this.enterprises.changeMany(tx, [{ id: item.id, input }])),
        );
        if (result instanceof AppError) {
          await this.enterprises.recordRefusals(tx, [result]);
          failed.push(...ofRun.map(({ id }) => ({ id, code: result.code, details: { ...result.details } })));
        } else {
          taken.push(...ofRun);
          [{ version }] = result;
        }
      }
    }
    await keepAcceptedSources(tx, taken.map(({ id }) => id)); // prettier-ignore
    return { taken, failed };
  }

  private textOf(name: string, value: FieldValue): string {
    return cellText(cellOf(value, fieldNamed(name), this.places));
  }
}

function fieldNamed(name: string) {
  const field = FACT_FIELDS.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`vendors bring no field ${name}`);
  return field;
}
