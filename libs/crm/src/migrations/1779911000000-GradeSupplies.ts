import type { MigrationInterface, QueryRunner } from 'typeorm';

// The rules as they were on the day of this migration; the ones in force are in record/supply-nature.ts.
const RESOURCE_STATISTIC =
  '国土面积|海拔|覆盖率|种类|品种|占全省|人口|人才|日照|电价|产值|耕地|农耕地|林业用地|活立木|宜烟地|种植|播种|生产基地|牧草|养殖$|景区|杜鹃林|装机|已建|在建|产能|库容|灌溉|径流|(资源|年)总量|主要矿藏';
const RESOURCE_OFFERABLE = '可用于|可利用|可开发|可开采';
const MARKET_STATISTIC =
  '人均|人口|参保|人次|游客|机构|学校|幼儿园|小学|中学|床位|收养|建成区|累计|份额|产值|总值|收入|基地|总用水量|签约|总投资|供应$';
const NATURES = `('offerable', 'statistic')`;
const STATES = `('open', 'partial', 'settled', 'refused')`;

/**
 * What can be promised and what only describes the place (数据性质), how far land, energy, water and environmental clearance of a project
 * are secured (要素保障, measures 43–45), and what a trade uses for 亿元 of investment where somebody has a source for it (用量系数).
 */
export class GradeSupplies1779911000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE resource ADD COLUMN nature text NOT NULL DEFAULT 'offerable' CHECK (nature IN ${NATURES});
      ALTER TABLE market ADD COLUMN nature text NOT NULL DEFAULT 'offerable' CHECK (nature IN ${NATURES});
      UPDATE resource SET nature = 'statistic' WHERE name ~ '${RESOURCE_STATISTIC}' AND name !~ '${RESOURCE_OFFERABLE}';
      UPDATE market SET nature = 'statistic' WHERE kind = 'base_fact' OR name ~ '${MARKET_STATISTIC}' OR note ~ '统计期 \\d{4}-';
      ALTER TABLE market ADD CHECK (kind <> 'base_fact' OR nature = 'statistic');
      COMMENT ON COLUMN resource.nature IS '数据性质: offerable can be promised, a statistic never';
      COMMENT ON COLUMN market.nature IS '数据性质: offerable can be promised, a statistic never';

      ALTER TABLE project
        ADD COLUMN land_guarantee text CHECK (land_guarantee IN ${STATES}),
        ADD COLUMN energy_guarantee text CHECK (energy_guarantee IN ${STATES}),
        ADD COLUMN water_guarantee text CHECK (water_guarantee IN ${STATES}),
        ADD COLUMN environment_guarantee text CHECK (environment_guarantee IN ${STATES});

      ALTER TABLE need_entry
        ADD COLUMN use_per_investment numeric CHECK (use_per_investment > 0), ADD COLUMN use_unit text,
        ADD CHECK ((use_per_investment IS NULL) = (use_unit IS NULL));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
