import { jsonText } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { FieldValue } from '../transfer/field-value.js';
import type { ToldField } from './field-sources.js';
import type { VendorSource } from './vendor-source.js';

/** Asks people whether a connector is right. An open proposal of the same connector takes the newer value. */
export async function raiseProposals(
  tx: EntityManager,
  { connectorId, runId, connectorName, sourceName, confidence }: VendorSource,
  raised: readonly (ToldField & { readonly current: FieldValue })[],
): Promise<void> {
  if (raised.length === 0) return;
  await tx.query(
    `INSERT INTO field_proposal AS p (enterprise_id, field, current, proposed, connector_id, run_id, connector_name, source_name, confidence, source_on)
     SELECT r."enterpriseId", r.field, coalesce(r.current, 'null'), r.value, $2, $3, $4, $5, $6, r."sourceOn"
     FROM jsonb_to_recordset($1::jsonb) AS r("enterpriseId" uuid, field text, current jsonb, value jsonb, "sourceOn" text)
     ON CONFLICT (enterprise_id, field, connector_id) WHERE state = 'open' DO UPDATE SET current = EXCLUDED.current,
       proposed = EXCLUDED.proposed, run_id = EXCLUDED.run_id, source_on = EXCLUDED.source_on, raised_at = clock_timestamp()`,
    [jsonText(raised), connectorId, runId, connectorName, sourceName, confidence],
  );
}

/** What the connector told otherwise before and tells no longer waits for nobody. */
export async function withdrawAgreed(
  tx: EntityManager,
  connectorId: string,
  agreed: readonly Pick<ToldField, 'enterpriseId' | 'field'>[],
): Promise<void> {
  if (agreed.length === 0) return;
  await tx.query(
    `UPDATE field_proposal p SET state = 'withdrawn', decided_at = clock_timestamp(), reason = '来源的新数据与现值一致'
     FROM jsonb_to_recordset($1::jsonb) AS a("enterpriseId" uuid, field text)
     WHERE p.enterprise_id = a."enterpriseId" AND p.field = a.field AND p.connector_id = $2 AND p.state = 'open'`,
    [jsonText(agreed), connectorId],
  );
}

/** By enterprise and field the value of this connector that waits for people, or that they refused last. */
export async function loadRefused(
  tx: EntityManager,
  ids: readonly string[],
  connectorId: string,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = (await tx.query(
    `SELECT DISTINCT ON (enterprise_id, field) enterprise_id AS "enterpriseId", field, proposed FROM field_proposal
     WHERE enterprise_id = ANY ($1) AND connector_id = $2 AND state IN ('open', 'refused') ORDER BY enterprise_id, field, raised_at DESC, id DESC`,
    [ids, connectorId],
  )) as { enterpriseId: string; field: string; proposed: unknown }[];
  return new Map(
    rows.map(({ enterpriseId, field, proposed }) => [`${enterpriseId} ${field}`, JSON.stringify(proposed)]),
  );
}
