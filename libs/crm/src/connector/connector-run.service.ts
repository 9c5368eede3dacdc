import { Injectable } from '@nestjs/common';
import {
  type ChangeUndoRowQuery,
  type ChangeUndoRowView,
  type Code,
  type ConnectorCounts,
  type ConnectorPart,
  type ConnectorPartPreview,
  type ConnectorRowQuery,
  type ConnectorRowView,
  type ConnectorRunQuery,
  type ConnectorRunView,
  type UndoConnectorPart,
  type UnknownValue,
  type Page,
  termOf,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { ChangeUndoService } from '../change/change-undo.service.js';
import { asUndoer } from '../change/undo-rights.js';
import { SignalService } from '../signal/signal.service.js';
import type { Download } from '../transfer/import.service.js';
import { PlaceNames } from '../transfer/place-names.js';
import { findUnknownValues } from '../transfer/value-aliases.js';
import { ConnectorAliasService } from './connector-alias.service.js';
import { ConnectorRunBell } from './connector-run-bell.js';
import { ALL_FIELDS } from './vendor-fields.js';
import { type UnusableRow, unusableRowsCsv } from './connector-report.js';

/** Rows read at a time for a report. */
const READ_BLOCK = 1_000;

/** 运行 of connectors: asked for, looked at, called off and taken back. The work itself is {@link ConnectorRunJobService}'s. */
@Injectable()
export class ConnectorRunService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bell: ConnectorRunBell,
    private readonly undos: ChangeUndoService,
    private readonly signals: SignalService,
    private readonly aliases: ConnectorAliasService,
    private readonly places: PlaceNames,
  ) {}

  /** Asks for a run now. @throws {AppError} CONNECTOR_NOT_FOUND, CONNECTOR_RUN_BUSY, FORBIDDEN for who does not answer for it */
  request(connectorId: string, mode: Code<'connectorMode'>): Promise<ConnectorRunView> {
    return this.database.transaction(async (tx) => {
      const [connector] = (await tx.query('SELECT responsible_id AS "responsibleId" FROM connector WHERE id = $1', [
        connectorId,
      ])) as { responsibleId: string }[];
      if (connector === undefined) throw new AppError('CONNECTOR_NOT_FOUND', { id: connectorId });
      const { actor } = this.database;
      if (!may(actor, 'connector.manage') && connector.responsibleId !== actor.id) throw new AppError('FORBIDDEN');
      const id = await this.insert(tx, connectorId, mode, actor.id);
      if (id === undefined) throw new AppError('CONNECTOR_RUN_BUSY');
      return this.view(tx, id);
    });
  }

  /** Puts a run down, unless one is waiting or under way. @returns its id */
  async insert(
    tx: EntityManager,
    connectorId: string,
    mode: Code<'connectorMode'>,
    requestedById: string | null,
  ): Promise<string | undefined> {
    const [run] = (await tx.query(
      `INSERT INTO connector_run (connector_id, mode, requested_by_id, responsible_id)
       SELECT c.id, $2, $3, c.responsible_id FROM connector c WHERE c.id = $1
       ON CONFLICT (connector_id) WHERE status IN ('queued', 'running') DO NOTHING RETURNING id`,
      [connectorId, mode, requestedById],
    )) as ({ id: string } | undefined)[];
    if (run !== undefined) this.database.afterCommit(() => this.bell.ring(run.id));
    return run?.id;
  }

  /** What the actor may see, newest first. */
  list({ page, pageSize, connectorId }: ConnectorRunQuery): Promise<Page<ConnectorRunView>> {
    return this.database.transaction(async (tx) => {
      const where = '($1::uuid IS NULL OR r.connector_id = $1)';
      const items = await this.views(tx, `${where} ORDER BY r.requested_at DESC, r.id DESC LIMIT $2 OFFSET $3`, [
        connectorId ?? null,
        pageSize,
        (page - 1) * pageSize,
      ]);
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total FROM connector_run r WHERE ${where}`, [
        connectorId ?? null,
      ])) as [{ total: number }];
      return { items, total, page, pageSize };
    });
  }

  /** @throws {AppError} CONNECTOR_RUN_NOT_FOUND */
  get(id: string): Promise<ConnectorRunView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  async findLast(tx: EntityManager, connectorId: string): Promise<ConnectorRunView | undefined> {
    const [view] = await this.views(tx, 'r.connector_id = $1 ORDER BY r.requested_at DESC, r.id DESC LIMIT 1', [connectorId]); // prettier-ignore
    return view;
  }

  /** Rows of a run with what became of them, the ones in error first. @throws {AppError} CONNECTOR_RUN_NOT_FOUND */
  rows(id: string, { page, pageSize, verdict }: ConnectorRowQuery): Promise<Page<ConnectorRowView>> {
    return this.database.transaction(async (tx) => {
      await this.view(tx, id);
      const from = `FROM connector_row w JOIN connector_delivery d ON d.id = w.delivery_id
        WHERE d.run_id = $1 AND ($2::text[] IS NULL OR w.verdict = ANY ($2))`;
      const undone = (await this.undos.partsOf(tx, [id])).get(id);
      const items = (await tx.query(
        `SELECT d.name AS "deliveryName", w.row_number AS "rowNumber", w.verdict, w.name, w.enterprise_id AS "enterpriseId", w.changes, w.issues, w.aliases,
           coalesce(w.enterprise_id = ANY ($5), false) AS "isUndone" ${from} ORDER BY array_position('{error,propose,update,create,signal,skip,unchanged}', w.verdict), d.name, d.id, w.row_number
         LIMIT $3 OFFSET $4`,
        [id, verdict ?? null, pageSize, (page - 1) * pageSize, [...(undone ?? [])]],
      )) as ConnectorRowView[];
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total ${from}`, [id, verdict ?? null])) as [
        { total: number },
      ];
      return { items, total, page, pageSize };
    });
  }

  /** Values of a run that are in no list, those most rows say first. @throws {AppError} CONNECTOR_RUN_NOT_FOUND */
  async unknownValues(id: string): Promise<UnknownValue[]> {
    await this.places.ready();
    return this.database.transaction(async (tx) => {
      const { connectorId } = await this.view(tx, id);
      const aliases = (await this.aliases.load(tx, [connectorId])).map((alias) => this.aliases.viewOf(alias));
      const rows = 'connector_row w JOIN connector_delivery d ON d.id = w.delivery_id WHERE d.run_id = $1';
      return findUnknownValues(tx, rows, [id], ALL_FIELDS, aliases);
    });
  }

  /** The rows of a run that were not taken, as a file. @throws {AppError} CONNECTOR_RUN_NOT_FOUND */
  async unusableRows(id: string): Promise<Download> {
    const deliveries = await this.database.transaction(async (tx) => {
      await this.view(tx, id);
      return tx.query<{ id: string; columns: string[] }[]>(
        'SELECT id, columns FROM connector_delivery WHERE run_id = $1 ORDER BY name, id',
        [id],
      );
    });
    const columns = [...new Set(deliveries.flatMap((delivery) => delivery.columns))];
    const read = this.readUnusable.bind(this);
    const blocks = (async function* () {
      for (const delivery of deliveries) yield* read(delivery.id);
    })();
    return { name: '有误的行.csv', mediaType: 'text/csv; charset=utf-8', content: unusableRowsCsv(columns, blocks) };
  }

  /** Rows of a delivery that were not taken, block by block. */
  async *readUnusable(deliveryId: string): AsyncGenerator<UnusableRow[]> {
    for (let after = 0; ;) {
      const rows = await this.database.transaction<UnusableRow[]>((tx) =>
        tx.query(
          `SELECT d.name AS "deliveryName", w.row_number AS "rowNumber", w.cells, w.issues
           FROM connector_row w JOIN connector_delivery d ON d.id = w.delivery_id
           WHERE w.delivery_id = $1 AND w.verdict = 'error' AND w.row_number > $2 ORDER BY w.row_number LIMIT $3`,
          [deliveryId, after, READ_BLOCK],
        ),
      );
      if (rows.length > 0) yield rows;
      if (rows.length < READ_BLOCK) return;
      after = rows[rows.length - 1].rowNumber;
    }
  }

  /** Stops a run between two blocks; the next one goes on where it stopped. @throws {AppError} CONNECTOR_RUN_STATE_INVALID, FORBIDDEN, CONNECTOR_RUN_NOT_FOUND */
  cancel(id: string): Promise<ConnectorRunView> {
    return this.database.transaction(async (tx) => {
      const view = await this.view(tx, id);
      if (!view.can.cancel) throw stateError(view);
      const [changed] = (await tx.query(
        `UPDATE connector_run SET status = 'cancelled', finished_at = clock_timestamp(), claim_token = NULL
         WHERE id = $1 AND status IN ('queued', 'running') RETURNING id`,
        [id],
      )) as [unknown[], number];
      if (changed.length === 0) throw stateError(await this.view(tx, id));
      return this.view(tx, id);
    });
  }

  /**
   * Takes back what a run brought: facts and accepted proposals by the change journal, signals nobody has judged, proposals nobody has decided.
   * Its files may then be brought again.
   * @throws {AppError} CONNECTOR_RUN_STATE_INVALID unless it wrote, ended, and the actor may undo it; CONNECTOR_RUN_NOT_FOUND
   */
  undo(id: string, reason: string): Promise<ConnectorRunView> {
    const work = async (tx: EntityManager) => {
      const view = await this.view(tx, id);
      if (!view.can.undo) throw stateError(view);
      const [marked] = (await tx.query(
        'UPDATE connector_run SET is_undone = true WHERE id = $1 AND NOT is_undone RETURNING id',
        [id],
      )) as [unknown[], number];
      if (marked.length === 0) throw stateError(view);
      await tx.query('UPDATE connector_delivery SET is_undone = true WHERE run_id = $1', [id]);
      await this.withdrawTold(tx, id, reason);
      if (await this.undos.isAnyLeft(tx, id)) await this.undos.request(id, reason);
      return this.view(tx, id);
    };
    return this.asUndoer(() => this.database.because(reason, () => this.database.transaction(work)));
  }

  /**
   * Takes back what a run brought of some enterprises, by the rules of {@link undo}. Its files stay taken; a later undo of the whole passes over them.
   * @throws {AppError} CONNECTOR_RUN_STATE_INVALID, CONNECTOR_PART_UNKNOWN, CONNECTOR_PART_UNDONE, CHANGE_UNDO_BUSY, CONNECTOR_RUN_NOT_FOUND
   */
  undoPart(id: string, { enterpriseIds, reason }: UndoConnectorPart): Promise<ConnectorRunView> {
    return this.asUndoer(() =>
      this.database.because(reason, () =>
        this.database.transaction(async (tx) => {
          const chosen = await this.partOf(tx, id, enterpriseIds);
          const ids = chosen.map(({ enterpriseId }) => enterpriseId);
          await this.undos.request(id, reason, ids);
          await this.withdrawTold(tx, id, reason, ids);
          return this.view(tx, id);
        }),
      ),
    );
  }

  /** What {@link undoPart} would do, enterprise by enterprise. @throws {AppError} as that */
  previewPart(id: string, { enterpriseIds }: ConnectorPart): Promise<ConnectorPartPreview> {
    return this.asUndoer(async () => {
      const chosen = await this.database.transaction((tx) => this.partOf(tx, id, enterpriseIds));
      const facts = await this.undos.preview(id, enterpriseIds);
      return {
        items: chosen.map((one) => ({
          ...one,
          facts: facts.find(({ rowId }) => rowId === one.enterpriseId) ?? null,
        })),
      };
    });
  }

  /** The chosen enterprises of a run that may be taken back, with what the run brought of each beside its facts. */
  private async partOf(
    tx: EntityManager,
    id: string,
    enterpriseIds: readonly string[],
  ): Promise<Omit<ConnectorPartPreview['items'][number], 'facts'>[]> {
    const view = await this.view(tx, id);
    if (!view.can.undo) throw stateError(view);
    const ids = [...new Set(enterpriseIds)];
    const undone = (await this.undos.partsOf(tx, [id])).get(id);
    if (ids.some((one) => undone?.has(one))) throw new AppError('CONNECTOR_PART_UNDONE');
    const rows = (await tx.query(PART, [id, ids])) as Omit<ConnectorPartPreview['items'][number], 'facts'>[];
    if (rows.length < ids.length) throw new AppError('CONNECTOR_PART_UNKNOWN');
    return rows;
  }

  /** Makes void what a run told and nobody has judged, and withdraws what waits: of all enterprises, or of some. */
  private async withdrawTold(
    tx: EntityManager,
    id: string,
    reason: string,
    enterpriseIds: readonly string[] | null = null,
  ): Promise<void> {
    const why = `撤销运行：${reason}`;
    await this.signals.withdraw(tx, id, why, enterpriseIds);
    await tx.query(
      `UPDATE field_proposal SET state = 'withdrawn', decided_by_id = $2, decided_at = $3, reason = $4
       WHERE run_id = $1 AND state = 'open' AND ($5::uuid[] IS NULL OR enterprise_id = ANY ($5))`,
      [id, this.database.actor.id, this.clock.now(), why, enterpriseIds],
    );
  }

  private asUndoer<T>(work: () => Promise<T>): Promise<T> {
    return this.database.actAs(asUndoer({ kind: 'connector', register: 'enterprise' }, this.database.actor), work);
  }

  /** How the enterprises of an undone run ended. @throws {AppError} CONNECTOR_RUN_NOT_FOUND, CHANGE_BATCH_NOT_FOUND */
  async undoRows(id: string, query: ChangeUndoRowQuery): Promise<Page<ChangeUndoRowView>> {
    await this.get(id);
    return this.undos.rows(id, query);
  }

  private async view(tx: EntityManager, id: string): Promise<ConnectorRunView> {
    const [view] = await this.views(tx, 'r.id = $1', [id]);
    if (view === undefined) throw new AppError('CONNECTOR_RUN_NOT_FOUND', { id });
    return view;
  }

  /** Under the reader's own policies; `where` is SQL of this class, never input. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<ConnectorRunView[]> {
    const { actor } = this.database;
    const rows = (await tx.query(
      `SELECT r.id, r.connector_id AS "connectorId", c.name AS "connectorName", r.mode, r.status, q.display_name AS "requestedByName",
         p.display_name AS "responsibleName", r.responsible_id AS "responsibleId", r.requested_at AS "requestedAt", r.started_at AS "startedAt",
         r.finished_at AS "finishedAt", r.progress_done AS "progressDone", r.counts, r.error_code AS "errorCode", r.error_details AS "errorDetails",
         r.is_undone AS "isUndone", (SELECT count(*)::int FROM field_proposal f WHERE f.run_id = r.id AND f.state = 'open') AS "openProposals"
       FROM connector_run r JOIN connector c ON c.id = r.connector_id JOIN app_user p ON p.id = r.responsible_id
         LEFT JOIN app_user q ON q.id = r.requested_by_id WHERE ${where}`,
      values,
    )) as RunRow[];
    const ids = rows.map(({ id }) => id);
    const undos = await this.undos.findLatest(tx, ids);
    const parts = await this.undos.findParts(tx, ids);
    const deliveries = (await tx.query(
      `SELECT id, run_id AS "runId", name, sha256, size_bytes::float8 AS "sizeBytes", status, row_count AS "rowCount", counts,
         error_code AS "errorCode", error_details AS "errorDetails"
       FROM connector_delivery WHERE run_id = ANY ($1) ORDER BY name, id`,
      [ids],
    )) as (ConnectorRunView['deliveries'][number] & { runId: string })[];
    return rows.map(({ responsibleId, ...row }) => {
      const isOpen = row.status === 'queued' || row.status === 'running';
      const isOwn = responsibleId === actor.id;
      const undo = undos.get(row.id) ?? null;
      return {
        ...row,
        requestedAt: row.requestedAt.toISOString(),
        startedAt: row.startedAt?.toISOString() ?? null,
        finishedAt: row.finishedAt?.toISOString() ?? null,
        deliveries: deliveries.filter(({ runId }) => runId === row.id),
        undo,
        partUndos: parts.filter(({ batchId }) => batchId === row.id),
        can: {
          cancel: isOpen && (isOwn || may(actor, 'connector.manage')),
          run: isOwn || may(actor, 'connector.manage'),
          teach: may(actor, 'connector.manage') || may(actor, 'enterprise.update'),
          undo:
            may(actor, 'connector.undo') && !isOpen && row.mode === 'write' && !row.isUndone && hasWritten(row.counts),
        },
      };
    });
  }
}

interface RunRow extends Omit<
  ConnectorRunView,
  'requestedAt' | 'startedAt' | 'finishedAt' | 'deliveries' | 'undo' | 'partUndos' | 'can'
> {
  readonly responsibleId: string;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** Of the enterprises $2 those the run $1 wrote or told of, with what of it would be taken back beside the facts. */
const PART = `SELECT w.enterprise_id AS "enterpriseId", coalesce(max(w.name), '') AS name,
    (SELECT count(*)::int FROM enterprise_signal s WHERE s.connector_run_id = $1 AND s.enterprise_id = w.enterprise_id AND s.state = 'unverified') AS "voidSignals",
    (SELECT count(*)::int FROM enterprise_signal s WHERE s.connector_run_id = $1 AND s.enterprise_id = w.enterprise_id AND s.state = 'valid') AS "judgedSignals",
    (SELECT count(*)::int FROM field_proposal f WHERE f.run_id = $1 AND f.enterprise_id = w.enterprise_id AND f.state = 'open') AS "openProposals",
    (SELECT count(*)::int FROM field_proposal f WHERE f.run_id = $1 AND f.enterprise_id = w.enterprise_id AND f.state = 'accepted') AS "acceptedProposals"
  FROM connector_row w JOIN connector_delivery d ON d.id = w.delivery_id
  WHERE d.run_id = $1 AND w.enterprise_id = ANY ($2) AND w.verdict IN ('create', 'update', 'propose', 'signal')
  GROUP BY w.enterprise_id ORDER BY 2, 1`;

function hasWritten({ create, update, propose, signal }: ConnectorCounts): boolean {
  return create + update + propose + signal > 0;
}

function stateError({ status }: Pick<ConnectorRunView, 'status'>): AppError {
  return new AppError('CONNECTOR_RUN_STATE_INVALID', { status: termOf('jobStatus', status) });
}
