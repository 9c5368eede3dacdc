import type { MigrationInterface, QueryRunner } from 'typeorm';

const ELEMENTS = ['land', 'energy', 'water', 'environment'] as const;
/** Best last; the position of what is not there is 0. */
const rank = (state: string) => `coalesce(array_position('{refused,open,partial,settled}'::text[], ${state}), 0)`;

/**
 * Measures 43–45: how an element stands is what its bureau concluded, on whatever path the row is written, and a project remembers the batch
 * that sent it from the reserve, so that taking the batch back takes that back, too.
 */
export class KeepElementVerdicts1779930520000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const fields = ELEMENTS.map((element) => `('${element}', '${element}Guarantee', p.${element}_guarantee)`).join(
      ', ',
    );
    const verdict = (element: string) => `guarantee_verdicts -> '${element}Guarantee'`;
    await runner.query(`
      ALTER TABLE project ADD COLUMN guarantee_verdicts jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(guarantee_verdicts) = 'object'),
        ADD COLUMN reserve_batch_id uuid REFERENCES change_batch;
      COMMENT ON COLUMN project.guarantee_verdicts IS 'Guarantee field → state, unit and number of the packet of the last conclusion of its seat';
      COMMENT ON COLUMN project.reserve_batch_id IS 'Batch whose change of a key fact made it 需更新; NULL once somebody moved it since';

      -- Which state a seat named was not kept so far: what stands on the project is taken for it, and may from now on only fall.
      UPDATE project p SET guarantee_verdicts = v.verdicts FROM (
        SELECT p.id, jsonb_object_agg(f.field, jsonb_build_object('state', f.state, 'number', last.number, 'unit', last.unit)) AS verdicts
        FROM project p CROSS JOIN LATERAL (VALUES ${fields}) f(seat, field, state) CROSS JOIN LATERAL (
          SELECT k.number, o.name AS unit FROM review_opinion v JOIN review_packet k ON k.id = v.packet_id JOIN organisation o ON o.id = v.organisation_id
          WHERE k.project_id = p.id AND v.seat = f.seat AND v.verdict IS NOT NULL ORDER BY k.number DESC LIMIT 1) last
        WHERE f.state IS NOT NULL GROUP BY p.id) v WHERE v.id = p.id;

      ALTER TABLE project ADD CONSTRAINT project_guarantee_concluded CHECK (${ELEMENTS.map(
        (element) =>
          `(${verdict(element)} IS NULL OR ${rank(`${element}_guarantee`)} <= ${rank(`${verdict(element)} ->> 'state'`)})`,
      ).join(' AND ')});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
