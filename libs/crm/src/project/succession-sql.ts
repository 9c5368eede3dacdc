/** Links of a project `r` that hold, as SQL: those that come before first, then by age. */
export const SUCCESSIONS_SQL = `coalesce((SELECT json_agg(json_build_object('id', s.id,
    'side', CASE WHEN s.successor_id = r.id THEN 'predecessor' ELSE 'successor' END, 'kind', s.kind, 'reason', s.reason,
    'project', json_build_object('id', o.id, 'code', o.code, 'name', o.name, 'areaCode', o.area_code, 'reserveState', o.reserve_state,
      'isArchived', o.archived_at IS NOT NULL)) ORDER BY s.successor_id <> r.id, s.created_at, s.id)
  FROM project_succession s JOIN project o ON o.id = CASE WHEN s.successor_id = r.id THEN s.predecessor_id ELSE s.successor_id END
  WHERE (s.predecessor_id = r.id OR s.successor_id = r.id) AND s.ended_at IS NULL), '[]')`;
