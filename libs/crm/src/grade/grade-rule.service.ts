import type {
  CreateGradeRuleSet,
  GradePreviewPage,
  GradePreviewQuery,
  GradeRuleSets,
  GradeRuleSetView,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { GradeEvaluationService } from './grade-evaluation.service.js';

/** Versions shown, the newest first. */
const SHOWN = 20;

/** 优强规则 as versions: a new one is tried on all enterprises first, and shows what would change before somebody puts it in force. */
@Injectable()
export class GradeRuleService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly evaluations: GradeEvaluationService,
  ) {}

  list(): Promise<GradeRuleSets> {
    return this.database.transaction(async (tx) => ({
      items: await this.views(tx, 'true'),
      can: { manage: may(this.database.actor, 'grade.manage') },
    }));
  }

  get(id: string): Promise<GradeRuleSetView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** Makes a version and tries it. @throws {AppError} FORBIDDEN */
  create({ rules, countBy, reason }: CreateGradeRuleSet): Promise<GradeRuleSetView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        this.requireManager();
        const [{ id }] = (await tx.query(
          'INSERT INTO grade_rule_set (rules, count_by, reason, made_by_id, made_at) VALUES ($1, $2, $3, $4, $5) RETURNING id',
          [JSON.stringify(rules), countBy, reason, this.database.actor.id, this.clock.now()],
        )) as [{ id: string }];
        await this.evaluations.request(tx, id);
        return this.view(tx, id);
      }),
    );
  }

  /** Looks at all enterprises again by a version. @throws {AppError} GRADE_RULE_SET_NOT_FOUND, GRADE_EVALUATION_BUSY, FORBIDDEN */
  evaluate(id: string): Promise<GradeRuleSetView> {
    return this.database.transaction(async (tx) => {
      this.requireManager();
      await this.view(tx, id);
      await this.evaluations.request(tx, id);
      return this.view(tx, id);
    });
  }

  /**
   * From now on proposals come from this version, and the count from its way of counting. Grades stay until somebody decides.
   * @throws {AppError} GRADE_RULE_SET_NOT_FOUND, GRADE_RULE_SET_UNTRIED before its evaluation is done, GRADE_RULE_SET_IN_FORCE, FORBIDDEN
   */
  putInForce(id: string, reason: string): Promise<GradeRuleSetView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        this.requireManager();
        await tx.query(`SELECT pg_advisory_xact_lock(hashtext('grade_rule_set'))`);
        const set = await this.view(tx, id);
        if (set.inForceFrom !== null && set.inForceUntil === null) throw new AppError('GRADE_RULE_SET_IN_FORCE');
        if (set.evaluation?.status !== 'done') throw new AppError('GRADE_RULE_SET_UNTRIED');
        const now = this.clock.now();
        await tx.query(
          'UPDATE grade_rule_set SET in_force_until = $1 WHERE in_force_from IS NOT NULL AND in_force_until IS NULL',
          [now],
        );
        await tx.query(
          'UPDATE grade_rule_set SET in_force_from = $2, in_force_until = NULL, put_in_force_by_id = $3 WHERE id = $1',
          [id, now, this.database.actor.id],
        );
        await this.evaluations.request(tx, id);
        return this.view(tx, id);
      }),
    );
  }

  /** Enterprises whose grade the version would change, those the actor sees. @throws {AppError} GRADE_RULE_SET_NOT_FOUND */
  preview(id: string, { page, pageSize, change }: GradePreviewQuery): Promise<GradePreviewPage> {
    return this.database.transaction(async (tx) => {
      await this.view(tx, id);
      const from =
        change === 'added'
          ? `FROM grade_finding f JOIN enterprise e ON e.id = f.enterprise_id WHERE f.rule_set_id = $1 AND ${ADDED}`
          : `FROM enterprise e LEFT JOIN grade_finding f ON f.rule_set_id = $1 AND f.enterprise_id = e.id WHERE ${REMOVED} AND f.rule_set_id IS NULL`;
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total ${from}`, [id])) as [{ total: number }];
      const items = (await tx.query(
        `SELECT e.id, e.name, nullif(concat_ws(' ', e.province, nullif(e.city, e.province)), '') AS place, f.summary,
           coalesce(f.evidence, '[]') AS evidence ${from} ORDER BY e.total_assets_cny DESC NULLS LAST, e.id LIMIT $2 OFFSET $3`,
        [id, pageSize, (page - 1) * pageSize],
      )) as GradePreviewPage['items'];
      return { items, total, page, pageSize };
    });
  }

  private requireManager(): void {
    if (!may(this.database.actor, 'grade.manage')) throw new AppError('FORBIDDEN', { permission: 'grade.manage' });
  }

  private async view(tx: EntityManager, id: string): Promise<GradeRuleSetView> {
    const [view] = await this.views(tx, 's.id = $1', [id]);
    if (view === undefined) throw new AppError('GRADE_RULE_SET_NOT_FOUND', { id });
    return view;
  }

  private async views(tx: EntityManager, where: string, parameters: unknown[] = []): Promise<GradeRuleSetView[]> {
    const rows = (await tx.query(`${VIEWS} WHERE ${where} ORDER BY s.no DESC LIMIT ${SHOWN}`, parameters)) as SetRow[];
    return rows.map(
      ({ evaluationId, status, requestedAt, finishedAt, errorCode, meets, already, removed, ...row }) => ({
        ...row,
        madeAt: row.madeAt.toISOString(),
        inForceFrom: row.inForceFrom?.toISOString() ?? null,
        inForceUntil: row.inForceUntil?.toISOString() ?? null,
        evaluation:
          evaluationId === null
            ? null
            : {
                id: evaluationId,
                status,
                requestedAt: requestedAt.toISOString(),
                finishedAt: finishedAt?.toISOString() ?? null,
                errorCode,
              },
        preview: status === 'done' ? { meets, already, added: meets - already, removed } : null,
      }),
    );
  }
}

type Evaluation = NonNullable<GradeRuleSetView['evaluation']>;
interface SetRow extends Omit<GradeRuleSetView, 'madeAt' | 'inForceFrom' | 'inForceUntil' | 'evaluation' | 'preview'> {
  readonly madeAt: Date;
  readonly inForceFrom: Date | null;
  readonly inForceUntil: Date | null;
  readonly evaluationId: string | null;
  readonly status: Evaluation['status'];
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  readonly errorCode: string | null;
  readonly meets: number;
  readonly already: number;
  readonly removed: number;
}

const ADDED = `e.grade <> 'strong' AND e.archived_at IS NULL`;
/** 优强 by a rule; a person's judgement is not a rule's to take back. */
const REMOVED = `e.grade = 'strong' AND e.archived_at IS NULL AND (SELECT g.basis FROM enterprise_grading g WHERE g.enterprise_id = e.id
  AND g.state = 'approved' ORDER BY g.decided_at DESC, g.id DESC LIMIT 1) = 'rule'`;
const VIEWS = `
  SELECT s.id, s.no, s.rules, s.count_by AS "countBy", s.reason, coalesce(u.display_name, '系统') AS "madeByName", s.made_at AS "madeAt",
    s.in_force_from AS "inForceFrom", s.in_force_until AS "inForceUntil", v.id AS "evaluationId", v.status, v.requested_at AS "requestedAt",
    v.finished_at AS "finishedAt", v.error_code AS "errorCode",
    (SELECT count(*)::int FROM grade_finding f JOIN enterprise e ON e.id = f.enterprise_id WHERE f.rule_set_id = s.id AND e.archived_at IS NULL) AS meets,
    (SELECT count(*)::int FROM grade_finding f JOIN enterprise e ON e.id = f.enterprise_id WHERE f.rule_set_id = s.id AND e.archived_at IS NULL AND e.grade = 'strong') AS already,
    (SELECT count(*)::int FROM enterprise e WHERE ${REMOVED} AND NOT EXISTS (SELECT FROM grade_finding f WHERE f.rule_set_id = s.id AND f.enterprise_id = e.id)) AS removed
  FROM grade_rule_set s LEFT JOIN app_user u ON u.id = s.made_by_id
    LEFT JOIN LATERAL (SELECT * FROM grade_evaluation v WHERE v.rule_set_id = s.id ORDER BY v.requested_at DESC, v.id DESC LIMIT 1) v ON true`;
