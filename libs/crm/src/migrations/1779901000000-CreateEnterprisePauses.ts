import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 暂缓推荐: what a dismissal says about the enterprise holds it back from all projects for a while. */
export class CreateEnterprisePauses1779901000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Whoever may decide for the project in whose name it was set; the city's units and those who answer for learning, for all.
    const lifts = `(SELECT access.reach('learning.manage')) = 'city' OR (SELECT access.reach('match.decide')) = 'city'
      OR ((SELECT access.reach('match.decide')) = 'own'
        AND EXISTS (SELECT FROM area a WHERE a.kind = 'city' AND a.code = ANY ((SELECT access.areas())::text[])))
      OR ((SELECT access.reach('match.decide')) IS NOT NULL AND area_code = ANY ((SELECT access.areas())::text[]))`;
    await runner.query(`
      CREATE TABLE enterprise_pause (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise,
        project_id uuid NOT NULL REFERENCES project, suggestion_id uuid NOT NULL, area_code text REFERENCES area,
        reason text NOT NULL, since date NOT NULL, until date NOT NULL CHECK (until > since),
        set_by_id uuid NOT NULL REFERENCES app_user, set_at timestamptz NOT NULL,
        lifted_at timestamptz, lifted_by_id uuid REFERENCES app_user, lift_reason text,
        CHECK ((lifted_at IS NULL) = (lift_reason IS NULL)), CHECK ((lifted_at IS NULL) = (lifted_by_id IS NULL))
      );
      COMMENT ON TABLE enterprise_pause IS '暂缓推荐: match runs propose the enterprise for no project from since until (not including) until, unless lifted';
      COMMENT ON COLUMN enterprise_pause.area_code IS 'Area of the project whose dismissal set it; NULL for a project of the city as a whole';
      CREATE INDEX enterprise_pause_enterprise ON enterprise_pause (enterprise_id);
      CREATE INDEX enterprise_pause_on ON enterprise_pause (until) WHERE lifted_at IS NULL;
      -- One dismissal sets one pause at a time, however often the request is sent.
      CREATE UNIQUE INDEX enterprise_pause_pair ON enterprise_pause (project_id, enterprise_id) WHERE lifted_at IS NULL;
      SELECT audit_table('enterprise_pause');
      REVOKE DELETE ON enterprise_pause FROM lianghuan_app;

      ALTER TABLE enterprise_pause ENABLE ROW LEVEL SECURITY;
      CREATE POLICY enterprise_pause_read ON enterprise_pause FOR SELECT USING ((SELECT access.reach('match.read')) IS NOT NULL
        AND EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_pause.enterprise_id));
      CREATE POLICY enterprise_pause_set ON enterprise_pause FOR INSERT
        WITH CHECK ((SELECT access.reach('match.decide')) IS NOT NULL AND set_by_id = (SELECT access.actor_id()));
      CREATE POLICY enterprise_pause_lift ON enterprise_pause FOR UPDATE USING (${lifts}) WITH CHECK (${lifts});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
