import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The need matrices A (trade → resource) and B (trade → market) as a register people may correct. */
export class CreateNeeds1779902000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE need_code_seq;
      CREATE TABLE need_entry (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        code text NOT NULL UNIQUE,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(), created_by_id uuid REFERENCES app_user,
        updated_at timestamptz NOT NULL DEFAULT now(), updated_by_id uuid REFERENCES app_user,
        archived_at timestamptz, archived_by_id uuid REFERENCES app_user, archive_reason text,
        source_name text, source_kind text NOT NULL DEFAULT 'entered', source_url text, source_on text,
        surveyed_on date, valid_until date, verified_by text, verified_on date, confidence text NOT NULL DEFAULT 'medium',
        search_text text NOT NULL,
        search_grams text[] GENERATED ALWAYS AS (search_grams(search_text)) STORED,
        name text NOT NULL, side text NOT NULL CHECK (side IN ('resource', 'market')),
        relation text NOT NULL CHECK (relation IN ('chain', 'factor', 'customer')),
        industry_codes text[] NOT NULL DEFAULT '{}', words text[] NOT NULL DEFAULT '{}', category text NOT NULL,
        strength numeric NOT NULL CHECK (strength > 0 AND strength <= 1), note text, is_default boolean NOT NULL DEFAULT false,
        CHECK ((archived_at IS NULL) = (archive_reason IS NULL)),
        CHECK (industry_codes <> '{}' OR words <> '{}'),
        CHECK ((relation = 'customer') = (side = 'market')),
        CONSTRAINT need_entry_name_key UNIQUE (side, industry_codes, words, category)
      );
      COMMENT ON TABLE need_entry IS '供需矩阵: which kind of resource a trade needs, which kind of market it sells into';
      COMMENT ON COLUMN need_entry.is_default IS 'As the product ships it; follows the next version until somebody changes it';
      CREATE INDEX need_entry_grams ON need_entry USING gin (search_grams);
      CREATE INDEX need_entry_industry ON need_entry USING gin (industry_codes);
      SELECT audit_table('need_entry');
      REVOKE DELETE ON need_entry FROM lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
