import type { EntityManager } from 'typeorm';
import type { TableRow } from './cell.js';

/** First rows of the sheets of a batch, as its last check kept them; long texts are cut. */
export async function loadTopRows(tx: EntityManager, batchId: string): Promise<TableRow[]> {
  return (await tx.query(
    'SELECT sheet, row_number AS number, cells FROM import_top_row WHERE batch_id = $1 ORDER BY position',
    [batchId],
  )) as TableRow[];
}
