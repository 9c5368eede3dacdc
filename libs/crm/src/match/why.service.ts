import { Injectable } from '@nestjs/common';
import type { WhyView } from '@lianghuan/contracts';
import { AppError, Database } from '@lianghuan/platform';
import { FrozenMatchers } from './frozen-matchers.js';
import { contributionsOnWire, offerOnWire } from './suggestion-snapshot.js';

/** 为什么没有推荐: explains any pair on the very input of the run the project's list shows. */
@Injectable()
export class WhyService {
  constructor(
    private readonly database: Database,
    private readonly matchers: FrozenMatchers,
  ) {}

  /** @throws {AppError} ENTERPRISE_NOT_FOUND, PROJECT_NOT_FOUND, MATCH_RUN_NOT_FOUND for a project no run covers */
  async why(projectId: string, enterpriseId: string): Promise<WhyView> {
    const { runId, projectName, enterpriseName, suggestionId } = await this.database.transaction(async (tx) => {
      const [found] = (await tx.query(FIND_PAIR, [projectId, enterpriseId])) as [FoundPair];
      if (found.projectId === null) throw new AppError('PROJECT_NOT_FOUND', { id: projectId });
      if (found.enterpriseName === null) throw new AppError('ENTERPRISE_NOT_FOUND', { id: enterpriseId });
      if (found.runId === null || found.projectName === null) throw new AppError('MATCH_RUN_NOT_FOUND', { projectId });
      return { ...found, runId: found.runId, projectName: found.projectName, enterpriseName: found.enterpriseName };
    });
    const pair = {
      matchRunId: runId,
      suggestionId,
      project: { id: projectId, name: projectName },
      enterprise: { id: enterpriseId, name: enterpriseName },
    };
    const { matcher, frozen } = await this.matchers.open(runId);
    if (!frozen.facts.enterprises.has(enterpriseId)) {
      const nothing = { contributions: [], constraints: [], counterArgument: null, resource: null, market: null };
      return { ...pair, ...nothing, score: null, rank: null, whyNot: [{ reason: 'NOT_IN_RUN' }] };
    }
    const explanation = await matcher.explain(projectId, enterpriseId);
    return {
      ...pair,
      score: explanation.score,
      rank: explanation.rank ?? null,
      contributions: contributionsOnWire(explanation.contributions) as WhyView['contributions'],
      constraints: explanation.constraints.map((verdict) => ({ ...verdict })),
      counterArgument: explanation.counterArgument === undefined ? null : { ...explanation.counterArgument },
      ...(offerOnWire(explanation.offer, frozen.facts.offers) as Pick<WhyView, 'resource' | 'market'>),
      whyNot: explanation.whyNot.map((reason) => ({ ...reason })),
    };
  }
}

interface FoundPair {
  readonly projectId: string | null;
  readonly projectName: string | null;
  readonly enterpriseName: string | null;
  readonly runId: string | null;
  readonly suggestionId: string | null;
}

/** Under the reader's policies: an enterprise another unit holds is not there. */
const FIND_PAIR = `
  SELECT (SELECT id FROM project WHERE id = $1) AS "projectId", mp.name AS "projectName", mp.run_id AS "runId",
    (SELECT name FROM enterprise WHERE id = $2) AS "enterpriseName", s.id AS "suggestionId"
  FROM (SELECT $1::uuid AS project_id, $2::uuid AS enterprise_id) pair
  LEFT JOIN match_run_project mp ON mp.project_id = pair.project_id AND mp.is_current
  LEFT JOIN match_suggestion s ON s.run_id = mp.run_id AND s.project_id = mp.project_id AND s.enterprise_id = pair.enterprise_id`;
