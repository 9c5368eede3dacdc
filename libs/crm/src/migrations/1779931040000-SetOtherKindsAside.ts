import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 不再适用: extra values a resource was given as another kind stand apart, so that nothing counts, filters or exports them, and nothing is lost. */
export class SetOtherKindsAside1779931040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE resource ADD COLUMN extra_set_aside jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(extra_set_aside) = 'object');
      COMMENT ON COLUMN resource.extra_set_aside IS '不再适用: extra values of a kind the row once was; they come back with the kind';
      UPDATE resource r SET extra = r.extra - other.names, extra_set_aside = other.fields
      FROM (SELECT s.id, array_agg(v.key) AS names, jsonb_object_agg(v.key, v.value) AS fields
        FROM resource s CROSS JOIN jsonb_each(s.extra) v JOIN extra_field f ON f.register = 'resource' AND f.name = v.key
        WHERE f.retired_at IS NULL AND s.kind <> ALL (f.subtypes) GROUP BY s.id) other
      WHERE other.id = r.id;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
