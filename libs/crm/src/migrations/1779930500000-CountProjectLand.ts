import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Measure 31c: the land a project takes, for its investment intensity, is counted once for every page that shows it. */
export class CountProjectLand1779930500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Definer's rights: who may not see a reservation of another unit sees the same intensity as who may.
      CREATE FUNCTION project_land_mu(wanted uuid) RETURNS numeric LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
        SELECT trim_scale(nullif(greatest(p.land_mu, (
          SELECT sum(CASE r.state WHEN 'waiting' THEN r.quantity
              ELSE r.committed + CASE WHEN r.expires_at > statement_timestamp() THEN r.reserved ELSE 0 END END
            * CASE r.unit WHEN '亩' THEN 1 WHEN '万亩' THEN 10000 WHEN '公顷' THEN 15 WHEN '平方米' THEN 0.0015 WHEN '万平方米' THEN 15
                WHEN '平方公里' THEN 1500 WHEN '平方千米' THEN 1500 END)
          FROM supply_reservation r JOIN resource x ON x.id = r.supply_id AND x.kind = 'land' WHERE r.project_id = p.id)), 0))
        FROM project p WHERE p.id = wanted $$;
      COMMENT ON FUNCTION project_land_mu IS '亩 a project takes: what it needs, or what it holds and waits for of plots where that is more';
      REVOKE EXECUTE ON FUNCTION project_land_mu FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION project_land_mu TO lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
