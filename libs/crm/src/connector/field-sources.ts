import { jsonText } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { FieldValue } from '../transfer/field-value.js';
import type { FieldSource } from './field-decision.js';
import type { VendorSource } from './vendor-source.js';

/** A value a connector wrote or would write. */
export interface ToldField {
  readonly enterpriseId: string;
  readonly field: string;
  readonly value: FieldValue;
  readonly sourceOn: string;
}

/** What a field's newest writer is, over the one before it. */
const TAKES_OVER = `ON CONFLICT (enterprise_id, field) DO UPDATE SET value = EXCLUDED.value, connector_id = EXCLUDED.connector_id,
  source_name = EXCLUDED.source_name, confidence = EXCLUDED.confidence, source_on = EXCLUDED.source_on, written_at = clock_timestamp()`;

/** Keeps whose the values of these fields are from now on. */
export async function keepFieldSources(
  tx: EntityManager,
  { connectorId, sourceName, confidence }: VendorSource,
  written: readonly ToldField[],
): Promise<void> {
  if (written.length === 0) return;
  await tx.query(
    `INSERT INTO enterprise_field_source (enterprise_id, field, value, connector_id, source_name, confidence, source_on)
     SELECT w."enterpriseId", w.field, w.value, $2, $3, $4, w."sourceOn"
     FROM jsonb_to_recordset($1::jsonb) AS w("enterpriseId" uuid, field text, value jsonb, "sourceOn" text) ${TAKES_OVER}`,
    [jsonText(written), connectorId, sourceName, confidence],
  );
}

/** The same of proposals that people accepted. */
export async function keepAcceptedSources(tx: EntityManager, proposalIds: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO enterprise_field_source (enterprise_id, field, value, connector_id, source_name, confidence, source_on)
     SELECT p.enterprise_id, p.field, p.proposed, p.connector_id, p.source_name, p.confidence, p.source_on
     FROM field_proposal p WHERE p.id = ANY ($1) ${TAKES_OVER}`,
    [proposalIds],
  );
}

/** By enterprise and field, parted by a blank: who wrote it last. */
export async function loadFieldSources(tx: EntityManager, ids: readonly string[]): Promise<Map<string, FieldSource>> {
  if (ids.length === 0) return new Map();
  const rows = (await tx.query(
    `SELECT enterprise_id AS "enterpriseId", field, value, source_on AS "sourceOn", connector_id AS "connectorId", confidence
     FROM enterprise_field_source WHERE enterprise_id = ANY ($1)`,
    [ids],
  )) as (FieldSource & { enterpriseId: string; field: string })[];
  return new Map(rows.map((row) => [`${row.enterpriseId} ${row.field}`, row]));
}
