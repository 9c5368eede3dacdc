import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { GapFinder } from '../industry-chain/gap-finder.js';
import { enterpriseFacts, loadChainGround, loadOffered } from './frozen-input.js';
import { MatchStep, type StepWork, type StoreResult } from './match-step.js';
import { loadBlockProjects, loadEnterprises, RunArtifacts } from './run-artifacts.js';
import { ShardThreads } from './shard-threads.js';
import type { RankedProject } from './shard-work.js';
import { inPlaces, suggestionRow } from './suggestion-snapshot.js';

/** 评分排序: the best enterprises of a block of projects, with everything a reader needs later. */
@Injectable()
export class MergeScoreStep extends MatchStep {
  readonly kind = 'merge-score';

  constructor(
    private readonly artifacts: RunArtifacts,
    private readonly threads: ShardThreads,
  ) {
    super();
  }

  async carryOut(work: StepWork): Promise<StoreResult> {
    const { run, step, signal, transaction } = work;
    const opened = await this.artifacts.open(work);
    const { options } = opened;
    const epoch = opened.epoch.handle;
    const { projects, areas, offered, ground } = await transaction(async (tx) => ({
      projects: await loadCandidates(tx, run.id, step.block),
      areas: await loadAreas(tx, run.id, step.block),
      ground: await loadChainGround(tx, run.id),
      offered: await loadOffered(tx, run.id),
    }));
    const rankings = await this.threads.spread(projects, (share) =>
      this.threads.run({ kind: 'rank', epoch, projects: share, options }, signal),
    );
    const lists = rankings.map((ranking) => ({ ...ranking, pairs: ranking.pairs.slice(0, run.options.topPerProject) }));
    const ids = [...new Set(lists.flatMap(({ pairs }) => pairs.map(({ enterpriseId }) => enterpriseId)))];
    const records = await transaction((tx) => loadEnterprises(tx, run.id, ids));
    const pairs = projects.map(({ record }, p) => ({ project: record, ranking: lists[p] }));
    const found = await this.threads.spread(pairs, (share) => {
      const named = new Set(share.flatMap(({ ranking }) => ranking.pairs.map(({ enterpriseId }) => enterpriseId)));
      return this.threads.run(
        {
          kind: 'describe',
          epoch,
          described: {
            projects: share.map(({ project }) => project),
            rankings: share.map(({ ranking }) => ranking),
            enterprises: records.filter(({ id }) => named.has(id)),
            resources: offered.resources,
            markets: offered.markets,
            options,
          },
        },
        signal,
      );
    });
    const facts = { enterprises: enterpriseFacts(records), offers: offered.facts };
    const gaps = new GapFinder(ground);
    const projectOf = new Map(projects.map(({ record }) => [record.id, record]));
    const enterpriseOf = new Map(records.map((record) => [record.id, record]));
    const ranked = found.map(({ suggestion, offer }) => {
      const [project, enterprise] = [projectOf.get(suggestion.projectId), enterpriseOf.get(suggestion.enterpriseId)];
      const gap = project && enterprise && gaps.find(project, areas.get(project.id) ?? null, enterprise);
      return suggestionRow(suggestion, offer, gap, facts);
    });
    const rows = inPlaces(ranked, run.options.explorationShare, run.inputSnapshot ?? run.id);
    return async (tx) => {
      await tx.query(
        `INSERT INTO match_suggestion (run_id, project_id, enterprise_id, rank, place, is_exploration, score, contributions, constraints, fit, counter_argument,
           resource, market, chain_gap, points, enterprise_name, enterprise_short_name, enterprise_province, enterprise_city, enterprise_products)
         SELECT $1, s.project_id, s.enterprise_id, s.rank, s.place, s.is_exploration, s.score, s.contributions, s.constraints, s.fit, nullif(s.counter_argument, 'null'),
           nullif(s.resource, 'null'), nullif(s.market, 'null'), nullif(s.chain_gap, 'null'), s.points, s.enterprise_name, s.enterprise_short_name, s.enterprise_province,
           s.enterprise_city, s.enterprise_products
         FROM jsonb_to_recordset($2::jsonb) AS s(project_id uuid, enterprise_id uuid, rank int, place int, is_exploration boolean, score double precision, contributions jsonb,
           constraints jsonb, fit jsonb, counter_argument jsonb, resource jsonb, market jsonb, chain_gap jsonb, points jsonb, enterprise_name text, enterprise_short_name text,
           enterprise_province text, enterprise_city text, enterprise_products text[])`,
        [run.id, JSON.stringify(rows)],
      );
      await tx.query(
        `INSERT INTO match_run_ranking (run_id, project_id, ranking)
         SELECT $1, (r ->> 'projectId')::uuid, r FROM jsonb_array_elements($2::jsonb) r`,
        [run.id, JSON.stringify(rankings)],
      );
      await tx.query('DELETE FROM match_run_candidates WHERE run_id = $1 AND block = $2', [run.id, step.block]);
      return {
        projects: projects.length,
        candidates: rankings.reduce((sum, { candidateCount }) => sum + candidateCount, 0),
        suggestions: rows.length,
      };
    };
  }
}

/** Areas of the projects of a block, as they were when the run was frozen. */
async function loadAreas(tx: EntityManager, runId: string, block: number): Promise<Map<string, string | null>> {
  const rows = (await tx.query(
    `SELECT project_id AS id, area_code AS "areaCode" FROM match_run_project WHERE run_id = $1 AND block_no = $2`,
    [runId, block],
  )) as { id: string; areaCode: string | null }[];
  return new Map(rows.map(({ id, areaCode }) => [id, areaCode]));
}

/** Projects of a block with what every shard has for them. */
async function loadCandidates(tx: EntityManager, runId: string, block: number): Promise<RankedProject[]> {
  const rows = (await tx.query(
    `SELECT project_id AS "projectId", array_agg(bytes ORDER BY shard) AS candidates FROM match_run_candidates
     WHERE run_id = $1 AND block = $2 GROUP BY project_id`,
    [runId, block],
  )) as { projectId: string; candidates: Buffer[] }[];
  const setsOf = new Map(
    rows.map(({ projectId, candidates }) => [projectId, candidates.map((set) => new Uint8Array(set))]),
  );
  return (await loadBlockProjects(tx, runId, block)).map((record) => ({
    record,
    candidates: setsOf.get(record.id) ?? [],
  }));
}
