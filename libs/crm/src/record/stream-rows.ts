import type { Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/** What a list is streamed from. */
export interface RowSource<Key, View> {
  /** What stands for each row of the list, in its order: its id, or what its view is made of. */
  keysOf(tx: EntityManager): Promise<readonly Key[]>;
  /** The rows of some keys, in their order. */
  viewsOf(tx: EntityManager, keys: readonly Key[]): Promise<View[]>;
}

/**
 * All rows of a list in blocks, in its order, as they were when the stream was begun: what others change meanwhile is neither missed nor met
 * twice. What is in the list is asked once, and not again for each block. For exports.
 */
export async function* streamRows<Key, View>(
  database: Database,
  { keysOf, viewsOf }: RowSource<Key, View>,
  blockSize: number,
): AsyncGenerator<View[]> {
  const { tx, close } = await database.openSnapshot();
  try {
    const keys = await keysOf(tx);
    for (let from = 0; from < keys.length; from += blockSize) {
      yield await viewsOf(tx, keys.slice(from, from + blockSize));
    }
  } finally {
    await close();
  }
}

/** Rows found by their ids, in the order of these. */
export function inOrder<Row extends { readonly id: string }>(ids: readonly string[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
