import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 是否对口 of each suggestion: what does not plainly fit is neither allocated nor called. */
export class KeepPairFits1779931600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE match_suggestion ADD COLUMN fit jsonb;
      COMMENT ON COLUMN match_suggestion.fit IS 'Whether the enterprise plainly fits the project: verdict and reason; null for runs made before';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
