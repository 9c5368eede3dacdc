import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 要素需求 in full (measures 43–45): land with class, quotas and batch, energy beyond the quota, the pre-assessment; 五个导向 (measure 9), 资金渠道 (measure 10). */
export class DescribeElementNeeds1779931010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE project ADD COLUMN land_year int, ADD COLUMN land_class text, ADD COLUMN new_construction_mu numeric CHECK (new_construction_mu >= 0),
        ADD COLUMN forest_mu numeric CHECK (forest_mu >= 0), ADD COLUMN quota_prepaid text CHECK (quota_prepaid IN ('yes', 'no')), ADD COLUMN land_batch text,
        ADD COLUMN land_guaranteed_mu numeric CHECK (land_guaranteed_mu >= 0), ADD COLUMN forest_guaranteed_mu numeric CHECK (forest_guaranteed_mu >= 0),
        ADD COLUMN energy_gap_tce numeric CHECK (energy_gap_tce >= 0), ADD COLUMN energy_case text,
        ADD COLUMN environment_verdict text, ADD COLUMN environment_conditions text, ADD COLUMN sensitive_area text,
        ADD COLUMN policy_fit text, ADD COLUMN support_fit text, ADD COLUMN fund_fit text, ADD COLUMN industry_fit text, ADD COLUMN market_fit text,
        ADD COLUMN funding_routes text[], ADD COLUMN funding_sought_cny numeric(18,2) CHECK (funding_sought_cny >= 0),
        ADD COLUMN funding_granted_cny numeric(18,2) CHECK (funding_granted_cny >= 0), ADD COLUMN funding_granted_on date;
      COMMENT ON COLUMN project.land_year IS '用地年度: on which year''s 用地需求清单 it stands';
      COMMENT ON COLUMN project.new_construction_mu IS '新增建设用地指标 it needs, 亩';
      COMMENT ON COLUMN project.forest_mu IS '林地定额 it needs, 亩';
      COMMENT ON COLUMN project.land_guaranteed_mu IS '已保障用地, 亩; how far land is secured as a whole says land_guarantee';
      COMMENT ON COLUMN project.energy_gap_tce IS '能耗指标缺口: annual use beyond the quota, 吨标准煤';
      CREATE INDEX project_land_year ON project (land_year, area_code) WHERE land_year IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
