import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a lead or a funds line is found by must not tell more than its reader may read. Who lost a lead, or filed money of an enterprise,
 * keeps the row after another unit has come to hold the enterprise; from then on its names alone are taken, not its notes.
 */
export class KeepHiddenWordsOutOfSearch1779900500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION fill_search_text() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
      DECLARE
        known enterprise;
        is_open boolean;
      BEGIN
        SELECT * INTO known FROM enterprise e WHERE e.id = NEW.enterprise_id;
        -- A live lead shows its enterprise to whom it is shown itself.
        is_open := known.holder_organisation_id IS NULL OR CASE TG_TABLE_NAME
          WHEN 'lead' THEN NEW.status <> 'lost' OR known.holder_organisation_id = (to_jsonb(NEW) ->> 'organisation_id')::uuid
          ELSE known.holder_area_code IS NOT DISTINCT FROM NEW.area_code END;
        NEW.enterprise_name := known.name;
        NEW.search_text := concat_ws(' ', lower(NEW.code), (SELECT a.name FROM area a WHERE a.code = NEW.area_code),
          CASE WHEN is_open THEN known.search_text ELSE lower(concat_ws(' ', known.name, known.normalized_name, known.short_name,
            array_to_string(known.former_names, ' '))) END,
          (SELECT p.search_text FROM project p WHERE p.id = NEW.project_id));
        RETURN NEW;
      END $$;
      UPDATE lead SET search_text = '';
      UPDATE funds_line SET search_text = '';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
