import { codesOf, type RubricHistory, type RubricView, type ScoreRubric } from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { rateRubric } from '../project/project-rating.js';
import { Project } from '../project/project.entity.js';
import { ReferenceData } from '../reference/reference-data.js';

/**
 * 五项标准评分 (measure 2b). Every scoring is a version of its own, the newest counts. Scores and words are for who reads reviews; what
 * everybody sees of them is the part of the quality score.
 */
@Injectable()
export class RubricService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
  ) {}

  /** @throws {AppError} PROJECT_NOT_FOUND */
  history(projectId: string): Promise<RubricHistory> {
    return this.database.transaction((tx) => this.view(tx, projectId));
  }

  /** @throws {AppError} PROJECT_NOT_FOUND, AREA_FORBIDDEN */
  score(projectId: string, { scores, rationale }: ScoreRubric): Promise<RubricHistory> {
    return this.database.transaction(async (tx) => {
      const project = await this.load(tx, projectId);
      if (!this.mayScore(project)) throw new AppError('AREA_FORBIDDEN');
      const { actor } = this.database;
      const total = codesOf('rubricCriterion').reduce((sum, criterion) => sum + scores[criterion], 0);
      await tx.query(
        `INSERT INTO project_rubric (project_id, area_code, market_score, benefit_score, chain_score, prospect_score, speed_score, rationale,
           organisation_id, scored_by_id, scored_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          projectId, project.areaCode, scores.market, scores.benefit, scores.chain, scores.prospect, scores.speed,
          JSON.stringify(rationale), actor.organisationId, actor.id, this.clock.now(),
        ], // prettier-ignore
      );
      await rateRubric(tx, projectId, total);
      return this.view(tx, projectId);
    });
  }

  private async view(tx: EntityManager, projectId: string): Promise<RubricHistory> {
    const project = await this.load(tx, projectId);
    const rows = (await tx.query(
      `SELECT r.id, jsonb_build_object('market', market_score, 'benefit', benefit_score, 'chain', chain_score, 'prospect', prospect_score,
         'speed', speed_score) AS scores, r.rationale, r.total, u.display_name AS "scoredByName", o.name AS "organisationName",
         r.scored_at AS "scoredAt", r.is_example AS "isExample"
       FROM project_rubric r LEFT JOIN app_user u ON u.id = r.scored_by_id LEFT JOIN organisation o ON o.id = r.organisation_id
       WHERE r.project_id = $1 ORDER BY r.scored_at DESC, r.id DESC`,
      [projectId],
    )) as (Omit<RubricView, 'scoredAt'> & { scoredAt: Date })[];
    return {
      items: rows.map((row) => ({ ...row, scoredAt: row.scoredAt.toISOString() })),
      can: { score: project.archivedAt === null && this.mayScore(project) },
    };
  }

  private async load(tx: EntityManager, id: string): Promise<Project> {
    await this.reference.ready();
    const project = await tx.findOneBy(Project, { id });
    if (project === null || !may(this.database.actor, 'project.read')) throw new AppError('PROJECT_NOT_FOUND', { id });
    return project;
  }

  private mayScore(project: Project): boolean {
    const { actor } = this.database;
    const reach = actor.reach.get('rubric.score');
    return reach === 'city' || (reach !== undefined && this.reference.isWithin(project.areaCode, actor.areaCodes));
  }
}
