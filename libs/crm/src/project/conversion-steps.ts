import type { Code } from '@lianghuan/contracts';

const stageReached = (stages: string) =>
  `SELECT l.project_id FROM lead l JOIN lead_stage_entry e ON e.lead_id = l.id WHERE e.to_stage IN (${stages})`;

/**
 * Ids of projects that came as far (measure 12c), as SQL under the reader's own policies: by the stage log of their leads, for 到位 by
 * recognised funds. Who skipped a step still passed it: 开工 has been 对接 too.
 */
export const REACHED_SQL: Readonly<Record<Code<'conversionStep'>, string>> = {
  contact: stageReached(`'contact', 'visit', 'negotiation', 'signing', 'start', 'production'`),
  negotiation: stageReached(`'negotiation', 'signing', 'start', 'production'`),
  signing: stageReached(`'signing', 'start', 'production'`),
  start: stageReached(`'start', 'production'`),
  funds: `SELECT f.project_id FROM funds_line f GROUP BY f.project_id HAVING sum(f.counted_cny) > 0`,
  production: stageReached(`'production'`),
};
