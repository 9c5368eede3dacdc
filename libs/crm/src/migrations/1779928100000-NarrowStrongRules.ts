import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Divisions of the parks' leading industries (measure 30), as `data/reference/parks.csv` has them. */
const LEADING_DIVISIONS = ['13', '14', '15', '25', '26', '30', '31', '32', '39', '64', '65'];
/** The last of the first rules: without an industry it took the five largest of every division, banks before all. */
const WIDE = '上市且总资产居库内同行业前5';
const NARROW = JSON.stringify({
  name: '上市、主业属园区首位产业且总资产居库内同行业前5',
  conditions: [
    { kind: 'listed' },
    { kind: 'industry', codes: LEADING_DIVISIONS },
    { kind: 'industry_rank', by: 'assets', atMost: 5 },
  ],
});

const SEES = `EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_id)`;
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('grade.manage')) = 'city')`;

/**
 * Rank in an industry says 优强 only where the city seeks that industry: a second version of the shipped rules, unless people have made one of
 * their own. And who made a version does not decide on what it proposes, for by choosing the rule they chose the enterprises.
 */
export class NarrowStrongRules1779928100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `WITH shipped AS (UPDATE grade_rule_set SET in_force_until = clock_timestamp()
         WHERE no = 1 AND made_by_id IS NULL AND in_force_from IS NOT NULL AND in_force_until IS NULL RETURNING rules, count_by)
       INSERT INTO grade_rule_set (rules, count_by, reason)
       SELECT (SELECT jsonb_agg(CASE WHEN r.rule ->> 'name' = $1 THEN $2::jsonb ELSE r.rule END ORDER BY r.n)
           FROM jsonb_array_elements(rules) WITH ORDINALITY r(rule, n)),
         count_by, '按行业排名的一条只看园区首位产业，以免先列入大型银行等与本市产业无关的企业'
       FROM shipped`,
      [WIDE, NARROW],
    );
    // In a statement of its own: the index of the one version in force looks at each statement alone.
    await runner.query(
      'UPDATE grade_rule_set SET in_force_from = clock_timestamp() WHERE no = 2 AND made_by_id IS NULL AND in_force_from IS NULL',
    );
    await runner.query(`
      DROP POLICY enterprise_grading_decide ON enterprise_grading;
      CREATE POLICY enterprise_grading_decide ON enterprise_grading FOR UPDATE USING (${IS_SYSTEM}
        OR ((SELECT access.reach('grade.approve')) IS NOT NULL AND ${SEES}) OR proposed_by_id = (SELECT access.actor_id()))
        WITH CHECK (${IS_SYSTEM} OR (decided_by_id = (SELECT access.actor_id()) AND (state = 'withdrawn' AND proposed_by_id = (SELECT access.actor_id())
          OR state IN ('approved', 'rejected') AND (SELECT access.reach('grade.approve')) IS NOT NULL AND proposed_by_id IS DISTINCT FROM (SELECT access.actor_id())
            AND NOT EXISTS (SELECT FROM grade_rule_set s WHERE s.id = rule_set_id AND s.made_by_id = (SELECT access.actor_id())))));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
