import type {
  CreateRecognition,
  DecidedGradings,
  DecideGradings,
  EnterpriseGradeView,
  GradingQuery,
  GradingView,
  Page,
  ProposeGrade,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { requireEnterprise } from '../contact/require-enterprise.js';
import { namePattern } from './name-pattern.js';

/**
 * 优强评定 (measure 34a): a grade is proposed, by a rule or a person, and approved by somebody else. Only an approved grading changes the
 * grade of an enterprise; the database writes it, and refuses everybody else.
 */
@Injectable()
export class GradingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  list({ page, pageSize, q, state, grade, basis, enterpriseId }: GradingQuery): Promise<Page<GradingView>> {
    return this.database.transaction(async (tx) => {
      const where = `WHERE ($1::text[] IS NULL OR g.state = ANY ($1)) AND ($2::text[] IS NULL OR g.grade = ANY ($2))
        AND ($3::text[] IS NULL OR g.basis = ANY ($3)) AND ($4::uuid IS NULL OR g.enterprise_id = $4) AND ($5::text IS NULL OR e.search_text LIKE $5)`;
      const filters = [state ?? null, grade ?? null, basis ?? null, enterpriseId ?? null, namePattern(q)];
      const [{ total }] = (await tx.query(
        `SELECT count(*)::int AS total FROM enterprise_grading g JOIN enterprise e ON e.id = g.enterprise_id ${where}`,
        filters,
      )) as [{ total: number }];
      const rows = (await tx.query(
        `${VIEWS} ${where} ORDER BY g.state <> 'open', coalesce(g.decided_at, g.proposed_at) DESC, e.total_assets_cny DESC NULLS LAST, g.id LIMIT $6 OFFSET $7`,
        [...filters, pageSize, (page - 1) * pageSize],
      )) as GradingRow[];
      return { items: rows.map((row) => this.viewOf(row)), total, page, pageSize };
    });
  }

  /** The grade of one enterprise with what stands behind it. @throws {AppError} ENTERPRISE_NOT_FOUND */
  ofEnterprise(enterpriseId: string): Promise<EnterpriseGradeView> {
    return this.database.transaction((tx) => this.enterpriseView(tx, enterpriseId));
  }

  /** @throws {AppError} ENTERPRISE_NOT_FOUND, FORBIDDEN, GRADING_OPEN when another proposal waits */
  propose(enterpriseId: string, { grade, summary, sourceUrl }: ProposeGrade): Promise<EnterpriseGradeView> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      await this.requireWriter(tx, enterpriseId);
      const made = (await tx.query(
        `INSERT INTO enterprise_grading (enterprise_id, grade, basis, summary, source_url, proposed_by_id, proposed_at)
         VALUES ($1, $2, 'person', $3, $4, $5, $6) ON CONFLICT (enterprise_id) WHERE state = 'open' DO NOTHING RETURNING id`,
        [enterpriseId, grade, summary, sourceUrl ?? null, actor.id, this.clock.now()],
      )) as unknown[];
      if (made.length === 0) throw new AppError('GRADING_OPEN');
      return this.enterpriseView(tx, enterpriseId);
    });
  }

  /** @throws {AppError} GRADING_NOT_FOUND, also for what is hidden */
  get(id: string): Promise<GradingView> {
    return this.database.transaction(async (tx) => this.viewOf(await this.load(tx, id)));
  }

  /** Takes one's own proposal back. @throws {AppError} GRADING_NOT_FOUND, GRADING_DECIDED, FORBIDDEN */
  withdraw(id: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      const row = await this.load(tx, id);
      if (row.state !== 'open') throw new AppError('GRADING_DECIDED');
      if (row.proposedById === null || row.proposedById !== this.database.actor.id) throw new AppError('FORBIDDEN');
      await this.settle(tx, [id], 'withdrawn', null);
    });
  }

  /**
   * Approves or declines. All in one statement; what somebody else decided meanwhile is passed over.
   * @throws {AppError} FORBIDDEN, GRADING_NOT_FOUND, GRADING_OWN_PROPOSAL, GRADING_OWN_RULES: neither who proposes decides, nor who made
   *   the rules that propose
   */
  decide({ ids, approve, reason }: DecideGradings): Promise<DecidedGradings> {
    const work = () =>
      this.database.transaction(async (tx) => {
        const { actor } = this.database;
        if (!may(actor, 'grade.approve')) throw new AppError('FORBIDDEN', { permission: 'grade.approve' });
        const wanted = [...new Set(ids)];
        const rows = (await tx.query(`${VIEWS} WHERE g.id = ANY ($1)`, [wanted])) as GradingRow[];
        if (rows.length < wanted.length) throw new AppError('GRADING_NOT_FOUND');
        if (rows.some(({ proposedById }) => this.isActor(proposedById))) throw new AppError('GRADING_OWN_PROPOSAL');
        if (rows.some(({ ruleMadeById }) => this.isActor(ruleMadeById))) throw new AppError('GRADING_OWN_RULES');
        const decided = await this.settle(tx, wanted, approve ? 'approved' : 'rejected', reason ?? null);
        return { decided, skipped: wanted.length - decided };
      });
    return reason ? this.database.because(reason, work) : work();
  }

  /** Puts an enterprise on a published list. @throws {AppError} ENTERPRISE_NOT_FOUND, FORBIDDEN, RECOGNITION_EXISTS */
  recognize(enterpriseId: string, input: CreateRecognition): Promise<EnterpriseGradeView> {
    return this.database.transaction(async (tx) => {
      await this.requireWriter(tx, enterpriseId);
      const made = (await tx.query(
        `INSERT INTO enterprise_recognition (enterprise_id, list, title, year, place, source_name, source_url, created_at, created_by_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (enterprise_id, list, year) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id`,
        [
          enterpriseId,
          input.list,
          input.title,
          input.year,
          input.place ?? null,
          input.sourceName,
          input.sourceUrl ?? null,
          this.clock.now(),
          this.database.actor.id,
        ],
      )) as unknown[];
      if (made.length === 0) throw new AppError('RECOGNITION_EXISTS');
      return this.enterpriseView(tx, enterpriseId);
    });
  }

  /** @throws {AppError} RECOGNITION_NOT_FOUND, FORBIDDEN */
  withdrawRecognition(id: string, reason: string): Promise<EnterpriseGradeView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        if (!may(this.database.actor, 'enterprise.update')) throw new AppError('FORBIDDEN');
        const [rows] = (await tx.query(
          `UPDATE enterprise_recognition SET withdrawn_at = $2, withdrawn_by_id = $3, withdraw_reason = $4
           WHERE id = $1 AND withdrawn_at IS NULL RETURNING enterprise_id AS "enterpriseId"`,
          [id, this.clock.now(), this.database.actor.id, reason],
        )) as [{ enterpriseId: string }[], number];
        if (rows.length === 0) throw new AppError('RECOGNITION_NOT_FOUND', { id });
        return this.enterpriseView(tx, rows[0].enterpriseId);
      }),
    );
  }

  private async load(tx: EntityManager, id: string): Promise<GradingRow> {
    const [row] = (await tx.query(`${VIEWS} WHERE g.id = $1`, [id])) as GradingRow[];
    if (row === undefined) throw new AppError('GRADING_NOT_FOUND', { id });
    return row;
  }

  private async requireWriter(tx: EntityManager, enterpriseId: string): Promise<void> {
    await requireEnterprise(tx, this.database.actor, enterpriseId);
    if (!may(this.database.actor, 'enterprise.update'))
      throw new AppError('FORBIDDEN', { permission: 'enterprise.update' });
  }

  private async settle(
    tx: EntityManager,
    ids: readonly string[],
    state: string,
    reason: string | null,
  ): Promise<number> {
    const [rows] = (await tx.query(
      `UPDATE enterprise_grading SET state = $2, decided_by_id = $3, decided_at = $4, decided_on = $5, reason = $6
       WHERE id = ANY ($1) AND state = 'open' RETURNING id`,
      [ids, state, this.database.actor.id, this.clock.now(), this.clock.today(), reason],
    )) as [unknown[], number];
    return rows.length;
  }

  private isActor(id: string | null): boolean {
    return id !== null && id === this.database.actor.id;
  }

  private viewOf({ enterpriseId, enterpriseName, proposedById, ruleMadeById, ...row }: GradingRow): GradingView {
    const { actor } = this.database;
    const isOpen = row.state === 'open';
    const isOwn = this.isActor(proposedById);
    return {
      ...row,
      enterprise: { id: enterpriseId, name: enterpriseName },
      proposedAt: row.proposedAt.toISOString(),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      can: {
        decide: isOpen && may(actor, 'grade.approve') && !isOwn && !this.isActor(ruleMadeById),
        withdraw: isOpen && isOwn,
      },
    };
  }

  private async enterpriseView(tx: EntityManager, enterpriseId: string): Promise<EnterpriseGradeView> {
    const { actor } = this.database;
    await requireEnterprise(tx, actor, enterpriseId);
    const [row] = (await tx.query(
      `SELECT e.grade, e.graded_on::text AS "gradedOn", a.counted_on::text AS "countedOn", CASE WHEN a.enterprise_id <> e.id THEN o.name END AS "byOther"
       FROM enterprise e LEFT JOIN strong_arrival a ON a.group_key = CASE WHEN (SELECT count_by FROM grade_rule_set
           WHERE in_force_from IS NOT NULL AND in_force_until IS NULL) = 'enterprise' THEN e.id ELSE group_head(e.id) END
         LEFT JOIN enterprise o ON o.id = a.enterprise_id
       WHERE e.id = $1`,
      [enterpriseId],
    )) as [
      {
        grade: EnterpriseGradeView['grade'];
        gradedOn: string | null;
        countedOn: string | null;
        byOther: string | null;
      },
    ];
    const gradings = (await tx.query(
      `${VIEWS} WHERE g.enterprise_id = $1 ORDER BY g.state <> 'open', g.proposed_at DESC, g.id DESC`,
      [enterpriseId],
    )) as GradingRow[];
    const recognitions = (await tx.query(
      `SELECT n.id, n.list, n.title, n.year, n.place, n.source_name AS "sourceName", n.source_url AS "sourceUrl", coalesce(u.display_name, '系统') AS "recordedByName"
       FROM enterprise_recognition n LEFT JOIN app_user u ON u.id = n.created_by_id
       WHERE n.enterprise_id = $1 AND n.withdrawn_at IS NULL ORDER BY n.year DESC, n.list`,
      [enterpriseId],
    )) as EnterpriseGradeView['recognitions'];
    return {
      grade: row.grade,
      gradedOn: row.gradedOn,
      counted: row.countedOn === null ? null : { on: row.countedOn, byOther: row.byOther },
      gradings: gradings.map((grading) => this.viewOf(grading)),
      recognitions,
      can: { propose: may(actor, 'enterprise.update') },
    };
  }
}

interface GradingRow extends Omit<GradingView, 'enterprise' | 'proposedAt' | 'decidedAt' | 'can'> {
  readonly enterpriseId: string;
  readonly enterpriseName: string;
  readonly proposedById: string | null;
  readonly ruleMadeById: string | null;
  readonly proposedAt: Date;
  readonly decidedAt: Date | null;
}

const VIEWS = `
  SELECT g.id, g.enterprise_id AS "enterpriseId", e.name AS "enterpriseName", g.grade, g.basis, s.no AS "ruleSetNo", s.made_by_id AS "ruleMadeById", g.summary, g.evidence,
    g.source_url AS "sourceUrl", g.proposed_by_id AS "proposedById", coalesce(p.display_name, '系统') AS "proposedByName",
    g.proposed_at AS "proposedAt", g.state, d.display_name AS "decidedByName", g.decided_at AS "decidedAt", g.reason
  FROM enterprise_grading g JOIN enterprise e ON e.id = g.enterprise_id LEFT JOIN grade_rule_set s ON s.id = g.rule_set_id
    LEFT JOIN app_user p ON p.id = g.proposed_by_id LEFT JOIN app_user d ON d.id = g.decided_by_id`;
