import { Injectable } from '@nestjs/common';
import { FrozenMatchers } from './frozen-matchers.js';
import { MatchStep, type StepWork, type StoreResult } from './match-step.js';
import { type SuggestionRow, suggestionRow } from './suggestion-snapshot.js';

/** 评分排序: the best enterprises of a block of projects, with everything a reader needs later. */
@Injectable()
export class MergeScoreStep extends MatchStep {
  readonly kind = 'merge-score';

  constructor(private readonly matchers: FrozenMatchers) {
    super();
  }

  async carryOut({ run, step, signal, transaction }: StepWork): Promise<StoreResult> {
    const { matcher, frozen } = await this.matchers.open(run.id);
    const projects = await transaction<{ id: string }[]>((tx) =>
      tx.query(`SELECT project_id AS id FROM match_run_project WHERE run_id = $1 AND block_no = $2 ORDER BY position`, [
        run.id,
        step.block,
      ]),
    );
    const rows: SuggestionRow[] = [];
    for (const { id } of projects) {
      signal.throwIfAborted();
      const found = await matcher.suggestionsFor(id, run.options.topPerProject);
      rows.push(...found.map(({ suggestion, offer }) => suggestionRow(suggestion, offer, frozen.facts)));
    }
    return async (tx) => {
      await tx.query(
        `INSERT INTO match_suggestion (run_id, project_id, enterprise_id, rank, score, contributions, constraints, counter_argument,
           resource, market, enterprise_name, enterprise_short_name, enterprise_province, enterprise_city, enterprise_products)
         SELECT $1, s.project_id, s.enterprise_id, s.rank, s.score, s.contributions, s.constraints, nullif(s.counter_argument, 'null'),
           nullif(s.resource, 'null'), nullif(s.market, 'null'), s.enterprise_name, s.enterprise_short_name, s.enterprise_province,
           s.enterprise_city, s.enterprise_products
         FROM jsonb_to_recordset($2::jsonb) AS s(project_id uuid, enterprise_id uuid, rank int, score double precision, contributions jsonb,
           constraints jsonb, counter_argument jsonb, resource jsonb, market jsonb, enterprise_name text, enterprise_short_name text,
           enterprise_province text, enterprise_city text, enterprise_products text[])`,
        [run.id, JSON.stringify(rows)],
      );
      return { projects: projects.length, suggestions: rows.length };
    };
  }
}
