import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may share with whom: the unit is everybody's own; the area and everybody need `view.share` with that reach. */
const MAY_SHARE = `(audience IN ('personal', 'unit')
  OR (audience = 'area' AND (SELECT access.reach('view.share')) IN ('area', 'city'))
  OR (audience = 'all' AND (SELECT access.reach('view.share')) = 'city'))`;
/** Shared by somebody else within what the actor answers for: such a view he may withdraw. */
const ANSWERS_FOR = `((audience = 'all' AND (SELECT access.reach('view.share')) = 'city')
  OR (audience = 'area' AND (SELECT access.reach('view.share')) IN ('area', 'city') AND area_code = ANY ((SELECT access.areas())::text[])))`;

/** Saved views of lists, personal and shared, and each person's default. */
export class CreateSavedViews1779917000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE saved_view (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        list text NOT NULL CHECK (list IN ('resource', 'market', 'project', 'enterprise', 'need')),
        name text NOT NULL CHECK (name <> ''), search text NOT NULL,
        audience text NOT NULL CHECK (audience IN ('personal', 'unit', 'area', 'all')),
        owner_id uuid NOT NULL REFERENCES app_user, organisation_id uuid NOT NULL REFERENCES organisation,
        area_code text NOT NULL REFERENCES area,
        version int NOT NULL DEFAULT 1, created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(), withdrawn_at timestamptz
      );
      COMMENT ON TABLE saved_view IS '视图: filters, sort and columns of a list under a name';
      COMMENT ON COLUMN saved_view.search IS 'Query string of the list as it was saved; what the list no longer understands is left out on reading';
      COMMENT ON COLUMN saved_view.organisation_id IS 'Unit of the owner when it was saved: 本单位 means this one, 本地区 its area_code';
      CREATE UNIQUE INDEX saved_view_name ON saved_view (owner_id, list, name) WHERE withdrawn_at IS NULL;
      CREATE INDEX saved_view_shared ON saved_view (list, audience) WHERE withdrawn_at IS NULL;

      CREATE TABLE saved_view_default (
        user_id uuid NOT NULL REFERENCES app_user, list text NOT NULL, view_id uuid NOT NULL REFERENCES saved_view, PRIMARY KEY (user_id, list)
      );
      COMMENT ON TABLE saved_view_default IS 'The view a person meets first on a list';

      REVOKE UPDATE, DELETE ON saved_view FROM lianghuan_app;
      GRANT UPDATE (name, search, audience, version, updated_at, withdrawn_at) ON saved_view TO lianghuan_app;
      SELECT audit_table('saved_view');

      ALTER TABLE saved_view ENABLE ROW LEVEL SECURITY;
      CREATE POLICY saved_view_read ON saved_view FOR SELECT USING (
        owner_id = (SELECT access.actor_id()) OR audience = 'all'
        OR (audience = 'unit' AND organisation_id = (SELECT access.organisation_id()))
        OR (audience = 'area' AND area_code = (SELECT o.area_code FROM organisation o WHERE o.id = (SELECT access.organisation_id())))
        OR ${ANSWERS_FOR});
      CREATE POLICY saved_view_create ON saved_view FOR INSERT WITH CHECK (
        owner_id = (SELECT access.actor_id()) AND organisation_id = (SELECT access.organisation_id()) AND ${MAY_SHARE});
      CREATE POLICY saved_view_change ON saved_view FOR UPDATE USING (owner_id = (SELECT access.actor_id()) OR ${ANSWERS_FOR})
        WITH CHECK (withdrawn_at IS NOT NULL OR (owner_id = (SELECT access.actor_id()) AND ${MAY_SHARE}));
      ALTER TABLE saved_view_default ENABLE ROW LEVEL SECURITY;
      CREATE POLICY saved_view_default_own ON saved_view_default USING (user_id = (SELECT access.actor_id()))
        WITH CHECK (user_id = (SELECT access.actor_id()) AND view_id IN (SELECT id FROM saved_view));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
