import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { GradeJob, GradeRule } from '@lianghuan/contracts';
import { AppError, Clock, CONFIG, type Config, Database } from '@lianghuan/platform';
import type { Queue } from 'bullmq';
import type { EntityManager } from 'typeorm';
import type { JobClaim } from '../job/job-desk.js';
import { NightlyJob } from '../job/nightly-job.js';
import { findingsSql } from './grade-rules.js';

export const GRADE_QUEUE = 'grade';

/**
 * 优强测算: looks at all enterprises by one version of the rules, in one statement. Of a version that is only tried the findings are a
 * preview; of the version in force they become proposals, nightly and when it is put in force. Nobody's grade changes by it.
 */
@Injectable()
export class GradeEvaluationService extends NightlyJob<GradeJob> {
  constructor(
    database: Database,
    clock: Clock,
    @InjectQueue(GRADE_QUEUE) queue: Queue<GradeJob>,
    @Inject(CONFIG) config: Config,
  ) {
    super(database, clock, queue, config, {
      table: 'grade_evaluation',
      payloadOf: (id) => ({ gradeEvaluationId: id }),
    });
  }

  /** Asks for an evaluation inside the caller's transaction. @returns its id @throws {AppError} GRADE_EVALUATION_BUSY */
  async request(tx: EntityManager, ruleSetId: string): Promise<string> {
    const id = await this.insert(tx, { rule_set_id: ruleSetId });
    if (id === undefined) throw new AppError('GRADE_EVALUATION_BUSY');
    return id;
  }

  /** Of the version in force. @returns its id, undefined if there is one or no version */
  override requestNightly(): Promise<string | undefined> {
    return this.database.asSystem(() =>
      this.database.transaction(async (tx) => {
        const [set] = (await tx.query(
          'SELECT id FROM grade_rule_set WHERE in_force_from IS NOT NULL AND in_force_until IS NULL',
        )) as { id: string }[];
        return set === undefined ? undefined : this.insert(tx, { rule_set_id: set.id });
      }),
    );
  }

  protected work(claim: JobClaim): Promise<void> {
    return this.database.transaction((tx) => this.evaluate(tx, claim));
  }

  private async evaluate(tx: EntityManager, claim: JobClaim): Promise<void> {
    const [set] = (await tx.query(
      `SELECT s.id, s.rules, s.in_force_from IS NOT NULL AND s.in_force_until IS NULL AS "isInForce"
       FROM grade_rule_set s JOIN grade_evaluation e ON e.rule_set_id = s.id WHERE e.id = $1`,
      [claim.id],
    )) as [{ id: string; rules: GradeRule[]; isInForce: boolean }];
    const { sql, conditions } = findingsSql(set.rules);
    await tx.query('DELETE FROM grade_finding WHERE rule_set_id = $1', [set.id]);
    const [{ meets }] = (await tx.query(
      `WITH made AS (INSERT INTO grade_finding (rule_set_id, enterprise_id, summary, evidence)
         SELECT $4, f.enterprise_id, f.summary, f.evidence FROM (${sql}) f RETURNING 1)
       SELECT count(*)::int AS meets FROM made`,
      [JSON.stringify(conditions), this.clock.today(), set.rules.map(({ name }) => name), set.id],
    )) as [{ meets: number }];
    const counts = set.isInForce ? await this.propose(tx, set.id) : {};
    await this.finish(tx, claim, { counts: JSON.stringify({ meets, ...counts }) });
  }

  /**
   * Proposals of the rules follow the findings: new ones for who meets a rule, back to 一般企业 for whom a rule made 优强 and none does any
   * more. What was declined under the same version, or is a person's judgement, is left alone.
   */
  private async propose(tx: EntityManager, ruleSetId: string): Promise<{ proposed: number; lapsed: number }> {
    const now = this.clock.now();
    const [lapsed] = (await tx.query(
      `UPDATE enterprise_grading g SET state = 'lapsed', decided_at = $2, decided_on = $3 FROM enterprise e
       WHERE e.id = g.enterprise_id AND g.state = 'open' AND g.basis = 'rule' AND (g.rule_set_id <> $1 OR e.archived_at IS NOT NULL
         OR (g.grade = 'strong') <> EXISTS (SELECT FROM grade_finding f WHERE f.rule_set_id = $1 AND f.enterprise_id = g.enterprise_id))
       RETURNING g.id`,
      [ruleSetId, now, this.clock.today()],
    )) as [unknown[], number];
    const proposed = (await tx.query(
      `INSERT INTO enterprise_grading (enterprise_id, grade, basis, rule_set_id, summary, evidence, proposed_at)
       SELECT w.id, w.grade, 'rule', $1, w.summary, w.evidence, $2 FROM (
         SELECT f.enterprise_id AS id, 'strong' AS grade, f.summary, f.evidence FROM grade_finding f JOIN enterprise e ON e.id = f.enterprise_id
         WHERE f.rule_set_id = $1 AND e.grade <> 'strong' AND e.archived_at IS NULL
         UNION ALL
         SELECT e.id, 'ordinary', '不再符合现行规则', '[]' FROM enterprise e JOIN LATERAL (SELECT g.basis FROM enterprise_grading g
           WHERE g.enterprise_id = e.id AND g.state = 'approved' ORDER BY g.decided_at DESC, g.id DESC LIMIT 1) last ON last.basis = 'rule'
         WHERE e.grade = 'strong' AND e.archived_at IS NULL
           AND NOT EXISTS (SELECT FROM grade_finding f WHERE f.rule_set_id = $1 AND f.enterprise_id = e.id)) w
       WHERE NOT EXISTS (SELECT FROM enterprise_grading d WHERE d.enterprise_id = w.id AND d.state = 'rejected' AND d.rule_set_id = $1 AND d.grade = w.grade)
       ON CONFLICT (enterprise_id) WHERE state = 'open' DO NOTHING RETURNING id`,
      [ruleSetId, now],
    )) as unknown[];
    return { proposed: proposed.length, lapsed: lapsed.length };
  }
}
