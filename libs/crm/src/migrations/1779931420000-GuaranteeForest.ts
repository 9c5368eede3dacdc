import type { MigrationInterface, QueryRunner } from 'typeorm';

const ELEMENTS = ['land', 'forest', 'energy', 'water', 'environment'] as const;
/** Best last; the position of what is not there is 0. */
const rank = (state: string) => `coalesce(array_position('{refused,open,partial,settled}'::text[], ${state}), 0)`;
const verdict = (element: string) => `guarantee_verdicts -> '${element}Guarantee'`;

/**
 * 林地保障 (measure 43) beside land, energy, water and environment: the seat of forest land concludes it. What it concluded before is taken
 * for what a conclusion says of a guarantee where the reviewer says nothing else.
 */
export class GuaranteeForest1779931420000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE project ADD COLUMN forest_guarantee text;
      COMMENT ON COLUMN project.forest_guarantee IS '林地保障: how far the 林地定额 is secured';
      UPDATE project p SET forest_guarantee = last.state,
        guarantee_verdicts = guarantee_verdicts || jsonb_build_object('forestGuarantee', jsonb_build_object('state', last.state, 'number', last.number, 'unit', last.unit))
      FROM (SELECT DISTINCT ON (k.project_id) k.project_id, k.number, o.name AS unit,
          CASE v.verdict WHEN 'pass' THEN 'settled' WHEN 'conditional' THEN 'partial' WHEN 'return' THEN 'open' ELSE 'refused' END AS state
        FROM review_opinion v JOIN review_packet k ON k.id = v.packet_id JOIN organisation o ON o.id = v.organisation_id
        WHERE v.seat = 'forest' AND v.verdict IS NOT NULL ORDER BY k.project_id, k.number DESC) last
      WHERE last.project_id = p.id;
      ALTER TABLE project DROP CONSTRAINT project_guarantee_concluded, ADD CONSTRAINT project_guarantee_concluded CHECK (${ELEMENTS.map(
        (element) =>
          `(${verdict(element)} IS NULL OR ${rank(`${element}_guarantee`)} <= ${rank(`${verdict(element)} ->> 'state'`)})`,
      ).join(' AND ')});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
