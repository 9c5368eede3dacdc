import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a suggestion's chain gap was when its run was made, and how many points each side gave (acceptance check 11). */
export class KeepPairPoints1779911100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE match_suggestion ADD COLUMN chain_gap jsonb, ADD COLUMN points jsonb;
      COMMENT ON COLUMN match_suggestion.chain_gap IS '产业链缺口 the pair would fill, with rule, version and facts; NULL: none, or a run made before it was kept';
      COMMENT ON COLUMN match_suggestion.points IS '综合分: score, resource, market and chain gap, each weight × value; NULL for a run made before';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
