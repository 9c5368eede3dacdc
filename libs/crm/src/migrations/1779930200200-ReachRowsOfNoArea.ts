import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units of the city reach what belongs to no area, as before departments had a reach of their own. */
export class ReachRowsOfNoArea1779930200200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION access.reaches_area(permission text, wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT access.reach(permission) IS NOT NULL AND access.reach(permission) <> 'field' AND (access.reach(permission) = 'city' OR EXISTS (
          SELECT FROM public.area a WHERE a.code = ANY (access.areas()) AND (a.kind = 'city' OR a.code = wanted))) $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
