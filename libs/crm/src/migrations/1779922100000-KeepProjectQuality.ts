import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the quality score of a project takes from the row and its rating is kept with the row: worked out anew for each of 100,000 rows, a
 * list by quality took seven seconds. What is left to be worked out when it is read is what a new day changes, the freshness.
 */
export class KeepProjectQuality1779922100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE project ADD COLUMN quality_lasting numeric NOT NULL DEFAULT 0;
      COMMENT ON COLUMN project.quality_lasting IS 'Sum of the parts of quality_parts but for freshness; kept by triggers';
      -- Derived, so no part of the history.
      DO $$ BEGIN
        EXECUTE replace(pg_get_functiondef('write_audit()'::regprocedure), '{search_text,', '{search_text,quality_lasting,');
        EXECUTE replace(pg_get_functiondef('write_audit_of_new_rows()'::regprocedure), '{search_text,', '{search_text,quality_lasting,');
      END $$;

      CREATE FUNCTION keep_project_quality() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.quality_lasting := (SELECT q.completeness + q.rubric + q.review FROM quality_parts(NEW) q);
        RETURN NEW;
      END $$;
      CREATE TRIGGER keep_project_quality BEFORE INSERT OR UPDATE ON project FOR EACH ROW EXECUTE FUNCTION keep_project_quality();
      CREATE FUNCTION keep_quality_of_rated() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE project SET quality_lasting = quality_lasting WHERE id = NEW.project_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER keep_project_quality AFTER INSERT OR UPDATE ON project_rating FOR EACH ROW EXECUTE FUNCTION keep_quality_of_rated();
      UPDATE project SET quality_lasting = 0;

      -- One expression, which PostgreSQL puts in the place of the call; the freshness is the one of quality_parts.
      CREATE OR REPLACE FUNCTION quality(p project) RETURNS numeric LANGUAGE sql STABLE AS $$
        SELECT p.quality_lasting + CASE WHEN p.valid_until IS NULL THEN 6.0
          WHEN p.valid_until < (now() AT TIME ZONE 'Asia/Shanghai')::date THEN 0.0
          WHEN p.valid_until < (now() AT TIME ZONE 'Asia/Shanghai')::date + 60 THEN 12.0 ELSE 20.0 END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
