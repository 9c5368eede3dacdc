import {
  type HandOverEnterprise,
  type People,
  type Person,
  permissionsOf,
  type RelationshipView,
  type Role,
} from '@lianghuan/contracts';
import { type Actor, AppError, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { requireEnterprise } from './require-enterprise.js';

interface Relation {
  readonly holderId: string | null;
  readonly holderName: string | null;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly ownerUnitId: string | null;
  readonly ownerUnitName: string | null;
  readonly ownerSince: Date | null;
  readonly lastContactOn: string | null;
}
interface Candidate extends Person {
  readonly organisationId: string;
  readonly roles: Role[];
}

/**
 * 对接人: who answers for the relation with an enterprise (measure 2e). Its unit is the one that holds the enterprise, where one does; the
 * database refuses another, and keeps each hand-over. 最近联系 comes from the leads' activities, and nobody types it.
 */
@Injectable()
export class RelationshipService {
  constructor(private readonly database: Database) {}

  /** @throws {AppError} ENTERPRISE_NOT_FOUND */
  get(enterpriseId: string): Promise<RelationshipView> {
    return this.database.transaction((tx) => this.view(tx, enterpriseId));
  }

  /**
   * Gives the relation to somebody, or to nobody. The reason is kept with the hand-over and in the audit.
   * @throws {AppError} ENTERPRISE_NOT_FOUND, FORBIDDEN, OWNER_NOT_ELIGIBLE
   */
  handOver(enterpriseId: string, { ownerId, reason }: HandOverEnterprise): Promise<RelationshipView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const { actor } = this.database;
        await requireEnterprise(tx, actor, enterpriseId);
        await tx.query('SELECT FROM enterprise WHERE id = $1 FOR UPDATE', [enterpriseId]);
        const relation = await load(tx, enterpriseId);
        if (!mayHandOver(actor, relation)) throw new AppError('FORBIDDEN', { permission: 'enterprise.contact' });
        const candidates = ownerId === null ? [] : await this.candidatesFor(tx, relation);
        if (ownerId !== null && !candidates.some(({ id }) => id === ownerId)) {
          throw new AppError('OWNER_NOT_ELIGIBLE', { unit: relation.holderName ?? '本单位' });
        }
        await tx.query(
          `UPDATE enterprise SET owner_id = $2, owner_since = CASE WHEN $2::uuid IS NULL THEN NULL ELSE now() END
           WHERE id = $1 AND owner_id IS DISTINCT FROM $2`,
          [enterpriseId, ownerId],
        );
        return this.view(tx, enterpriseId);
      }),
    );
  }

  /** Who may answer for it. @throws {AppError} ENTERPRISE_NOT_FOUND, FORBIDDEN */
  candidates(enterpriseId: string): Promise<People> {
    return this.database.transaction(async (tx) => {
      await requireEnterprise(tx, this.database.actor, enterpriseId);
      const relation = await load(tx, enterpriseId);
      if (!mayHandOver(this.database.actor, relation))
        throw new AppError('FORBIDDEN', { permission: 'enterprise.contact' });
      return { items: await this.candidatesFor(tx, relation) };
    });
  }

  /** Of the unit that holds it; where nobody does, of the actor's own, and for the city's roles of any. */
  private async candidatesFor(tx: EntityManager, { holderId }: Relation): Promise<Person[]> {
    const { actor } = this.database;
    const unit = holderId ?? (actor.reach.get('enterprise.contact') === 'city' ? null : actor.organisationId);
    const users = (await tx.query(
      `SELECT u.id, u.display_name AS name, o.id AS "organisationId", o.name AS "organisationName", u.roles
       FROM app_user u JOIN organisation o ON o.id = u.organisation_id
       WHERE u.disabled_at IS NULL AND ($1::uuid IS NULL OR o.id = $1) ORDER BY o.code, u.display_name, u.id`,
      [unit],
    )) as Candidate[];
    return users
      .filter(({ roles }) => permissionsOf(roles).has('lead.update') && permissionsOf(roles).has('enterprise.contact'))
      .map(({ id, name, organisationName }) => ({ id, name, organisationName }));
  }

  private async view(tx: EntityManager, enterpriseId: string): Promise<RelationshipView> {
    const { actor } = this.database;
    await requireEnterprise(tx, actor, enterpriseId);
    const relation = await load(tx, enterpriseId);
    const handovers = (await tx.query(
      `SELECT h.id, f.display_name AS "fromName", t.display_name AS "toName", h.reason, coalesce(b.display_name, '系统') AS "byName", h.at
       FROM enterprise_handover h LEFT JOIN app_user f ON f.id = h.from_id LEFT JOIN app_user t ON t.id = h.to_id
         LEFT JOIN app_user b ON b.id = h.by_id
       WHERE h.enterprise_id = $1 ORDER BY h.id DESC`,
      [enterpriseId],
    )) as (Omit<RelationshipView['handovers'][number], 'at'> & { readonly at: Date })[];
    return {
      owner:
        relation.ownerId === null
          ? null
          : {
              id: relation.ownerId,
              name: relation.ownerName ?? '',
              organisationName: relation.ownerUnitName ?? '',
              since: relation.ownerSince?.toISOString() ?? '',
            },
      lastContactOn: relation.lastContactOn,
      handovers: handovers.map((row) => ({ ...row, at: row.at.toISOString() })),
      can: { handOver: mayHandOver(actor, relation) },
    };
  }
}

/** Who answers for it, the unit that holds it, the city; of an enterprise nobody holds whoever has none else answering for it. */
function mayHandOver(actor: Actor, { holderId, ownerId, ownerUnitId }: Relation): boolean {
  if (!may(actor, 'enterprise.contact')) return false;
  if (actor.reach.get('enterprise.contact') === 'city' || (ownerId !== null && ownerId === actor.id)) return true;
  const own = actor.organisationId;
  if (own === null) return false;
  return holderId === null ? ownerId === null || ownerUnitId === own : holderId === own;
}

async function load(tx: EntityManager, enterpriseId: string): Promise<Relation> {
  const [row] = (await tx.query(
    `SELECT e.holder_organisation_id AS "holderId", h.name AS "holderName", e.owner_id AS "ownerId", u.display_name AS "ownerName",
       u.organisation_id AS "ownerUnitId", o.name AS "ownerUnitName", e.owner_since AS "ownerSince", e.last_contact_on::text AS "lastContactOn"
     FROM enterprise e LEFT JOIN organisation h ON h.id = e.holder_organisation_id LEFT JOIN app_user u ON u.id = e.owner_id
       LEFT JOIN organisation o ON o.id = u.organisation_id WHERE e.id = $1`,
    [enterpriseId],
  )) as [Relation];
  return row;
}
