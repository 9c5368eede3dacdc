import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A statistic describes a place (人口, 参保, 产值): its unit stands as registered. Only what is used up year by year is a quantity a year; 689万人
 * a year would be a false statement.
 */
export class KeepStatisticUnits1779928000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE VIEW supply AS
        SELECT id, 'resource' AS side, code, name, coalesce(category, '') AS category, area_code, tier, quantity_total AS total,
          quantity_unit || CASE WHEN reserve_basis = 'output' AND quantity_unit !~ '年' THEN '/年' ELSE '' END AS unit,
          valid_until, archived_at IS NOT NULL AS is_archived, false AS lacks_review, nature = 'statistic' AS is_statistic
        FROM resource
        UNION ALL
        SELECT id, 'market', code, name, coalesce(category, ''), area_code, NULL,
          coalesce(annual_volume, annual_value_cny) * coalesce(substitutable_share, 1),
          CASE WHEN annual_volume IS NULL THEN '元' ELSE volume_unit END
            || CASE WHEN nature = 'statistic' OR annual_volume IS NOT NULL AND volume_unit ~ '年' THEN '' ELSE '/年' END,
          valid_until, archived_at IS NOT NULL, kind = 'public_procurement' AND coalesce(trim(fair_competition_note), '') = '', nature = 'statistic'
        FROM market;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
