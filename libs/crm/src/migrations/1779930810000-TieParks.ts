import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * 所在园区 was text alone: 织金经济开发区 was lost from the count of 织金经开区, and a plot of 织金 that named 大方经开区 counted there. Rows
 * that can mean one park only are tied to it; what people wrote stays, and what cannot be told waits for them.
 */
export class TieParks1779930810000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE resource ADD COLUMN park text REFERENCES park (name);
      COMMENT ON COLUMN resource.park IS 'Park the extra field parkName means, of the area of the row; NULL where it names none or none is known';
      CREATE INDEX resource_park ON resource (park) WHERE park IS NOT NULL;
      CREATE INDEX resource_park_untied ON resource (area_code) WHERE park IS NULL AND extra ->> 'parkName' IS NOT NULL;

      CREATE FUNCTION pg_temp.park_key(written text) RETURNS text LANGUAGE sql AS $$
        SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(normalize(written, NFKC), '[\\s()]', '', 'g'),
          '经济(技术)?开发区', '经开区'), '高新技术(产业)?开发区|高新技术产业园区?', '高新区'),
          '(彝族回族苗族自治县|自治县|县|市)(?=(经开区|高新区|产业园))', ''), '^(贵州省?)?(毕节市)?', '')
      $$;
      SELECT set_config('lianghuan.reason', '所在园区按名称对应到园区', true);
      UPDATE resource r SET park = p.name FROM park p
      WHERE r.extra ->> 'parkName' IS NOT NULL AND pg_temp.park_key(r.extra ->> 'parkName') = pg_temp.park_key(p.name)
        AND (p.area_code = r.area_code OR (SELECT a.kind FROM area a WHERE a.code = p.area_code) <> 'county'
          OR (SELECT a.kind FROM area a WHERE a.code = r.area_code) NOT IN ('county', 'zone'));
      SELECT set_config('lianghuan.reason', '', true);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
