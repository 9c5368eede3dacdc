import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists the notice counts by are the city's to keep (measures 5, 14, 33); a stay put down by mistake is withdrawn, and remains on record. */
export class KeepCityLists1779930510000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const keeps = `((SELECT access.reach('project.update')) = 'city'
      OR ((SELECT access.reach('project.update')) IS NOT NULL AND list IN ('land_need', 'financing_demand')))`;
    await runner.query(`
      ALTER TABLE project_list_membership ADD COLUMN is_withdrawn boolean NOT NULL DEFAULT false,
        ADD CHECK (NOT is_withdrawn OR left_on = joined_on);
      COMMENT ON COLUMN project_list_membership.is_withdrawn IS 'Put down by mistake: it left on the day it joined, so that it counts on no day';
      ALTER TABLE project_list_membership ENABLE ROW LEVEL SECURITY;
      CREATE POLICY project_list_membership_read ON project_list_membership FOR SELECT USING (true);
      CREATE POLICY project_list_membership_add ON project_list_membership FOR INSERT WITH CHECK (${keeps});
      CREATE POLICY project_list_membership_change ON project_list_membership FOR UPDATE USING (${keeps}) WITH CHECK (${keeps});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
