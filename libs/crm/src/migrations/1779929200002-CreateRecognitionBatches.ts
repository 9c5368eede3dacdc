import type { MigrationInterface, QueryRunner } from 'typeorm';

const ENTERPRISE_SEEN = (table: string) => `EXISTS (SELECT FROM enterprise e WHERE e.id = ${table}.enterprise_id)`;
const WRITES = `(SELECT access.reach('enterprise.update')) IS NOT NULL`;
const GOVERNS = `(SELECT access.reach('grade.manage')) = 'city'`;

/** 名录批次: a published list registered as a whole, line by line with what became of it, and taken back as a whole. */
export class CreateRecognitionBatches1779929200002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE recognition_batch (
        id uuid PRIMARY KEY DEFAULT uuidv7(), list text NOT NULL, title text NOT NULL CHECK (title <> ''),
        year int NOT NULL CHECK (year BETWEEN 1990 AND 2100), source_name text NOT NULL CHECK (source_name <> ''), source_url text,
        published_on date NOT NULL, file_name text NOT NULL,
        state text NOT NULL DEFAULT 'checked' CHECK (state IN ('checked', 'written', 'undone')),
        created_by_id uuid NOT NULL REFERENCES app_user, organisation_id uuid NOT NULL REFERENCES organisation,
        area_code text NOT NULL REFERENCES area, created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        written_at timestamptz, undone_at timestamptz, undone_by_id uuid REFERENCES app_user, undo_reason text,
        CHECK ((state = 'checked') = (written_at IS NULL)), CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
        CHECK ((undone_at IS NULL) = (undo_reason IS NULL))
      );
      COMMENT ON TABLE recognition_batch IS '名录批次: a list an authority published, with where and when; its lines become 名录称号 of enterprises';
      CREATE INDEX recognition_batch_recent ON recognition_batch (created_at DESC, id DESC);

      CREATE TABLE recognition_batch_row (
        batch_id uuid NOT NULL REFERENCES recognition_batch, line int NOT NULL, name text, credit_code text,
        list text NOT NULL, title text NOT NULL, year int NOT NULL, place int,
        verdict text NOT NULL CHECK (verdict IN ('ready', 'exists', 'doubtful', 'unknown', 'repeated', 'error', 'left_out', 'written')),
        enterprise_id uuid REFERENCES enterprise, candidates uuid[] NOT NULL DEFAULT '{}', issues jsonb NOT NULL DEFAULT '[]',
        PRIMARY KEY (batch_id, line), CHECK (verdict NOT IN ('ready', 'written') OR enterprise_id IS NOT NULL)
      );
      COMMENT ON COLUMN recognition_batch_row.candidates IS 'Enterprises the matcher would not decide between; names are read under the reader''s own rights';
      CREATE INDEX recognition_batch_row_verdict ON recognition_batch_row (batch_id, verdict, line);
      CREATE INDEX recognition_batch_row_enterprise ON recognition_batch_row (enterprise_id);

      ALTER TABLE enterprise_recognition ADD COLUMN batch_id uuid REFERENCES recognition_batch;
      CREATE INDEX enterprise_recognition_batch ON enterprise_recognition (batch_id) WHERE batch_id IS NOT NULL;

      SELECT audit_table('recognition_batch');
      REVOKE DELETE ON recognition_batch, recognition_batch_row FROM lianghuan_app;

      -- Who made it and his unit, the reviewers of its area as for imports, and who governs the grades that rest on it.
      ALTER TABLE recognition_batch ENABLE ROW LEVEL SECURITY;
      CREATE POLICY recognition_batch_read ON recognition_batch FOR SELECT USING (
        created_by_id = (SELECT access.actor_id()) OR ${GOVERNS}
        OR (${WRITES} AND organisation_id = (SELECT access.organisation_id()))
        OR (SELECT access.reach('import.review')) = 'city'
        OR ((SELECT access.reach('import.review')) = 'area' AND area_code = ANY ((SELECT access.areas())::text[])));
      CREATE POLICY recognition_batch_create ON recognition_batch FOR INSERT WITH CHECK (
        ${WRITES} AND created_by_id = (SELECT access.actor_id()) AND organisation_id = (SELECT access.organisation_id()));
      CREATE POLICY recognition_batch_change ON recognition_batch FOR UPDATE USING (${WRITES} OR ${GOVERNS});
      ALTER TABLE recognition_batch_row ENABLE ROW LEVEL SECURITY;
      CREATE POLICY recognition_batch_row_read ON recognition_batch_row FOR SELECT USING (
        batch_id IN (SELECT id FROM recognition_batch) AND (enterprise_id IS NULL OR ${ENTERPRISE_SEEN('recognition_batch_row')}));
      CREATE POLICY recognition_batch_row_add ON recognition_batch_row FOR INSERT WITH CHECK (${WRITES} AND batch_id IN (SELECT id FROM recognition_batch));
      CREATE POLICY recognition_batch_row_settle ON recognition_batch_row FOR UPDATE USING (${WRITES} AND batch_id IN (SELECT id FROM recognition_batch));

      -- Who governs grades takes a batch back, but withdraws no single entry somebody else made by hand.
      ALTER POLICY enterprise_recognition_withdraw ON enterprise_recognition USING (
        (${WRITES} OR (${GOVERNS} AND batch_id IN (SELECT id FROM recognition_batch))) AND ${ENTERPRISE_SEEN('enterprise_recognition')});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
