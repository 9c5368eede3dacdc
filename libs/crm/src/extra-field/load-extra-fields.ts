import type { EntityManager } from 'typeorm';
import { listOf, orNull, readDataCsv } from '../csv/read-csv.js';

/** Loads the extra fields the notice asks for (data/reference/extra-fields.csv). What an administrator has changed since stays. */
export async function loadExtraFields(tx: EntityManager): Promise<void> {
  const rows = readDataCsv('reference/extra-fields.csv').map((row) => ({
    ...row,
    subtypes: listOf(row.subtypes),
    unit: orNull(row.unit),
    choices: listOf(row.choices).map((choice) => ({ code: choice.split(':')[0], term: choice.split(':')[1] })),
    help: orNull(row.help),
    aliases: listOf(row.aliases),
    is_expected: row.is_expected === '1',
    is_filter: row.is_filter === '1',
    position: Number(row.position),
  }));
  await tx.query(
    `INSERT INTO extra_field (name, title, subtypes, kind, unit, choices, section, help, aliases, is_expected, is_filter, position, source)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(name text, title text, subtypes text[], kind text, unit text, choices jsonb, section text,
       help text, aliases text[], is_expected boolean, is_filter boolean, position int, source text)
     ON CONFLICT (register, name) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}
