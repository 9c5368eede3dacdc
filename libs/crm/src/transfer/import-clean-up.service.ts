import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@lianghuan/platform';

/** Days after its end for which the rows of an import are kept: time enough to have them back with their errors, or to ask about one. */
const ROWS_DAYS = 90;

/** Removes what came in the rows of imports that ended long ago. The import stays on record, with its counts, its file and what undoes it. */
@Injectable()
export class ImportCleanUpService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns ids of the imports whose rows are gone now */
  async sweep(): Promise<string[]> {
    const cleared: string[] = [];
    for (let id = await this.clearNext(); id !== undefined; id = await this.clearNext()) cleared.push(id);
    return cleared;
  }

  /** One import a transaction; what another worker has in hand is passed over. */
  private clearNext(): Promise<string | undefined> {
    return this.database.asSystem(() =>
      this.database.transaction(async (tx) => {
        const [[ended]] = (await tx.query(
          `UPDATE import_batch SET rows_removed_at = $1 WHERE id = (
             SELECT id FROM import_batch WHERE rows_removed_at IS NULL AND finished_at < $1::timestamptz - make_interval(days => $2)
             ORDER BY finished_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`,
          [this.clock.now(), ROWS_DAYS],
        )) as [{ id: string }[], number];
        if (ended === undefined) return undefined;
        await tx.query('DELETE FROM import_row WHERE batch_id = $1', [ended.id]);
        await tx.query('DELETE FROM import_top_row WHERE batch_id = $1', [ended.id]);
        return ended.id;
      }),
    );
  }
}
