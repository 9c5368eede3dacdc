import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The land of all projects of a page is counted at once: a function with rights of its own costs more to begin than to carry out. */
export class CountProjectLands1779930600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION project_lands(wanted uuid[]) RETURNS TABLE (id uuid, mu numeric) LANGUAGE sql STABLE ROWS 20 SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
        SELECT p.id, trim_scale(nullif(greatest(p.land_mu, taken.mu), 0))
        FROM project p LEFT JOIN (
          SELECT r.project_id, sum(CASE r.state WHEN 'waiting' THEN r.quantity
              ELSE r.committed + CASE WHEN r.expires_at > statement_timestamp() THEN r.reserved ELSE 0 END END
            * CASE r.unit WHEN '亩' THEN 1 WHEN '万亩' THEN 10000 WHEN '公顷' THEN 15 WHEN '平方米' THEN 0.0015 WHEN '万平方米' THEN 15
                WHEN '平方公里' THEN 1500 WHEN '平方千米' THEN 1500 END) AS mu
          FROM supply_reservation r JOIN resource x ON x.id = r.supply_id AND x.kind = 'land'
          WHERE r.project_id = ANY (wanted) GROUP BY r.project_id) taken ON taken.project_id = p.id
        WHERE p.id = ANY (wanted) $$;
      COMMENT ON FUNCTION project_lands IS '亩 each project takes: what it needs, or what it holds and waits for of plots where that is more';
      REVOKE EXECUTE ON FUNCTION project_lands FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION project_lands TO lianghuan_app;
      CREATE OR REPLACE FUNCTION project_land_mu(wanted uuid) RETURNS numeric LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
        SELECT l.mu FROM project_lands(ARRAY[wanted]) l $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
