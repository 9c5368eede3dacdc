import type {
  ContactList,
  ContactReveals,
  ContactView,
  CreateContact,
  RevealedContact,
  UpdateContact,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { requireEnterprise } from './require-enterprise.js';

/** Fields of a contact as people write them → columns. */
const COLUMNS = {
  name: 'name',
  post: 'post',
  phone: 'phone',
  mobile: 'mobile',
  email: 'email',
  note: 'note',
  sourceName: 'source_name',
  sourceOn: 'source_on',
} as const satisfies Partial<Record<keyof CreateContact, string>>;
type ContactField = keyof typeof COLUMNS;
const FIELDS = Object.keys(COLUMNS) as ContactField[];
/** Entries shown of the record of reveals, newest first. */
const SHOWN_REVEALS = 50;

/**
 * 联系人 of an enterprise. Who sees the enterprise and works with contacts sees who they are; numbers and addresses leave masked, and the
 * full ones through {@link reveal} alone, which the database logs in the same step. Search, export, duplicates and comments do not know them.
 */
@Injectable()
export class ContactService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws {AppError} ENTERPRISE_NOT_FOUND */
  list(enterpriseId: string): Promise<ContactList> {
    return this.database.transaction(async (tx) => {
      await requireEnterprise(tx, this.database.actor, enterpriseId);
      const rows = (await tx.query(`${VIEWS} WHERE c.enterprise_id = $1 ${ORDER}`, [enterpriseId])) as ContactRow[];
      return { items: rows.map(viewOf), can: { add: this.database.actor.organisationId !== null } };
    });
  }

  /** @throws {AppError} ENTERPRISE_NOT_FOUND, FORBIDDEN for somebody without a unit */
  add(enterpriseId: string, input: CreateContact): Promise<ContactView> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      await requireEnterprise(tx, actor, enterpriseId);
      if (actor.organisationId === null) throw new AppError('FORBIDDEN');
      const given = FIELDS.filter((name) => input[name] !== undefined);
      const [{ id }] = (await tx.query(
        `INSERT INTO enterprise_contact (enterprise_id, organisation_id, created_by_id, updated_by_id, created_at, updated_at, primary_since,
           ${given.map((name) => COLUMNS[name]).join(', ')})
         VALUES ($1, $2, $3, $3, $4, $4, $5, ${given.map((_, i) => `$${i + 6}`).join(', ')}) RETURNING id`,
        [
          enterpriseId,
          actor.organisationId,
          actor.id,
          this.clock.now(),
          input.isPrimary ? this.clock.now() : null,
          ...given.map((name) => input[name]),
        ],
      )) as [{ id: string }];
      return this.view(tx, id);
    });
  }

  /** Changes what is given. @throws {AppError} CONTACT_NOT_FOUND, CONTACT_REVEAL_REFUSED, CONTACT_WITHDRAWN, VERSION_CONFLICT */
  update(id: string, { version, ...input }: UpdateContact): Promise<ContactView> {
    return this.database.transaction(async (tx) => {
      await this.requireKept(tx, id);
      const given = FIELDS.filter((name) => input[name] !== undefined);
      const assignments = given.map((name, i) => `${COLUMNS[name]} = $${i + 5}`);
      if (input.isPrimary !== undefined) assignments.push(`primary_since = ${input.isPrimary ? '$4' : 'NULL'}`);
      const [rows] = (await tx.query(
        `UPDATE enterprise_contact SET ${['version = version + 1', 'updated_by_id = $3', 'updated_at = $4', ...assignments].join(', ')}
         WHERE id = $1 AND version = $2 RETURNING id`,
        [id, version, this.database.actor.id, this.clock.now(), ...given.map((name) => input[name])],
      )) as [unknown[], number];
      if (rows.length === 0) throw await this.conflict(tx, id);
      return this.view(tx, id);
    });
  }

  /** Takes a contact out of use; it stays on record. @throws {AppError} CONTACT_NOT_FOUND, CONTACT_REVEAL_REFUSED, CONTACT_WITHDRAWN */
  withdraw(id: string, reason: string): Promise<ContactView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        await this.requireKept(tx, id);
        await tx.query(
          `UPDATE enterprise_contact SET withdrawn_at = $2, withdrawn_by_id = $3, withdraw_reason = $4, version = version + 1 WHERE id = $1`,
          [id, this.clock.now(), this.database.actor.id, reason],
        );
        return this.view(tx, id);
      }),
    );
  }

  /** The full numbers, with who, when and why on record. @throws {AppError} CONTACT_NOT_FOUND, CONTACT_REVEAL_REFUSED, CONTACT_WITHDRAWN */
  reveal(id: string, reason: string): Promise<RevealedContact> {
    return this.database.transaction(async (tx) => {
      await this.requireKept(tx, id);
      const [row] = (await tx.query('SELECT phone, mobile, email FROM reveal_contact($1, $2)', [id, reason])) as (
        RevealedContact | undefined
      )[];
      if (row === undefined) throw new AppError('CONTACT_REVEAL_REFUSED');
      return row;
    });
  }

  /** The latest reveals of an enterprise's contacts, as far as the actor may have them shown himself. @throws {AppError} ENTERPRISE_NOT_FOUND */
  reveals(enterpriseId: string): Promise<ContactReveals> {
    return this.database.transaction(async (tx) => {
      await requireEnterprise(tx, this.database.actor, enterpriseId);
      const items = (await tx.query(
        `SELECT r.id, c.name AS "contactName", u.display_name AS "byName", o.name AS "organisationName", r.reason, r.at
         FROM contact_reveal r JOIN enterprise_contact c ON c.id = r.contact_id JOIN app_user u ON u.id = r.actor_id
           JOIN organisation o ON o.id = u.organisation_id
         WHERE c.enterprise_id = $1 ORDER BY r.at DESC, r.id LIMIT ${SHOWN_REVEALS}`,
        [enterpriseId],
      )) as (Omit<ContactReveals['items'][number], 'at'> & { readonly at: Date })[];
      return { items: items.map((row) => ({ ...row, at: row.at.toISOString() })) };
    });
  }

  private async view(tx: EntityManager, id: string): Promise<ContactView> {
    const [row] = (await tx.query(`${VIEWS} WHERE c.id = $1`, [id])) as (ContactRow | undefined)[];
    if (row === undefined) throw new AppError('CONTACT_NOT_FOUND', { id });
    return viewOf(row);
  }

  /** A live contact the actor keeps. */
  private async requireKept(tx: EntityManager, id: string): Promise<void> {
    if (!may(this.database.actor, 'enterprise.contact')) throw new AppError('CONTACT_NOT_FOUND', { id });
    const { can, withdrawn } = await this.view(tx, id);
    if (!can.reveal) throw new AppError('CONTACT_REVEAL_REFUSED');
    if (withdrawn !== null) throw new AppError('CONTACT_WITHDRAWN');
  }

  private async conflict(tx: EntityManager, id: string): Promise<AppError> {
    const [row] = (await tx.query(
      `SELECT c.version, c.updated_at AS at, coalesce(u.display_name, '系统') AS by FROM enterprise_contact c LEFT JOIN app_user u ON u.id = c.updated_by_id WHERE c.id = $1`,
      [id],
    )) as [{ version: number; at: Date; by: string }];
    return new AppError('VERSION_CONFLICT', { ...row, at: row.at.toISOString() });
  }
}

interface ContactRow extends Omit<ContactView, 'withdrawn' | 'can' | 'createdAt'> {
  readonly createdAt: Date;
  readonly withdrawnAt: Date | null;
  readonly withdrawReason: string | null;
  readonly isKept: boolean;
}

function viewOf({ withdrawnAt, withdrawReason, isKept, createdAt, ...row }: ContactRow): ContactView {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    withdrawn: withdrawnAt === null ? null : { at: withdrawnAt.toISOString(), reason: withdrawReason ?? '' },
    can: { reveal: isKept },
  };
}

const VIEWS = `
  SELECT c.id, c.version, c.name, c.post, c.phone_masked AS "phoneMasked", c.mobile_masked AS "mobileMasked", c.email_masked AS "emailMasked",
    c.note, c.source_name AS "sourceName", c.source_on AS "sourceOn", u.display_name AS "recordedByName", o.name AS "organisationName",
    c.created_at AS "createdAt", c.withdrawn_at AS "withdrawnAt", c.withdraw_reason AS "withdrawReason",
    access.keeps_contact(c.enterprise_id, c.organisation_id) AS "isKept",
    c.withdrawn_at IS NULL AND c.primary_since IS NOT NULL AND NOT EXISTS (SELECT FROM enterprise_contact p
      WHERE p.enterprise_id = c.enterprise_id AND p.withdrawn_at IS NULL AND (p.primary_since, p.id) > (c.primary_since, c.id)) AS "isPrimary"
  FROM enterprise_contact c JOIN organisation o ON o.id = c.organisation_id LEFT JOIN app_user u ON u.id = c.created_by_id`;
const ORDER = `ORDER BY c.withdrawn_at IS NOT NULL, c.primary_since DESC NULLS LAST, c.created_at, c.id`;
