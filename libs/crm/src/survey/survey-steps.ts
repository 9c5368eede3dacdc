import type { Code, SurveyStepView } from '@lianghuan/contracts';
import type { Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

interface NewStep {
  readonly campaignId: string;
  readonly cellId: string | null;
  readonly action: Code<'surveyAction'>;
  readonly note: string | null;
  readonly rows: number | null;
  readonly at: Date;
}

/** Adds to what was done with a campaign, or with a cell, in the name of the actor. */
export async function keepStep(tx: EntityManager, { actor }: Database, step: NewStep): Promise<void> {
  await tx.query(
    'INSERT INTO survey_step (campaign_id, cell_id, action, note, rows, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [step.campaignId, step.cellId, step.action, step.note, step.rows, step.at, actor.id],
  );
}

/** Steps of a campaign or a cell, newest first. @param where SQL over the step `s` with the id as `$1`; never input */
export async function stepsOf(
  tx: EntityManager,
  where: 'cell_id = $1' | 'campaign_id = $1 AND cell_id IS NULL',
  id: string,
): Promise<SurveyStepView[]> {
  const rows = (await tx.query(
    `SELECT s.at, u.display_name AS "byName", s.action, s.note, s.rows
     FROM survey_step s LEFT JOIN app_user u ON u.id = s.by_id WHERE ${where} ORDER BY s.at DESC, s.id DESC`,
    [id],
  )) as (Omit<SurveyStepView, 'at'> & { at: Date })[];
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
