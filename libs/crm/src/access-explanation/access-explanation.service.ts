import { randomUUID } from 'node:crypto';
import {
  type AccessAnswer,
  type AccessExplanation,
  type AccessPeople,
  type AccessQuestion,
  type AccessRecordQuery,
  type AccessRecords,
  type Code,
  Id,
  type Permission,
  ROLE_CODES,
  reachOf,
  type Role,
} from '@lianghuan/contracts';
import { type Actor, actorOf, AppError, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { type AccessDoor, type AccessDoors, type AccessSubject, known } from './access-door.js';
import { AttachedDoors } from './attached-doors.js';
import { BatchDoors } from './batch-doors.js';
import { ProcedureDoors } from './procedure-doors.js';
import { RecordDoors } from './record-doors.js';

type Fact = Code<'accessFact'>;
type Person = z.infer<typeof AccessPeople>[number] & { readonly organisationId: string; readonly areaCode: string };

/** Records offered for a question. */
const OFFERED = 20;

/** What decides about a record, as the system sees it. */
interface RecordFacts {
  readonly id: string;
  readonly areaCodes: readonly string[];
  readonly unitIds: readonly string[];
  readonly personIds: readonly string[];
  /** What is asked for before the row is looked at. */
  readonly read: Permission | null;
}

interface Verdict {
  readonly read: boolean;
  readonly change: boolean;
}
type AskAs = (person: Person) => Promise<Verdict>;
const NEITHER: Verdict = { read: false, change: false };

/** 权限说明: why somebody may see a record. Nothing here knows a rule: each answer is what the services and policies say as that user. */
@Injectable()
export class AccessExplanationService {
  readonly #doors: AccessDoors;

  constructor(
    private readonly database: Database,
    records: RecordDoors,
    procedures: ProcedureDoors,
    batches: BatchDoors,
    attached: AttachedDoors,
  ) {
    this.#doors = { ...records.doors, ...procedures.doors, ...batches.doors, ...attached.doors };
  }

  /** Who can be asked about. */
  people(): Promise<z.infer<typeof AccessPeople>> {
    return this.database.transaction((tx) => tx.query(`${PEOPLE} ORDER BY o.code, u.username`));
  }

  /** Records of a kind the asker sees himself, the newest first: by a part of the name, by code or by id. */
  records({ subject, q }: AccessRecordQuery): Promise<AccessRecords> {
    const door = this.doorOf(subject);
    if (typeof door.read === 'string' && !may(this.database.actor, door.read)) return Promise.resolve([]);
    return this.database.transaction((tx) =>
      tx.query(
        `SELECT * FROM (SELECT t.id, ${door.name} AS name, ${door.code ?? 'NULL'} AS code FROM ${door.from}) r
         WHERE $1 = '' OR position(lower($1) IN lower(r.name)) > 0 OR r.code = $1 OR r.id = $2::uuid ORDER BY r.id DESC LIMIT ${OFFERED}`,
        [q ?? '', Id.safeParse(q).data ?? null],
      ),
    );
  }

  /**
   * What a user may do with a record and why; the question is kept with its answer.
   * @throws {AppError} USER_NOT_FOUND, NOT_FOUND for a record that is not there
   */
  async explain({ userId, subject, record }: AccessQuestion): Promise<AccessExplanation> {
    const asker = this.database.actor;
    const door = this.doorOf(subject);
    const user = await this.personOf(userId);
    const facts = await this.factsOf(door, record);
    // Reading and changing are answered by the same questions.
    const verdicts = new Map<string, Promise<Verdict>>();
    const askAs: AskAs = (person) => {
      const key = JSON.stringify([person.id, person.organisationId, person.areaCode, person.roles]);
      const known = verdicts.get(key) ?? this.ask(actorAs(person), door, facts);
      verdicts.set(key, known);
      return known;
    };
    const verdict = await askAs(user);
    const readable = await this.ask(asker, door, facts);
    const explanation: AccessExplanation = {
      user: withoutKeys(user),
      record: { subject, id: facts.id, name: readable.read ? await this.nameOf(door, facts.id) : null, ...(await this.namesIn(facts)) }, // prettier-ignore
      read: await this.answer('read', door, user, facts, askAs),
      change: await this.answer('change', door, user, facts, askAs),
    };
    await this.database.transaction((tx) =>
      tx.query(
        `INSERT INTO access_explanation (asked_by_id, user_id, subject, subject_id, may_read, may_change) VALUES ($1, $2, $3, $4, $5, $6)`,
        [asker.id, userId, subject, facts.id, verdict.read, verdict.change],
      ),
    );
    return explanation;
  }

  /** What the product lets this actor do, asked in a transaction that can change nothing. */
  private ask(actor: Actor, { change, open }: AccessDoor, { id, read }: RecordFacts): Promise<Verdict> {
    if (read !== null && !may(actor, read)) return Promise.resolve(NEITHER);
    return this.database.actAs(actor, () =>
      this.database.transaction(async (tx) => {
        await tx.query('SET TRANSACTION READ ONLY');
        try {
          const isPermitted = change.length === 0 || change.some((permission) => may(actor, permission));
          return { read: true, change: (await open(id, tx)) && isPermitted };
        } catch (error) {
          if (error instanceof AppError && error.status < 500) return NEITHER;
          throw error;
        }
      }),
    );
  }

  /** Asks again with one thing about the user changed at a time: what the answer hangs on is its reason. */
  private async answer(
    verb: keyof Verdict,
    door: AccessDoor,
    user: Person,
    facts: RecordFacts,
    askAs: AskAs,
  ): Promise<AccessAnswer> {
    const permissions = verb === 'change' ? door.change : facts.read === null ? [] : [facts.read];
    const reached = (role: Role) => permissions.flatMap((permission) => reachOf(role).get(permission) ?? []);
    const stranger = { ...user, id: randomUUID(), organisationId: randomUUID(), areaCode: '' };
    const allows = async (changes: Partial<Person>, from: Person = user) =>
      (await askAs({ ...from, ...changes }))[verb];
    const which = async (variants: readonly (readonly [Fact, Partial<Person>])[], from: Person): Promise<Fact[]> => {
      const found: Fact[] = [];
      for (const [fact, changes] of variants) {
        if (!found.includes(fact) && (await allows(changes, from))) found.push(fact);
      }
      return found;
    };
    const isAllowed = await allows({});
    const because: Fact[] = !isAllowed ? [] : (await allows({}, stranger)) ? ['reach'] : await which(
      [['area', { areaCode: user.areaCode }], ['unit', { organisationId: user.organisationId }], ['person', { id: user.id }]],
      stranger,
    ); // prettier-ignore
    const roles: Role[] = [];
    if (!isAllowed) {
      for (const role of ROLE_CODES) {
        if (!user.roles.includes(role) && (await allows({ roles: [...user.roles, role] }))) roles.push(role);
      }
    }
    const elsewhere: (readonly [Fact, Partial<Person>])[] = [
      ...facts.areaCodes.map((areaCode) => ['area', { areaCode }] as const),
      ...facts.unitIds.map((organisationId) => ['unit', { organisationId }] as const),
      ...facts.personIds.map((id) => ['person', { id }] as const),
    ];
    return {
      isAllowed,
      isPermissionNeeded: permissions.length > 0,
      roles: user.roles.flatMap((role) =>
        reached(role)
          .slice(0, 1)
          .map((reach) => ({ role, reach })),
      ),
      because,
      wouldSuffice: { roles, facts: isAllowed ? [] : await which(elsewhere, user) },
    };
  }

  private personOf(id: string): Promise<Person> {
    return this.database.transaction(async (tx) => {
      const [user] = (await tx.query(`${PEOPLE} WHERE u.id = $1`, [id])) as Person[];
      if (user === undefined) throw new AppError('USER_NOT_FOUND', { id });
      return user;
    });
  }

  private doorOf(subject: AccessSubject): AccessDoor {
    const door = this.#doors[subject];
    if (door === undefined) throw new Error(`no door opens a ${subject}`);
    return door;
  }

  private factsOf(door: AccessDoor, record: string): Promise<RecordFacts> {
    return this.database.asSystem(() => this.database.transaction((tx) => this.loadFacts(tx, door, record)));
  }

  private async loadFacts(tx: EntityManager, door: AccessDoor, record: string): Promise<RecordFacts> {
    const byCode = door.code === undefined ? '' : ` OR ${door.code} = $2`;
    const id = Id.safeParse(record).data ?? null;
    const [row] = (await tx.query(
      `SELECT t.id, ${door.areaCodes} AS "areaCodes", ${door.unitIds} AS "unitIds", ${known(door.personId)} AS "personIds",
         ${door.about ?? 'NULL'} AS about, ${door.aboutId ?? 'NULL'} AS "aboutId"
       FROM ${door.from} WHERE t.id = $1::uuid${byCode} LIMIT 1`,
      door.code === undefined ? [id] : [id, record],
    )) as (Omit<RecordFacts, 'read'> & { about: AccessSubject | null; aboutId: string | null })[];
    if (row === undefined) throw new AppError('NOT_FOUND', { record });
    const { about, aboutId, ...facts } = row;
    const read = typeof door.read === 'function' ? door.read(about ?? '') : door.read;
    if (about === null || aboutId === null) return { ...facts, read };
    const parent = await this.loadFacts(tx, this.doorOf(about), aboutId);
    return {
      ...facts,
      read,
      areaCodes: parent.areaCodes,
      unitIds: [...new Set([...facts.unitIds, ...parent.unitIds])],
      personIds: [...new Set([...facts.personIds, ...parent.personIds])],
    };
  }

  /** As the asker sees it: a package, say, is his to see without the enterprise another unit follows. */
  private nameOf(door: AccessDoor, id: string): Promise<string | null> {
    return this.database.transaction(async (tx) => {
      const [row] = (await tx.query(`SELECT ${door.name} AS name FROM ${door.from} WHERE t.id = $1`, [id])) as { name: string | null }[]; // prettier-ignore
      return row?.name ?? null;
    });
  }

  private namesIn({ areaCodes, unitIds, personIds }: RecordFacts): Promise<NamesOfRecord> {
    const inOrder = (keys: string, name: string, table: string, key: string) =>
      `ARRAY(SELECT o.${name} FROM unnest(${keys}) WITH ORDINALITY w(key, i) JOIN ${table} o ON o.${key} = w.key ORDER BY w.i)`;
    return this.database.transaction(async (tx) => {
      const [names] = (await tx.query(
        `SELECT ${inOrder('$1::text[]', 'short_name', 'area', 'code')} AS "areaNames", ${inOrder('$2::uuid[]', 'name', 'organisation', 'id')} AS "unitNames",
           ${inOrder('$3::uuid[]', 'display_name', 'app_user', 'id')} AS "personNames"`,
        [areaCodes, unitIds, personIds],
      )) as [NamesOfRecord];
      return names;
    });
  }
}

type NamesOfRecord = Pick<AccessExplanation['record'], 'areaNames' | 'unitNames' | 'personNames'>;

function actorAs({ id, displayName, organisationId, roles, areaCode }: Person): Actor {
  return actorOf({ id, displayName, organisationId, roles, areaCodes: areaCode === '' ? [] : [areaCode] });
}

function withoutKeys({
  organisationId: _organisationId,
  areaCode: _areaCode,
  ...person
}: Person): AccessExplanation['user'] {
  return person;
}

const PEOPLE = `SELECT u.id, u.display_name AS "displayName", u.roles, u.disabled_at IS NOT NULL AS "isDisabled", o.id AS "organisationId",
  o.name AS "organisationName", o.area_code AS "areaCode", a.short_name AS "areaName"
  FROM app_user u JOIN organisation o ON o.id = u.organisation_id JOIN area a ON a.code = o.area_code`;
