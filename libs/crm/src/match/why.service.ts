import { Injectable } from '@nestjs/common';
import type { WhyView } from '@lianghuan/contracts';
import { ALGORITHM_VERSION, type PairExplanation, type ProjectRanking } from '@lianghuan/matching';
import { AppError, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { IS_MATCHED, loadOffered } from './frozen-input.js';
import { MatchRun } from './match-run.entity.js';
import { loadEnterprises, loadProjects, RunArtifacts } from './run-artifacts.js';
import { ShardThreads } from './shard-threads.js';
import { constraintsOnWire, contributionsOnWire, offerOnWire, type OfferFact } from './suggestion-snapshot.js';

/** 为什么没有推荐: explains any pair by the epoch, the ranking and the very records of the run the project's list shows. */
@Injectable()
export class WhyService {
  constructor(
    private readonly database: Database,
    private readonly artifacts: RunArtifacts,
    private readonly threads: ShardThreads,
  ) {}

  /**
   * @throws {AppError} ENTERPRISE_NOT_FOUND, PROJECT_NOT_FOUND, PROJECT_NOT_MATCHED for one that is left out of every run, such as a
   *   reference from elsewhere, MATCH_RUN_NOT_FOUND for one no run covers yet, MATCH_RUN_OUTDATED for one whose run was made by other
   *   formulas than today's
   */
  async why(projectId: string, enterpriseId: string): Promise<WhyView> {
    const { runId, projectName, enterpriseName, suggestionId } = await this.database.transaction(async (tx) => {
      const [found] = (await tx.query(FIND_PAIR, [projectId, enterpriseId])) as [FoundPair];
      if (found.projectId === null) throw new AppError('PROJECT_NOT_FOUND', { id: projectId });
      if (found.enterpriseName === null) throw new AppError('ENTERPRISE_NOT_FOUND', { id: enterpriseId });
      if (found.runId === null && !found.isMatched) throw new AppError('PROJECT_NOT_MATCHED', { projectId });
      if (found.runId === null || found.projectName === null) throw new AppError('MATCH_RUN_NOT_FOUND', { projectId });
      return { ...found, runId: found.runId, projectName: found.projectName, enterpriseName: found.enterpriseName };
    });
    const pair = {
      matchRunId: runId,
      suggestionId,
      project: { id: projectId, name: projectName },
      enterprise: { id: enterpriseId, name: enterpriseName },
    };
    const explained = await this.database.asSystem(() => this.explain(runId, projectId, enterpriseId));
    if (explained === undefined) {
      const nothing = {
        contributions: [],
        constraints: [],
        fit: null,
        counterArgument: null,
        resource: null,
        market: null,
      };
      return { ...pair, ...nothing, score: null, rank: null, whyNot: [{ reason: 'NOT_IN_RUN' }] };
    }
    const { explanation, offers } = explained;
    return {
      ...pair,
      score: explanation.score,
      rank: explanation.rank ?? null,
      contributions: contributionsOnWire(explanation.contributions) as WhyView['contributions'],
      constraints: constraintsOnWire(explanation.constraints, explanation.offer, offers) as WhyView['constraints'],
      fit: explanation.fit,
      counterArgument: explanation.counterArgument === undefined ? null : { ...explanation.counterArgument },
      ...(offerOnWire(explanation.offer, offers) as Pick<WhyView, 'resource' | 'market'>),
      whyNot: explanation.whyNot.map((reason) => ({ ...reason })),
    };
  }

  /** Reads two records and one ranking, however large the run; the epoch is opened once. Undefined: the enterprise came later. */
  private async explain(
    runId: string,
    projectId: string,
    enterpriseId: string,
  ): Promise<{ explanation: PairExplanation; offers: ReadonlyMap<string, OfferFact> } | undefined> {
    const transaction = <T>(work: (tx: EntityManager) => Promise<T>) => this.database.transaction(work);
    const { run, ranking, project, enterprise, offered } = await transaction(async (tx) => {
      const [kept] = (await tx.query('SELECT ranking FROM match_run_ranking WHERE run_id = $1 AND project_id = $2', [
        runId,
        projectId,
      ])) as { ranking: ProjectRanking }[];
      return {
        run: await tx.findOneByOrFail(MatchRun, { id: runId }),
        ranking: kept?.ranking,
        project: (await loadProjects(tx, runId, [projectId])).at(0),
        enterprise: (await loadEnterprises(tx, runId, [enterpriseId])).at(0),
        offered: await loadOffered(tx, runId),
      };
    });
    if (enterprise === undefined) return undefined;
    if (ranking === undefined || project === undefined || run.algorithmVersion !== ALGORITHM_VERSION)
      throw new AppError('MATCH_RUN_OUTDATED', { id: runId, version: run.algorithmVersion });
    const { epoch, options } = await this.artifacts.open({ run, transaction });
    const { resources, markets, facts: offers } = offered;
    const asked = { ...options, top: run.options.topPerProject };
    const explanation = await this.threads.run(
      {
        kind: 'explain',
        epoch: epoch.handle,
        pair: { project, enterprise, ranking, resources, markets, options: asked },
      },
      NEVER,
    );
    return { explanation, offers };
  }
}

/** A question of milliseconds is not called off. */
const NEVER = new AbortController().signal;

interface FoundPair {
  readonly projectId: string | null;
  /** Runs take the project in; null where there is none. */
  readonly isMatched: boolean | null;
  readonly projectName: string | null;
  readonly enterpriseName: string | null;
  readonly runId: string | null;
  readonly suggestionId: string | null;
}

/** Under the reader's policies: an enterprise another unit holds is not there. */
const FIND_PAIR = `
  SELECT p.id AS "projectId", ${IS_MATCHED} AS "isMatched", mp.name AS "projectName", mp.run_id AS "runId",
    (SELECT name FROM enterprise WHERE id = $2) AS "enterpriseName", s.id AS "suggestionId"
  FROM (SELECT $1::uuid AS project_id, $2::uuid AS enterprise_id) pair
  LEFT JOIN project p ON p.id = pair.project_id
  LEFT JOIN match_run_project mp ON mp.project_id = pair.project_id AND mp.is_current
  LEFT JOIN match_suggestion s ON s.run_id = mp.run_id AND s.project_id = mp.project_id AND s.enterprise_id = pair.enterprise_id`;
