import { Injectable } from '@nestjs/common';
import type {
  Code,
  ConnectorCheck,
  ConnectorColumn,
  ConnectorView,
  CreateConnector,
  UpdateConnector,
} from '@lianghuan/contracts';
import { AppError, Database, may, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { PlaceNames } from '../transfer/place-names.js';
import { findJobActor } from '../job/job-actor.js';
import { ConnectorAliasService } from './connector-alias.service.js';
import { ConnectorRunService } from './connector-run.service.js';
import { ALL_FIELDS } from './vendor-fields.js';
import { VendorConnectors } from './vendor-connector.js';

/** A connector as it is kept. */
export interface StoredConnector {
  readonly id: string;
  readonly kind: Code<'connectorKind'>;
  readonly name: string;
  readonly folder: string;
  readonly sourceName: string;
  readonly sourceKind: Code<'sourceKind'>;
  readonly confidence: Code<'confidence'>;
  readonly mapping: ConnectorColumn[];
  readonly createsEnterprises: boolean;
  readonly everyMinutes: number | null;
  readonly settleSeconds: number;
  readonly responsibleId: string;
  readonly isEnabled: boolean;
  readonly version: number;
}

/** Columns of `connector` under the names of {@link StoredConnector}. */
export const CONNECTOR_COLUMNS = `c.id, c.kind, c.name, c.folder, c.source_name AS "sourceName", c.source_kind AS "sourceKind", c.confidence,
  c.mapping, c.creates_enterprises AS "createsEnterprises", c.every_minutes AS "everyMinutes", c.settle_seconds AS "settleSeconds",
  c.responsible_id AS "responsibleId", c.is_enabled AS "isEnabled", c.version`;

/** 数据连接: which vendors' data comes in, how, and in whose name. Configured by administrators, run by who answers for it. */
@Injectable()
export class ConnectorService {
  constructor(
    private readonly database: Database,
    private readonly runs: ConnectorRunService,
    private readonly vendors: VendorConnectors,
    private readonly aliases: ConnectorAliasService,
    private readonly places: PlaceNames,
  ) {}

  /** All the actor may see, by name. */
  list(): Promise<ConnectorView[]> {
    return this.database.transaction((tx) => this.views(tx, 'true ORDER BY c.name, c.id', []));
  }

  /** @throws {AppError} CONNECTOR_NOT_FOUND */
  get(id: string): Promise<ConnectorView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** @throws {AppError} CONNECTOR_FOLDER_TAKEN, CONNECTOR_FOLDER_UNSAFE, CONNECTOR_RESPONSIBLE_UNFIT; ValidationError for a field there is not */
  create(input: CreateConnector): Promise<ConnectorView> {
    return this.database.transaction(async (tx) => {
      await this.requireSound(tx, input);
      const [row] = (await tx.query(
        `INSERT INTO connector (kind, name, folder, source_name, source_kind, confidence, mapping, creates_enterprises, every_minutes,
           settle_seconds, responsible_id, is_enabled, created_by_id, updated_by_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) ON CONFLICT (folder) DO NOTHING RETURNING id`,
        [input.kind, ...valuesOf(input), this.database.actor.id],
      )) as ({ id: string } | undefined)[];
      if (row === undefined) throw new AppError('CONNECTOR_FOLDER_TAKEN', { folder: input.folder });
      return this.view(tx, row.id);
    });
  }

  /** Changes the given settings; a run under way keeps the old ones. @throws {AppError} as {@link create}, VERSION_CONFLICT, CONNECTOR_NOT_FOUND */
  update(id: string, { version, ...changes }: UpdateConnector): Promise<ConnectorView> {
    return this.database.transaction(async (tx) => {
      const input = { ...(await findConnector(tx, id)), ...changes };
      await this.requireSound(tx, input);
      const taken = (await tx.query('SELECT FROM connector WHERE folder = $1 AND id <> $2', [
        input.folder,
        id,
      ])) as unknown[];
      if (taken.length > 0) throw new AppError('CONNECTOR_FOLDER_TAKEN', { folder: input.folder });
      const [changed] = (await tx.query(
        `UPDATE connector SET name = $3, folder = $4, source_name = $5, source_kind = $6, confidence = $7, mapping = $8,
           creates_enterprises = $9, every_minutes = $10, settle_seconds = $11, responsible_id = $12, is_enabled = $13,
           updated_by_id = $14, updated_at = clock_timestamp(), version = version + 1
         WHERE id = $1 AND version = $2 RETURNING id`,
        [id, version, ...valuesOf(input), this.database.actor.id],
      )) as [unknown[], number];
      if (changed.length === 0) throw new AppError('VERSION_CONFLICT', { id });
      return this.view(tx, id);
    });
  }

  /** What lies ready. @throws {AppError} CONNECTOR_NOT_FOUND, CONNECTOR_FOLDER_UNSAFE */
  async check(id: string): Promise<ConnectorCheck> {
    const connector = await this.database.transaction((tx) => findConnector(tx, id));
    return this.vendors.get(connector.kind).check(connector);
  }

  /**
   * Puts a file where the connector finds it.
   * @throws {AppError} CONNECTOR_NOT_FOUND, FORBIDDEN unless the actor looks after connectors or answers for this one, CONNECTOR_FILE_…
   */
  async receive(id: string, name: string, content: NodeJS.ReadableStream): Promise<ConnectorCheck> {
    const connector = await this.database.transaction((tx) => findConnector(tx, id));
    const { actor } = this.database;
    if (!may(actor, 'connector.manage') && connector.responsibleId !== actor.id) throw new AppError('FORBIDDEN');
    const vendor = this.vendors.get(connector.kind);
    await vendor.receive(connector, name, content);
    return vendor.check(connector);
  }

  private async requireSound(tx: EntityManager, input: CreateConnector): Promise<void> {
    const { responsibleId, mapping } = input;
    const known = new Set(ALL_FIELDS.map(({ name }) => name));
    const wrong = mapping.findIndex(({ field }) => field !== null && !known.has(field));
    if (wrong !== -1) throw new ValidationError([{ path: `mapping.${wrong}.field`, code: 'unknown', message: '没有这个字段' }]); // prettier-ignore
    const responsible = await findJobActor(tx, responsibleId);
    if (responsible === undefined || !may(responsible, 'enterprise.update') || !may(responsible, 'connector.read')) {
      throw new AppError('CONNECTOR_RESPONSIBLE_UNFIT', { name: responsible?.displayName ?? '' });
    }
    await this.vendors.get(input.kind).check(input);
  }

  private async view(tx: EntityManager, id: string): Promise<ConnectorView> {
    const [view] = await this.views(tx, 'c.id = $1', [id]);
    if (view === undefined) throw new AppError('CONNECTOR_NOT_FOUND', { id });
    return view;
  }

  /** `where` is SQL of this class, never input. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<ConnectorView[]> {
    const { actor } = this.database;
    await this.places.ready();
    const rows = (await tx.query(
      `SELECT ${CONNECTOR_COLUMNS}, c.updated_at AS "updatedAt", u.display_name AS "updatedByName", r.display_name AS "responsibleName"
       FROM connector c JOIN app_user r ON r.id = c.responsible_id LEFT JOIN app_user u ON u.id = c.updated_by_id WHERE ${where}`,
      values,
    )) as (StoredConnector & { updatedAt: Date; updatedByName: string | null; responsibleName: string })[];
    const aliases = await this.aliases.load(tx, rows.map(({ id }) => id)); // prettier-ignore
    const views: ConnectorView[] = [];
    for (const row of rows) {
      const responsible = await findJobActor(tx, row.responsibleId);
      const last = await this.runs.findLast(tx, row.id);
      const isOwn = row.responsibleId === actor.id;
      views.push({
        ...row,
        updatedAt: row.updatedAt.toISOString(),
        isResponsibleAble: responsible !== undefined && may(responsible, 'enterprise.update'),
        lastRun: last ?? null,
        aliases: aliases.filter(({ connectorId }) => connectorId === row.id).map((alias) => this.aliases.viewOf(alias)),
        can: {
          manage: may(actor, 'connector.manage'),
          run: isOwn || may(actor, 'connector.manage'),
          teach: may(actor, 'connector.manage') || may(actor, 'enterprise.update'),
        },
      });
    }
    return views;
  }
}

/** @throws {AppError} CONNECTOR_NOT_FOUND, also for what the actor may not see */
export async function findConnector(tx: EntityManager, id: string): Promise<StoredConnector> {
  const [row] = (await tx.query(`SELECT ${CONNECTOR_COLUMNS} FROM connector c WHERE c.id = $1`, [
    id,
  ])) as StoredConnector[];
  if (row === undefined) throw new AppError('CONNECTOR_NOT_FOUND', { id });
  return row;
}

function valuesOf(input: Omit<CreateConnector, 'kind'>): unknown[] {
  return [
    input.name, input.folder, input.sourceName, input.sourceKind, input.confidence, JSON.stringify(input.mapping), input.createsEnterprises,
    input.everyMinutes, input.settleSeconds, input.responsibleId, input.isEnabled,
  ]; // prettier-ignore
}
