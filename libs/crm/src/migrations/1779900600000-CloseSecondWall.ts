import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The second wall behind the services: what the application never does, its role may not do. Product lines follow the policy of their
 * enterprise, reference data and targets are written by the deploy step alone, nothing official is deleted, and who looked for what
 * can only be added to.
 */
export class CloseSecondWall1779900600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE enterprise_product ENABLE ROW LEVEL SECURITY;
      CREATE POLICY enterprise_product_scope ON enterprise_product USING (
        EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_product.enterprise_id)
      ) WITH CHECK (true);

      REVOKE SELECT, INSERT ON lookup_log FROM lianghuan_app;
      REVOKE INSERT, UPDATE, DELETE ON area, region, industry, park, linkage_quota, target, target_source, published_statistic,
        published_statistic_member FROM lianghuan_app;
      REVOKE DELETE ON resource, market, project, enterprise, organisation, app_user FROM lianghuan_app;

      -- Of these enterprises those somebody is at work on, whoever may see the lead.
      CREATE FUNCTION enterprises_with_live_lead(wanted uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER AS
        $$ SELECT DISTINCT enterprise_id FROM lead WHERE enterprise_id = ANY (wanted) AND status IN ('open', 'paused') $$;
      -- A refusal that names the unit holding a hidden enterprise tells as much as a look-up, and is logged like one.
      CREATE FUNCTION log_held_duplicates(terms text[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, access AS
        $$ INSERT INTO lookup_log (actor_id, query, masked_count) SELECT actor_id(), term, 1 FROM unnest(terms) term $$;

      -- What runs with the owner's rights is for the application alone, and takes no table or function somebody else slips in.
      DO $$
      DECLARE definer regprocedure;
      BEGIN
        FOR definer IN SELECT p.oid FROM pg_proc p WHERE p.prosecdef AND p.pronamespace IN ('public'::regnamespace, 'access'::regnamespace)
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        LOOP
          EXECUTE format('ALTER FUNCTION %s SET search_path = public, access, pg_temp', definer);
          EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', definer);
          EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO lianghuan_app', definer);
        END LOOP;
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
