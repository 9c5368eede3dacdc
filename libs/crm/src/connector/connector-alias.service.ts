import { Injectable } from '@nestjs/common';
import type { SaveValueAlias, ValueAliasView } from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { PlaceNames } from '../transfer/place-names.js';
import { aliasedField, aliasKey, aliasView, requireMeaning, type StoredAlias } from '../transfer/value-aliases.js';
import { ALL_FIELDS } from './vendor-fields.js';

interface ConnectorAlias extends StoredAlias {
  readonly connectorId: string;
}

/** 值对应 of connectors: who writes enterprises, or looks after connectors, says what the words of a source mean. */
@Injectable()
export class ConnectorAliasService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly places: PlaceNames,
  ) {}

  /**
   * Says what a value means from now on, in place of what was said of it before.
   * @throws {AppError} FORBIDDEN, CONNECTOR_NOT_FOUND; ValidationError for a field without a list, or a meaning that is not in it
   */
  async save(connectorId: string, { field: name, said, means }: SaveValueAlias): Promise<ValueAliasView[]> {
    await this.places.ready();
    const code = requireMeaning(aliasedField(ALL_FIELDS, name), means, this.places);
    return this.change(connectorId, (tx) =>
      tx.query(
        `INSERT INTO connector_alias (connector_id, field, said, said_key, means, made_by_id, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (connector_id, field, said_key) DO UPDATE SET said = EXCLUDED.said, means = EXCLUDED.means,
           made_by_id = EXCLUDED.made_by_id, made_at = EXCLUDED.made_at`,
        [connectorId, name, said, aliasKey(said), code, this.database.actor.id, this.clock.now()],
      ),
    );
  }

  /** @throws {AppError} FORBIDDEN, CONNECTOR_NOT_FOUND, CONNECTOR_ALIAS_NOT_FOUND */
  remove(connectorId: string, id: string): Promise<ValueAliasView[]> {
    return this.change(connectorId, async (tx) => {
      const [removed] = (await tx.query('DELETE FROM connector_alias WHERE id = $1 AND connector_id = $2 RETURNING id', [id, connectorId])) as [unknown[], number]; // prettier-ignore
      if (removed.length === 0) throw new AppError('CONNECTOR_ALIAS_NOT_FOUND', { id });
    });
  }

  /** Of these connectors, by field and word. */
  async load(tx: EntityManager, connectorIds: readonly string[]): Promise<ConnectorAlias[]> {
    return (await tx.query(
      `SELECT a.id, a.connector_id AS "connectorId", a.field, a.said, a.means, u.display_name AS "madeByName", a.made_at AS "madeAt"
       FROM connector_alias a JOIN app_user u ON u.id = a.made_by_id WHERE a.connector_id = ANY ($1) ORDER BY a.field, a.said_key`,
      [connectorIds],
    )) as ConnectorAlias[];
  }

  /** As they leave; call `places.ready()` before. */
  viewOf(alias: ConnectorAlias): ValueAliasView {
    return aliasView(alias, ALL_FIELDS, this.places);
  }

  private async change(connectorId: string, work: (tx: EntityManager) => Promise<unknown>): Promise<ValueAliasView[]> {
    await this.places.ready();
    const { actor } = this.database;
    if (!may(actor, 'connector.manage') && !may(actor, 'enterprise.update')) throw new AppError('FORBIDDEN');
    return this.database.transaction(async (tx) => {
      const seen = (await tx.query('SELECT FROM connector WHERE id = $1', [connectorId])) as unknown[];
      if (seen.length === 0) throw new AppError('CONNECTOR_NOT_FOUND', { id: connectorId });
      await work(tx);
      return (await this.load(tx, [connectorId])).map((alias) => this.viewOf(alias));
    });
  }
}
