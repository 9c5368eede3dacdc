import { CALL_RULES } from '@lianghuan/contracts';
import { IS_LIVE, OPPORTUNITIES } from '../signal/live-signal.js';

const { signal, overdue, due, reservation, untouched, silent, proposed } = CALL_RULES;

/** What narrows the items, as SQL: over `l`, a lead; over `e` and `mp`, an enterprise and a project of a run. */
export interface ItemConditions {
  readonly leads: readonly string[];
  readonly suggestions: readonly string[];
  /** The same over `r.codes`, the reasons that hold. */
  readonly reasons: readonly string[];
}

/**
 * CTEs up to `called`: everything the actor might contact, with its reasons and their points as {@link CALL_RULES} states them. Leads are
 * those the policies show; a suggestion stands for an enterprise nobody follows, by its best pair. `:today` is replaced by the caller's
 * parameter, `:areas` by that of the areas whose projects the actor decides on (null: all).
 */
export const callItems = ({ leads, suggestions, reasons }: ItemConditions): string => `
  offered AS MATERIALIZED (
    SELECT mp.run_id, mp.project_id, mp.name, mp.area_code FROM match_run_project mp
    WHERE mp.is_current AND (:areas::text[] IS NULL OR mp.area_code = ANY (:areas)) AND mp.project_id NOT IN (SELECT uncleared_projects())
  ), hot AS (
    SELECT s.enterprise_id FROM enterprise_signal s WHERE s.kind = ANY (${OPPORTUNITIES}) AND ${IS_LIVE}
    UNION SELECT a.enterprise_id FROM offered mp
      JOIN match_allocation_pair a ON (a.run_id, a.project_id) = (mp.run_id, mp.project_id) AND a.is_proposed
  ), pair AS (
    SELECT DISTINCT ON (s.enterprise_id) s.id, s.enterprise_id, s.project_id, mp.area_code, mp.name AS project_name, s.place, s.score,
      coalesce(a.is_proposed, false) AS is_proposed, e.last_contact_on,
      (count(*) OVER (PARTITION BY s.enterprise_id) - 1)::int AS other_projects
    FROM hot JOIN enterprise e ON e.id = hot.enterprise_id AND e.holder_organisation_id IS NULL AND e.archived_at IS NULL AND NOT e.do_not_contact
    JOIN match_suggestion s ON s.enterprise_id = e.id
    JOIN offered mp ON (mp.run_id, mp.project_id) = (s.run_id, s.project_id)
    LEFT JOIN match_allocation_pair a ON (a.run_id, a.project_id, a.enterprise_id) = (s.run_id, s.project_id, s.enterprise_id)
    LEFT JOIN suggestion_decision d ON (d.project_id, d.enterprise_id) = (s.project_id, s.enterprise_id)
    WHERE (d.id IS NULL OR d.snoozed_until <= :today) AND s.fit ->> 'verdict' IS DISTINCT FROM 'doubtful'
      AND NOT EXISTS (SELECT FROM enterprise_pause p WHERE p.enterprise_id = e.id AND p.lifted_at IS NULL AND p.until > :today)
      ${and(suggestions)}
    ORDER BY s.enterprise_id, is_proposed DESC, s.score DESC, s.id
  ), item AS (
    SELECT 'lead' AS kind, l.id, l.enterprise_id, l.project_id, NULL AS project_name, l.area_code, l.next_step, l.next_step_on,
      l.last_activity_on AS contacted_on, l.source, (l.first_reported_at AT TIME ZONE 'Asia/Shanghai')::date AS opened_on,
      l.suggestion_id, NULL::int AS place, NULL::double precision AS score, false AS is_proposed, 0 AS other_projects
    FROM lead l WHERE l.status = 'open' AND NOT EXISTS (SELECT FROM enterprise e WHERE e.id = l.enterprise_id AND e.do_not_contact) ${and(leads)}
    UNION ALL
    SELECT 'suggestion', p.id, p.enterprise_id, p.project_id, p.project_name, p.area_code, NULL, NULL, p.last_contact_on, NULL, NULL,
      p.id, p.place, p.score, p.is_proposed, p.other_projects
    FROM pair p
  ), called AS (
    SELECT item.*, r.points, r.codes, r.reasons FROM item CROSS JOIN LATERAL (
      SELECT sum(reason.points)::int AS points, array_agg(reason.code) AS codes,
        jsonb_agg(reason.data || jsonb_build_object('code', reason.code, 'points', reason.points) ORDER BY reason.points DESC, reason.code) AS reasons
      FROM (${REASONS}) AS reason
    ) r WHERE r.points > 0 ${and(reasons)}
  )`;

const and = (conditions: readonly string[]) => conditions.map((condition) => `AND ${condition}`).join(' ');

/** One row a reason that holds of `item`: its code, its points, and the data its sentence is made from. */
const REASONS = `
      SELECT 'signal' AS code, strongest.points, jsonb_build_object('kind', strongest.kind, 'title', strongest.title, 'on', strongest.occurred_on,
        'sourceName', strongest.source_name) AS data
      FROM (
        SELECT s.kind, s.title, s.occurred_on, s.source_name,
          s.weight * CASE WHEN s.occurred_on >= :today - ${signal.freshDays} THEN ${signal.perWeight} ELSE ${signal.perWeightLater} END AS points
        FROM enterprise_signal s
        WHERE s.enterprise_id = item.enterprise_id AND s.kind = ANY (${OPPORTUNITIES}) AND ${IS_LIVE}
          AND (item.contacted_on IS NULL OR (s.captured_at AT TIME ZONE 'Asia/Shanghai')::date > item.contacted_on)
        ORDER BY 5 DESC, s.occurred_on DESC, s.id LIMIT 1
      ) strongest
      UNION ALL SELECT 'overdue', least(${overdue.atMost}, ${overdue.base} + ${overdue.perDay} * (:today - item.next_step_on)),
        jsonb_build_object('on', item.next_step_on, 'days', :today - item.next_step_on, 'nextStep', item.next_step)
      WHERE item.next_step_on < :today
      UNION ALL SELECT 'due', CASE WHEN item.next_step_on = :today THEN ${due.today} ELSE ${due.soon} END,
        jsonb_build_object('on', item.next_step_on, 'days', item.next_step_on - :today, 'nextStep', item.next_step)
      WHERE item.next_step_on BETWEEN :today AND :today + ${due.daysAhead}
      UNION ALL SELECT 'reservation', CASE WHEN first.days <= ${reservation.weekDays} THEN ${reservation.week} ELSE ${reservation.later} END,
        jsonb_build_object('on', first.ends_on, 'days', first.days, 'name', first.name, 'quantity', first.quantity, 'unit', first.unit)
      FROM (
        SELECT ends_on, ends_on - :today AS days, s.name, trim_scale(r.reserved)::text AS quantity, r.unit
        FROM supply_reservation r JOIN supply s ON s.id = r.supply_id
          CROSS JOIN LATERAL (SELECT (r.expires_at AT TIME ZONE 'Asia/Shanghai')::date AS ends_on) e
        WHERE r.state = 'reserved' AND r.expires_at > statement_timestamp() AND ends_on <= :today + ${reservation.daysAhead}
          AND (r.lead_id = item.id OR (r.lead_id IS NULL AND r.enterprise_id = item.enterprise_id AND r.project_id = item.project_id))
        ORDER BY r.expires_at, r.id LIMIT 1
      ) first
      UNION ALL SELECT 'untouched', ${untouched.points},
        jsonb_build_object('on', item.opened_on, 'days', :today - item.opened_on, 'source', item.source)
      WHERE item.kind = 'lead' AND item.contacted_on IS NULL AND item.opened_on <= :today - ${untouched.afterDays}
      UNION ALL SELECT 'silent', CASE WHEN item.contacted_on <= :today - ${silent.longAfterDays} THEN ${silent.longPoints} ELSE ${silent.points} END,
        jsonb_build_object('on', item.contacted_on, 'days', :today - item.contacted_on)
      WHERE item.kind = 'lead' AND item.contacted_on <= :today - ${silent.afterDays}
      UNION ALL SELECT 'proposed', ${proposed.points}, jsonb_build_object('projectName', item.project_name) WHERE item.is_proposed`;
