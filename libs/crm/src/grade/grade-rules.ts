import type { GradeCondition, GradeRule } from '@lianghuan/contracts';

/** SQL over the enterprise `e` (and its ranks `k`): when a condition is met, and the fact that shows it as JSON. Values stand in `$1`. */
interface ConditionSql {
  readonly when: string;
  readonly fact: string;
}

/** The nth condition of the flat list of all conditions, whose values PostgreSQL takes from `$1` at the same place. */
function conditionSql(condition: GradeCondition, n: number): ConditionSql {
  const value = (name: string) => `($1::jsonb -> ${n} ->> '${name}')`;
  switch (condition.kind) {
    case 'listed':
      return {
        when: `e.listed_code IS NOT NULL AND e.status = 'active'`,
        fact: `jsonb_build_object('kind', 'listed', 'code', e.listed_code, 'exchange', e.exchange)`,
      };
    case 'revenue':
      return {
        when: `e.revenue_cny >= ${value('atLeastCny')}::numeric`,
        fact: `jsonb_build_object('kind', 'revenue', 'amountCny', e.revenue_cny::text, 'year', e.revenue_year, 'atLeastCny', ${value('atLeastCny')})`,
      };
    case 'assets':
      return {
        when: `e.total_assets_cny >= ${value('atLeastCny')}::numeric`,
        fact: `jsonb_build_object('kind', 'assets', 'amountCny', e.total_assets_cny::text, 'on', e.total_assets_on, 'atLeastCny', ${value('atLeastCny')})`,
      };
    case 'employees':
      return {
        when: `e.employee_count >= ${value('atLeast')}::int`,
        fact: `jsonb_build_object('kind', 'employees', 'count', e.employee_count, 'atLeast', ${value('atLeast')}::int)`,
      };
    case 'recognition': {
      const on = `FROM enterprise_recognition n WHERE n.enterprise_id = e.id AND n.withdrawn_at IS NULL
        AND $1::jsonb -> ${n} -> 'lists' ? n.list AND n.year > extract(year FROM $2::date) - ${value('withinYears')}::int`;
      return {
        when: `EXISTS (SELECT ${on})`,
        fact: `(SELECT jsonb_build_object('kind', 'recognition', 'list', n.list, 'title', n.title, 'year', n.year, 'place', n.place, 'source', n.source_name)
          ${on} ORDER BY n.year DESC, n.list LIMIT 1)`,
      };
    }
    case 'industry': {
      const own = `coalesce(e.industry_codes[1], '')`;
      return {
        when: `EXISTS (SELECT FROM jsonb_array_elements_text($1::jsonb -> ${n} -> 'codes') w(code) WHERE starts_with(${own}, w.code)
          OR EXISTS (SELECT FROM industry i WHERE i.code = left(${own}, 2) AND i.section_code = w.code))`,
        fact: `(SELECT jsonb_build_object('kind', 'industry', 'code', ${own}, 'name', (SELECT i.name FROM industry i WHERE i.code = ${own})))`,
      };
    }
    case 'industry_rank': {
      const column = condition.by === 'revenue' ? 'revenue' : 'assets';
      return {
        when: `k.${column}_rank <= ${value('atMost')}::int`,
        fact: `jsonb_build_object('kind', 'industry_rank', 'by', '${column}', 'division', k.division, 'rank', k.${column}_rank, 'of', k.${column}_of, 'atMost', ${value('atMost')}::int)`,
      };
    }
  }
}

/**
 * One statement over all enterprises: `enterprise_id, summary, evidence` of those that meet a rule. Parameters: all conditions in order as
 * JSON, and the day.
 */
export function findingsSql(rules: readonly GradeRule[]): {
  readonly sql: string;
  readonly conditions: readonly GradeCondition[];
} {
  const conditions = rules.flatMap((rule) => rule.conditions);
  let n = 0;
  const parts = rules.map((rule, i) => {
    const met = rule.conditions.map((condition) => conditionSql(condition, n++));
    return `SELECT e.id, ${i} AS position, $3::text[] AS names, jsonb_build_array(${met.map(({ fact }) => fact).join(', ')}) AS facts
      FROM enterprise e LEFT JOIN ranks k ON k.id = e.id WHERE e.archived_at IS NULL AND ${met.map(({ when }) => `(${when})`).join(' AND ')}`;
  });
  const rank = (column: string, name: string) => `
    CASE WHEN ${column} IS NULL THEN NULL ELSE rank() OVER (PARTITION BY division ORDER BY ${column} DESC NULLS LAST) END AS ${name}_rank,
    count(${column}) OVER (PARTITION BY division) AS ${name}_of`;
  const sql = `
    WITH ranks AS (
      SELECT id, division, ${rank('total_assets_cny', 'assets')}, ${rank('revenue_cny', 'revenue')}
      FROM (SELECT e.id, left(e.industry_codes[1], 2) AS division, e.total_assets_cny, e.revenue_cny FROM enterprise e
        WHERE e.archived_at IS NULL AND e.status = 'active' AND e.industry_codes[1] ~ '^[0-9]{2}') placed
    ), met AS (${parts.join('\n UNION ALL ')})
    SELECT id AS enterprise_id, string_agg(names[position + 1], '；' ORDER BY position) AS summary,
      jsonb_agg(jsonb_build_object('rule', names[position + 1], 'facts', facts) ORDER BY position) AS evidence
    FROM met WHERE $1::jsonb IS NOT NULL AND $2::date IS NOT NULL GROUP BY id`;
  return { sql, conditions };
}
