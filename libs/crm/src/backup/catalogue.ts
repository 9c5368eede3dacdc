import type { ClientBase } from 'pg';

/** Rows of these are not taken along: who was signed in signs in again. */
export const LEFT_OUT = ['public.user_session'];

/** The queue's own tables are not ours: it is the bell, and rung anew for the rows that wait. */
const QUEUE_SCHEMA = 'bullmq';

const OURS = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', '${QUEUE_SCHEMA}')`;

export interface Table {
  /** With its schema, as it is written in statements. */
  readonly name: string;
  /** Those that are stored; the generated ones PostgreSQL works out again. */
  readonly columns: readonly string[];
}

/** Tables of the product and their stored columns, those in {@link LEFT_OUT} included. */
export async function tablesOf(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND ${OURS} ORDER BY 1`);
  return rows;
}

export async function sequencesOf(client: ClientBase): Promise<{ name: string; value: string; isCalled: boolean }[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND ${OURS} ORDER BY 1`);
  const sequences = [];
  for (const { name } of rows) {
    const state = await client.query<{ value: string; isCalled: boolean }>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${name}`,
    );
    sequences.push({ name, ...state.rows[0] });
  }
  return sequences;
}

/** Indexes that no constraint rests on: they may go while rows are loaded, and are built faster afterwards. */
export async function freeIndexesOf(client: ClientBase): Promise<{ name: string; definition: string }[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_get_indexdef(c.oid) AS definition
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${OURS} AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid) ORDER BY 1`);
  return rows;
}

/**
 * Names of the migrations that ran, oldest first; none on a database without tables of ours.
 * @param ask gives the rows of a statement
 */
export async function migrationsOf(ask: (text: string) => Promise<unknown>): Promise<string[]> {
  const [{ exists }] = (await ask(`SELECT to_regclass('public.migrations') IS NOT NULL AS exists`)) as [{ exists: boolean }]; // prettier-ignore
  if (!exists) return [];
  const ran = (await ask('SELECT name FROM public.migrations ORDER BY id')) as { name: string }[];
  return ran.map(({ name }) => name);
}

/** 产业到位资金 that count, of all years, yuan. */
export async function fundsCountedOf(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ sum: string }>(
    'SELECT coalesce(sum(counted_cny), 0)::numeric(20, 2)::text AS sum FROM public.funds_line WHERE in_scope',
  );
  return rows[0].sum;
}
