import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 资金安排 (measure 10): what each 资金渠道 of a project is to give, and how far that is. */
export class PlanFunding1779931400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE project ADD COLUMN funding_plan jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(funding_plan) = 'array');
      COMMENT ON COLUMN project.funding_plan IS '资金安排: route, amountCny sought, state, grantedCny, on, each route once; where it says anything, funding_routes and the funding sums follow from it';
      CREATE INDEX project_funding ON project (reserve_state, area_code) WHERE funding_routes IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
