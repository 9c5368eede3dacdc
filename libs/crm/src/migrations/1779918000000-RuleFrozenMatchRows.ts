import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a merge does with the rows a matching run froze: nothing, they belong to the run. */
export class RuleFrozenMatchRows1779918000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO merge_rule (table_name, column_name, register, treatment, why) VALUES
        ('match_run_enterprise', 'enterprise_id', 'enterprise', 'stay', 'Frozen with its run, whose digest it is part of'),
        ('match_run_ranking', 'project_id', 'project', 'stay', 'Frozen with its run, whose suggestions hang on it');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
