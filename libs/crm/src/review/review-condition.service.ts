import {
  type Page,
  type ReportCondition,
  type ReviewConditionQuery,
  type ReviewConditionView,
  type ReviewFile,
  type SettleCondition,
  termOf,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedRows } from '../job/changed-rows.js';
import { rateReview } from '../project/project-rating.js';
import { groupByKey } from '../record/name-and-area.js';
import { ReferenceData } from '../reference/reference-data.js';
import { containedGrams, isWordless, likePattern, wordsOf } from '../search/search-text.js';
import { attachFiles } from './review-files.js';

/**
 * 附带条件 of a conditional pass: its owner reports it met with evidence, the unit that set it closes it or sends it back. Who sees one is
 * decided by the policy `review_condition_read` alone.
 */
@Injectable()
export class ReviewConditionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
  ) {}

  /** One page, the first due first. */
  list(query: ReviewConditionQuery): Promise<Page<ReviewConditionView>> {
    return this.database.transaction(async (tx) => {
      const { where, values } = this.filter(query);
      const total = await this.countOf(tx, query);
      const items = await this.views(
        tx,
        `${where} ORDER BY c.state = 'closed', c.due_on, c.id LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`,
        values,
      );
      return { items, total, page: query.page, pageSize: query.pageSize };
    });
  }

  /** How many there are under these filters, for the actor. */
  count(query: ReviewConditionQuery): Promise<number> {
    return this.database.transaction((tx) => this.countOf(tx, query));
  }

  /** 报落实. @throws {AppError} REVIEW_CONDITION_NOT_FOUND, FORBIDDEN for another unit's, REVIEW_CONDITION_STATE_INVALID */
  report(id: string, input: ReportCondition): Promise<ReviewConditionView> {
    return this.database.transaction(async (tx) => {
      const condition = await this.view(tx, id);
      const { actor } = this.database;
      if (!may(actor, 'review.read') || condition.owner.id !== actor.organisationId) {
        throw new AppError('REVIEW_UNIT_FORBIDDEN', { unit: condition.owner.name });
      }
      const changed = await changedRows(
        tx,
        `UPDATE review_condition SET state = 'reported', evidence = $2, reported_by_id = $3, reported_at = $4
         WHERE id = $1 AND state = 'open' RETURNING id`,
        [id, input.evidence, actor.id, this.clock.now()],
      );
      if (changed === 0) throw stateInvalid(await this.view(tx, id));
      await attachFiles(tx, input.fileIds, { packetId: condition.packetId, conditionId: id });
      return this.view(tx, id);
    });
  }

  /** 销号, or back to its owner with what is still wanting. */
  settle(id: string, { isMet, note }: SettleCondition): Promise<ReviewConditionView> {
    return this.database.transaction(async (tx) => {
      const { unitId, unitName } = await this.setBy(tx, id);
      const { actor } = this.database;
      if (unitId !== actor.organisationId) throw new AppError('REVIEW_UNIT_FORBIDDEN', { unit: unitName });
      const changed = await changedRows(
        tx,
        `UPDATE review_condition SET state = $2, settle_note = $3, settled_by_id = $4, settled_at = $5
         WHERE id = $1 AND state = 'reported' RETURNING id`,
        [id, isMet ? 'closed' : 'open', note ?? null, actor.id, this.clock.now()],
      );
      const view = await this.view(tx, id);
      if (changed === 0) throw stateInvalid(view);
      await rateReview(tx, view.project.id);
      return view;
    });
  }

  /** Conditions of packets, the first due first. */
  async ofPackets(tx: EntityManager, packetIds: readonly string[]): Promise<ReviewConditionView[]> {
    return this.views(tx, 'c.packet_id = ANY ($1) ORDER BY c.due_on, c.id', [packetIds]);
  }

  private async countOf(tx: EntityManager, query: ReviewConditionQuery): Promise<number> {
    const { where, values } = this.filter(query);
    const [{ total }] = (await tx.query(
      `SELECT count(*)::int AS total FROM review_condition c WHERE ${where}`,
      values,
    )) as [{ total: number }];
    return total;
  }

  private filter(query: ReviewConditionQuery): { where: string; values: unknown[] } {
    const { actor } = this.database;
    const words = wordsOf(query.q);
    const values = [
      query.state ?? null,
      query.projectId ?? null,
      query.packetId ?? null,
      query.mine === true ? actor.organisationId : null,
      query.overdue === true ? this.clock.today() : null,
      words.flatMap(containedGrams),
      words.map(likePattern),
    ];
    const where = `($1::text[] IS NULL OR c.state = ANY ($1))
      AND ($2::uuid IS NULL OR c.project_id = $2)
      AND ($3::uuid IS NULL OR c.packet_id = $3)
      AND ($4::uuid IS NULL OR (c.owner_organisation_id = $4 AND c.state = 'open') OR (c.organisation_id = $4 AND c.state = 'reported'))
      AND ($5::date IS NULL OR (c.due_on < $5 AND c.state <> 'closed'))
      AND EXISTS (SELECT FROM project q WHERE q.id = c.project_id AND q.search_grams @> $6::text[] AND q.search_text LIKE ALL ($7::text[]))
      ${isWordless(query.q) ? 'AND false' : ''}`;
    return { where, values };
  }

  private async setBy(tx: EntityManager, id: string): Promise<{ unitId: string; unitName: string }> {
    const [row] = (await tx.query(
      `SELECT c.organisation_id AS "unitId", o.name AS "unitName" FROM review_condition c JOIN organisation o ON o.id = c.organisation_id
       WHERE c.id = $1`,
      [id],
    )) as { unitId: string; unitName: string }[];
    if (row === undefined) throw new AppError('REVIEW_CONDITION_NOT_FOUND', { id });
    return row;
  }

  private async view(tx: EntityManager, id: string): Promise<ReviewConditionView> {
    const [view] = await this.views(tx, 'c.id = $1', [id]);
    if (view === undefined) throw new AppError('REVIEW_CONDITION_NOT_FOUND', { id });
    return view;
  }

  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<ReviewConditionView[]> {
    await this.reference.ready();
    const rows = (await tx.query(
      `SELECT c.id, c.packet_id AS "packetId", c.packet_number AS "packetNumber", c.project_id AS "projectId", p.name AS "projectName",
         p.area_code AS "areaCode", c.seat, c.organisation_id AS "unitId", unit.name AS "setByUnit", c.text,
         c.owner_organisation_id AS "ownerId", owner.name AS "ownerName", c.due_on::text AS "dueOn", c.state, c.evidence,
         reporter.display_name AS "reportedByName", c.reported_at AS "reportedAt", settler.display_name AS "settledByName",
         c.settled_at AS "settledAt", c.settle_note AS "settleNote"
       FROM review_condition c JOIN project p ON p.id = c.project_id JOIN organisation unit ON unit.id = c.organisation_id
       JOIN organisation owner ON owner.id = c.owner_organisation_id
       LEFT JOIN app_user reporter ON reporter.id = c.reported_by_id LEFT JOIN app_user settler ON settler.id = c.settled_by_id
       WHERE ${where}`,
      values,
    )) as ConditionRow[];
    const files = groupByKey(
      await tx.query<(ReviewFile & { key: string })[]>(
        `SELECT f.condition_id AS key, s.id, s.name, s.size_bytes::int AS "sizeBytes", s.sha256
         FROM review_file f JOIN stored_file s ON s.id = f.file_id WHERE f.condition_id = ANY ($1) ORDER BY s.created_at, s.id`,
        [rows.map(({ id }) => id)],
      ),
    );
    const { actor } = this.database;
    const today = this.clock.today();
    return rows.map((row) => {
      const { projectId, projectName, areaCode, unitId, ownerId, ownerName, reportedAt, settledAt, ...rest } = row;
      return {
        ...rest,
        project: { id: projectId, name: projectName, areaName: this.reference.areaName(areaCode) },
        owner: { id: ownerId, name: ownerName },
        isOverdue: row.state !== 'closed' && row.dueOn < today,
        files: files.get(row.id) ?? [],
        reportedAt: reportedAt?.toISOString() ?? null,
        settledAt: settledAt?.toISOString() ?? null,
        can: {
          report: row.state === 'open' && ownerId === actor.organisationId && may(actor, 'review.read'),
          settle: row.state === 'reported' && unitId === actor.organisationId && may(actor, 'review.conclude'),
        },
      };
    });
  }
}

interface ConditionRow extends Omit<
  ReviewConditionView,
  'project' | 'owner' | 'isOverdue' | 'files' | 'can' | 'reportedAt' | 'settledAt'
> {
  readonly projectId: string;
  readonly projectName: string;
  readonly areaCode: string | null;
  readonly unitId: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly reportedAt: Date | null;
  readonly settledAt: Date | null;
}

function stateInvalid({ state }: ReviewConditionView): AppError {
  return new AppError('REVIEW_CONDITION_STATE_INVALID', { state: termOf('reviewConditionState', state) });
}
