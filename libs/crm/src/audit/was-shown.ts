/**
 * SQL: whether the entry `a` of the audit was the reader's to see when it was written. What another unit wrote about an enterprise while it
 * followed it stays its own when the enterprise is free again; while it follows it still, and everything else, is seen with the row.
 */
export const WAS_SHOWN = `(a.table_name <> 'enterprise' OR (SELECT access.reach('enterprise.read')) = 'city' OR NOT EXISTS (
  SELECT FROM (SELECT h.new_values ->> 'holder_organisation_id' AS id FROM audit_entry h WHERE h.table_name = 'enterprise' AND h.row_id = a.row_id
      AND coalesce(h.old_values, h.new_values) ? 'holder_organisation_id' AND h.id <= a.id ORDER BY h.id DESC LIMIT 1) holder
    JOIN organisation o ON o.id = holder.id::uuid
  WHERE o.id IS DISTINCT FROM (SELECT access.organisation_id())
    AND NOT o.area_code = ANY (coalesce((SELECT access.areas_reached('enterprise.read'))::text[], '{}'))
    AND o.id IS DISTINCT FROM (SELECT e.holder_organisation_id FROM enterprise e WHERE e.id = a.row_id::uuid)))`;
