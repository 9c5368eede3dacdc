import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Projects name their park as resources do; so far a park counted projects by its name in their place or name. Where that names one park of
 * the project's area, the project is tied to it.
 */
export class TieProjectParks1779931450000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE project ADD COLUMN park_name text, ADD COLUMN park text REFERENCES park (name);
      COMMENT ON COLUMN project.park_name IS '所在园区 as people wrote it';
      COMMENT ON COLUMN project.park IS 'Park that park_name means, of the area of the project; NULL where it names none or none is known';
      CREATE INDEX project_park ON project (park) WHERE park IS NOT NULL;
      CREATE INDEX project_park_untied ON project (area_code) WHERE park IS NULL AND park_name IS NOT NULL;

      -- As park-names.ts tells the spellings of a park.
      CREATE OR REPLACE FUNCTION pg_temp.park_key(written text) RETURNS text LANGUAGE sql AS $$
        SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(normalize(written, NFKC), '[\\s()]', '', 'g'),
          '经济(技术)?开发区', '经开区'), '高新技术(产业)?开发区|高新技术产业园区?', '高新区'),
          '(彝族回族苗族自治县|自治县|县|市)(?=(经开区|高新区|产业园))', ''), '^(贵州省?)?(毕节市)?', '')
      $$;
      SELECT set_config('lianghuan.reason', '所在园区按地点和名称对应', true);
      UPDATE project r SET park_name = named.park, park = named.park
      FROM (SELECT j.id, min(p.name) AS park FROM project j JOIN park p ON strpos(pg_temp.park_key(concat_ws(' ', j.place, j.name)), pg_temp.park_key(p.name)) > 0
          AND (p.area_code = j.area_code OR (SELECT a.kind FROM area a WHERE a.code = p.area_code) <> 'county'
            OR (SELECT a.kind FROM area a WHERE a.code = j.area_code) IS DISTINCT FROM 'county' AND (SELECT a.kind FROM area a WHERE a.code = j.area_code) IS DISTINCT FROM 'zone')
        WHERE j.placement = 'local' GROUP BY j.id HAVING count(*) = 1) named
      WHERE r.id = named.id;
      SELECT set_config('lianghuan.reason', '', true);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
