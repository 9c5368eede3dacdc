import { Inject, Injectable, Logger } from '@nestjs/common';
import { codesOf, type ConnectorCounts, errorText } from '@lianghuan/contracts';
import { type Actor, AppError, Clock, CONFIG, type Config, Database, jsonText } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { openChangeBatch } from '../change/change-journal.js';
import { findJobActor } from '../job/job-actor.js';
import { type JobClaim, JobDeadEnd, JobDesk, type JobOutcome } from '../job/job-desk.js';
import { ConnectorRunBell } from './connector-run-bell.js';
import { ConnectorRunService } from './connector-run.service.js';
import { unusableRowsCsv } from './connector-report.js';
import { CONNECTOR_COLUMNS, findConnector, type StoredConnector } from './connector.service.js';
import { ConnectorAliasService } from './connector-alias.service.js';
import { ValueAliases } from '../transfer/value-aliases.js';
import { PlaceNames } from '../transfer/place-names.js';
import { type Delivery, type Settlement, VendorConnectors, type VendorRow } from './vendor-connector.js';
import { ExpectedEnterprises } from './expected-enterprises.js';
import type { SettledRow } from './row-outcome.js';
import type { VendorSource } from './vendor-source.js';
import { VendorWriter } from './vendor-writer.js';

const STEP = { waiting: 'queued', running: 'running' } as const;
/** Rows per transaction. A delivery is cut into the same blocks however often it is resumed, so that its end does not depend on that. */
const BLOCK = 200;

interface Run {
  readonly id: string;
  readonly mode: 'preview' | 'write';
  readonly connector: StoredConnector;
  readonly aliases: ValueAliases;
}

/** A delivery as it is kept. */
interface StoredDelivery {
  readonly id: string;
  readonly status: 'taking' | 'taken' | 'rejected' | 'duplicate' | 'previewed';
  readonly lastRow: number;
  readonly name: string;
  readonly isSettled: boolean;
  readonly at: Date;
}

/**
 * The work of a connector's run, in the name of who answers for it, as he is then. What is taken of a delivery and how far it was read are
 * stored in one transaction; it is put away after that, so a run killed at any moment loses nothing and takes nothing twice.
 */
@Injectable()
export class ConnectorRunJobService {
  readonly #desk: JobDesk;
  readonly #logger = new Logger(ConnectorRunJobService.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly vendors: VendorConnectors,
    private readonly writer: VendorWriter,
    private readonly runs: ConnectorRunService,
    private readonly bell: ConnectorRunBell,
    private readonly aliases: ConnectorAliasService,
    private readonly places: PlaceNames,
    @Inject(CONFIG) config: Config,
  ) {
    this.#desk = new JobDesk(database, config, 'connector_run', [STEP]);
  }

  /** Makes runs for enabled connectors whose time has come and where something lies ready. @returns their ids */
  async requestDue(): Promise<string[]> {
    return this.database.asSystem(async () => {
      const due = await this.database.transaction<StoredConnector[]>((tx) =>
        tx.query(
          `SELECT ${CONNECTOR_COLUMNS} FROM connector c WHERE c.is_enabled AND c.every_minutes IS NOT NULL
             AND (c.looked_at IS NULL OR c.looked_at <= clock_timestamp() - make_interval(mins => c.every_minutes))
             AND NOT EXISTS (SELECT FROM connector_run r WHERE r.connector_id = c.id AND r.status IN ('queued', 'running'))`,
        ),
      );
      const ids: string[] = [];
      for (const connector of due) {
        const isReady = await this.isReady(connector);
        const id = await this.database.transaction(async (tx) => {
          await tx.query('UPDATE connector SET looked_at = clock_timestamp() WHERE id = $1', [connector.id]);
          return isReady ? this.runs.insert(tx, connector.id, 'write', null) : undefined;
        });
        if (id !== undefined) ids.push(id);
      }
      return ids;
    });
  }

  /** Whether something lies ready. A source that cannot be looked at must not keep the others waiting; its page says what is wrong. */
  private async isReady(connector: StoredConnector): Promise<boolean> {
    try {
      const { waiting } = await this.vendors.get(connector.kind).check(connector);
      return waiting.some(({ isSettled }) => isSettled);
    } catch (error) {
      this.#logger.warn('a connector could not be looked at', { id: connector.id, error: String(error) });
      return false;
    }
  }

  /** Takes what lies ready, or tells what would become of it. Killed and called again, it goes on with the first block not stored. */
  execute(id: string): Promise<JobOutcome> {
    return this.#desk.execute(id, STEP, async (claim) => {
      await this.places.ready();
      const { run, actor } = await this.load(claim.id);
      await this.database.actAs(actor, () =>
        this.database.because(`数据连接“${run.connector.name}”（运行 ${run.id}）`, () =>
          this.database.inBatch(run.id, () => this.take(claim, run)),
        ),
      );
    });
  }

  /** Rings again for runs left waiting or silent. @returns ids rung for; undefined when another worker is at it */
  sweep(): Promise<string[] | undefined> {
    return this.#desk.sweep((id) => this.bell.ring(id));
  }

  /** Gives the runs in hand back, for a worker that is to stop. */
  handBack(): void {
    this.#desk.handBack();
  }

  private async load(id: string): Promise<{ run: Run; actor: Actor }> {
    return this.database.transaction(async (tx) => {
      const [row] = (await tx.query(
        'SELECT mode, connector_id AS "connectorId", responsible_id AS "responsibleId" FROM connector_run WHERE id = $1',
        [id],
      )) as { mode: Run['mode']; connectorId: string; responsibleId: string }[];
      const actor = await findJobActor(tx, row.responsibleId);
      if (actor === undefined) throw new JobDeadEnd('JOB_USER_DISABLED');
      const connector = await findConnector(tx, row.connectorId);
      const aliases = new ValueAliases(await this.aliases.load(tx, [connector.id]), this.places);
      return { run: { id, mode: row.mode, connector, aliases }, actor };
    });
  }

  private async take(claim: JobClaim, run: Run): Promise<void> {
    const { connector, mode } = run;
    if (mode === 'write') {
      await this.database.transaction(async (tx) => {
        await this.#desk.hold(tx, claim);
        const open = (await tx.query('SELECT FROM change_batch WHERE id = $1', [run.id])) as unknown[];
        if (open.length > 0) return;
        await openChangeBatch(tx, { id: run.id, kind: 'connector', register: 'enterprise', title: connector.name });
      });
    } else {
      // A preview starts over; nothing came of it.
      await this.database.transaction(async (tx) => {
        await this.#desk.hold(tx, claim);
        await tx.query('DELETE FROM connector_row WHERE delivery_id IN (SELECT id FROM connector_delivery WHERE run_id = $1)', [run.id]); // prettier-ignore
        await tx.query(`UPDATE connector_delivery SET row_count = 0, last_row = 0, counts = $2 WHERE run_id = $1`, [run.id, NO_COUNTS]); // prettier-ignore
        await tx.query('UPDATE connector_run SET progress_done = 0, counts = $2 WHERE id = $1', [run.id, NO_COUNTS]);
      });
    }
    const expected = mode === 'preview' ? new ExpectedEnterprises() : undefined;
    try {
      for await (const delivery of this.vendors.get(connector.kind).deliveries(connector)) {
        claim.stop.signal.throwIfAborted();
        await this.takeDelivery(claim, run, delivery, expected);
      }
    } catch (error) {
      if (error instanceof AppError && error.status < 500)
        throw new JobDeadEnd(error.code, error.details, { cause: error });
      throw error;
    }
    claim.stop.signal.throwIfAborted();
    await this.database.transaction((tx) => this.#desk.finish(tx, claim));
  }

  private async takeDelivery(
    claim: JobClaim,
    run: Run,
    delivery: Delivery,
    expected: ExpectedEnterprises | undefined,
  ): Promise<void> {
    const { connector, mode } = run;
    const stored = await this.database.transaction(async (tx) => {
      await this.#desk.hold(tx, claim);
      return mode === 'preview' ? this.openPreview(tx, run, delivery) : this.openDelivery(tx, run, delivery);
    });
    if (stored.status === 'duplicate') {
      if (mode === 'preview') return;
      await this.settle(claim, stored, delivery, 'duplicate', `内容与 ${stored.name} 相同，已于 ${dayOf(stored.at)} 处理过，未再处理`); // prettier-ignore
      return;
    }
    if (stored.status === 'taken' || stored.status === 'rejected') {
      // Its run was killed before the delivery was put away.
      await this.settle(claim, stored, delivery, stored.status, '见原因');
      return;
    }
    const source: VendorSource = {
      ...connector,
      runId: run.id,
      connectorId: connector.id,
      connectorName: connector.name,
      aliases: run.aliases,
      sourceOn: this.clock.today(),
    };
    let failure: AppError | undefined;
    try {
      for await (const block of blocksOf(delivery.rows(stored.lastRow), BLOCK)) {
        claim.stop.signal.throwIfAborted();
        await this.database.transaction(async (tx) => {
          await this.#desk.hold(tx, claim);
          // As for imports: one at a time writes into a register, so that of two with the same new row the second sees the first one's.
          if (mode === 'write') await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['import enterprise']);
          await this.store(tx, run, stored.id, block, await this.writer.take(tx, source, block, expected));
        });
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      failure = error;
    }
    if (mode === 'write') await this.close(claim, stored, delivery, failure);
    else await this.note(claim, stored.id, failure);
  }

  /** The delivery of a preview, which may be looked at as often as one likes. */
  private async openPreview(
    tx: EntityManager,
    run: Run,
    { name, digest, sizeBytes }: Delivery,
  ): Promise<StoredDelivery> {
    const [known] = await findDeliveries(tx, 'run_id = $1 AND sha256 = $2 AND name = $3', [run.id, digest, name]);
    if (known !== undefined) return known;
    const taken = await findDeliveries(tx, `${IS_TAKEN} AND settled_at IS NOT NULL`, [run.connector.id, digest]);
    return insertDelivery(tx, run, { name, digest, sizeBytes }, taken.length > 0 ? 'duplicate' : 'previewed');
  }

  private async openDelivery(tx: EntityManager, run: Run, delivery: Delivery): Promise<StoredDelivery> {
    const [known] = await findDeliveries(tx, IS_TAKEN, [run.connector.id, delivery.digest]);
    if (known === undefined) return insertDelivery(tx, run, delivery, 'taking');
    if (known.status === 'taking') {
      // Begun by this run or by one that was stopped; the rest is this one's.
      await tx.query('UPDATE connector_delivery SET run_id = $2 WHERE id = $1', [known.id, run.id]);
      return known;
    }
    if (!known.isSettled) return known;
    const [again] = await findDeliveries(tx, `run_id = $1 AND sha256 = $2 AND status = 'duplicate' AND settled_at IS NULL`, [run.id, delivery.digest]); // prettier-ignore
    const duplicate = again ?? (await insertDelivery(tx, run, delivery, 'duplicate'));
    return { ...duplicate, name: known.name, at: known.at };
  }

  private async store(
    tx: EntityManager,
    run: Run,
    deliveryId: string,
    block: readonly VendorRow[],
    rows: readonly SettledRow[],
  ): Promise<void> {
    const counts = Object.fromEntries(
      codesOf('connectorVerdict').map((code) => [code, rows.filter(({ verdict }) => verdict === code).length]),
    ) as ConnectorCounts;
    await tx.query(
      `INSERT INTO connector_row (delivery_id, row_number, verdict, name, enterprise_id, cells, changes, issues, aliases)
       SELECT $1, r."rowNumber", r.verdict, r.name, r."enterpriseId", r.cells, r.changes, r.issues, r.aliases
       FROM jsonb_to_recordset($2::jsonb) AS r("rowNumber" int, verdict text, name text, "enterpriseId" uuid, cells jsonb, changes jsonb, issues jsonb, aliases jsonb)`,
      [deliveryId, jsonText(rows)],
    );
    const columns = block[0].heading.columns.map(({ heading }) => heading);
    await tx.query(
      `UPDATE connector_delivery SET last_row = $2, row_count = row_count + $3, counts = ${PLUS('counts', '$4')},
         columns = CASE WHEN columns = '{}' THEN $5::text[] ELSE columns END WHERE id = $1`,
      [deliveryId, block[block.length - 1].number, block.length, JSON.stringify(counts), columns],
    );
    await tx.query(
      `UPDATE connector_run SET progress_done = progress_done + $2, counts = ${PLUS('counts', '$3')} WHERE id = $1`,
      [run.id, block.length, JSON.stringify(counts)],
    );
  }

  /** Says how a delivery ended, then puts it away. One of which no row could be used is rejected. */
  private async close(
    claim: JobClaim,
    { id }: StoredDelivery,
    delivery: Delivery,
    failure: AppError | undefined,
  ): Promise<void> {
    const closed = await this.database.transaction(async (tx) => {
      await this.#desk.hold(tx, claim);
      const [{ isUseless }] = (await tx.query(
        `SELECT (counts ->> 'error')::int >= row_count AS "isUseless" FROM connector_delivery WHERE id = $1`,
        [id],
      )) as [{ isUseless: boolean }];
      const error = failure ?? (isUseless ? new AppError('CONNECTOR_DELIVERY_FAILED') : undefined);
      const status = error === undefined ? 'taken' : 'rejected';
      await tx.query('UPDATE connector_delivery SET status = $2, error_code = $3, error_details = $4 WHERE id = $1', [
        id,
        status,
        error?.code ?? null,
        error === undefined ? null : JSON.stringify(error.details),
      ]);
      return { status, why: error === undefined ? '' : errorText(error.code, error.details) } as const;
    });
    await this.settle(claim, { id }, delivery, closed.status, closed.why);
  }

  private async settle(
    claim: JobClaim,
    { id }: Pick<StoredDelivery, 'id'>,
    delivery: Delivery,
    outcome: Settlement['outcome'],
    why: string,
  ): Promise<void> {
    const { columns, errors } = await this.database.transaction(async (tx) => {
      const [row] = (await tx.query(
        `SELECT columns, (counts ->> 'error')::int AS errors FROM connector_delivery WHERE id = $1`,
        [id],
      )) as [{ columns: string[]; errors: number }];
      return row;
    });
    const report = errors === 0 ? undefined : unusableRowsCsv(columns, this.runs.readUnusable(id));
    await delivery.settle({ outcome, why, report });
    await this.database.transaction(async (tx) => {
      await this.#desk.hold(tx, claim);
      await tx.query('UPDATE connector_delivery SET settled_at = clock_timestamp() WHERE id = $1', [id]);
    });
  }

  private note(claim: JobClaim, id: string, failure: AppError | undefined): Promise<void> {
    return this.database.transaction(async (tx) => {
      await this.#desk.hold(tx, claim);
      await tx.query('UPDATE connector_delivery SET error_code = $2, error_details = $3 WHERE id = $1', [
        id,
        failure?.code ?? null,
        failure === undefined ? null : JSON.stringify(failure.details),
      ]);
    });
  }
}

const NO_COUNTS = JSON.stringify(Object.fromEntries(codesOf('connectorVerdict').map((code) => [code, 0])));
/** Adds the figures of one object to those of another, name by name. */
const PLUS = (column: string, more: string) =>
  `(SELECT jsonb_object_agg(k.key, k.value::text::int + (${more}::jsonb ->> k.key)::int) FROM jsonb_each(${column}) k)`;

/** That this content ($2) was begun or taken by this connector ($1), and not given back by an undo. */
const IS_TAKEN = `connector_id = $1 AND sha256 = $2 AND status IN ('taking', 'taken', 'rejected') AND NOT is_undone`;

async function findDeliveries(tx: EntityManager, where: string, values: unknown[]): Promise<StoredDelivery[]> {
  return (await tx.query(
    `SELECT id, status, last_row AS "lastRow", name, settled_at IS NOT NULL AS "isSettled", created_at AS at FROM connector_delivery WHERE ${where}`,
    values,
  )) as StoredDelivery[];
}

async function insertDelivery(
  tx: EntityManager,
  run: Run,
  { name, digest, sizeBytes }: Pick<Delivery, 'name' | 'digest' | 'sizeBytes'>,
  status: StoredDelivery['status'],
): Promise<StoredDelivery> {
  const [{ id }] = (await tx.query(
    `INSERT INTO connector_delivery (connector_id, run_id, name, sha256, size_bytes, status) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [run.connector.id, run.id, name, digest, sizeBytes, status],
  )) as [{ id: string }];
  const [delivery] = await findDeliveries(tx, 'id = $1', [id]);
  return delivery;
}

async function* blocksOf(rows: AsyncGenerator<VendorRow>, size: number): AsyncGenerator<VendorRow[]> {
  let block: VendorRow[] = [];
  for await (const row of rows) {
    block.push(row);
    if (block.length === size) {
      yield block;
      block = [];
    }
  }
  if (block.length > 0) yield block;
}

/** Day in Asia/Shanghai. */
function dayOf(at: Date): string {
  return at.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
}
