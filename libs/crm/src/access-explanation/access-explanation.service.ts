import { randomUUID } from 'node:crypto';
import {
  type AccessAnswer,
  type AccessExplanation,
  type AccessPeople,
  type AccessQuestion,
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
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { FundsService } from '../funds/funds.service.js';
import { LeadViewService } from '../lead/lead-view.service.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { SuggestionService } from '../match/suggestion.service.js';
import { ProjectService } from '../project/project.service.js';
import { ResourceService } from '../resource/resource.service.js';
import { ReviewService } from '../review/review.service.js';

type Subject = Code<'accessSubject'>;
type Fact = Code<'accessFact'>;
type Person = z.infer<typeof AccessPeople>[number] & { readonly organisationId: string; readonly areaCode: string };

/** What decides about a record, as the system sees it. */
interface RecordFacts {
  readonly id: string;
  readonly name: string;
  readonly areaCode: string | null;
  readonly unitIds: readonly string[];
  readonly personId: string | null;
}

/** How the product itself answers for one kind of record. */
interface Door {
  /** What the API asks for before it looks at the row. */
  readonly read: Permission;
  readonly change: readonly Permission[];
  /** Where facts of one row come from: FROM clause and columns, row `t`. */
  readonly from: string;
  readonly name: string;
  readonly areaCode: string;
  readonly unitIds: string;
  readonly personId: string;
  /** Column people know the row by, beside its id. */
  readonly code?: string;
  /** Reads the row as the present actor. @returns whether he may change it. @throws {AppError} when he may not read it */
  readonly open: (id: string, tx: EntityManager) => Promise<boolean>;
}

interface Verdict {
  readonly read: boolean;
  readonly change: boolean;
}
const NEITHER: Verdict = { read: false, change: false };

/** 权限说明: why somebody may see a record. Nothing here knows a rule: each answer is what the services and policies say as that user. */
@Injectable()
export class AccessExplanationService {
  readonly #doors: Readonly<Record<Subject, Door>>;

  constructor(
    private readonly database: Database,
    resources: ResourceService,
    markets: MarketDemandService,
    projects: ProjectService,
    enterprises: EnterpriseService,
    leads: LeadViewService,
    funds: FundsService,
    suggestions: SuggestionService,
    reviews: ReviewService,
  ) {
    const inArea = { areaCode: 't.area_code', unitIds: `'{}'::uuid[]`, personId: 'NULL', code: 't.code' };
    const register = (
      noun: 'resource' | 'market' | 'project',
      service: { get(id: string): Promise<{ can: { edit: boolean } }> },
    ): Door => ({
      ...inArea,
      read: `${noun}.read`,
      change: [`${noun}.update`],
      from: `${noun} t`,
      name: 't.name',
      open: async (id) => (await service.get(id)).can.edit,
    });
    this.#doors = {
      resource: register('resource', resources),
      market: register('market', markets),
      project: register('project', projects),
      enterprise: {
        ...inArea,
        read: 'enterprise.read',
        change: ['enterprise.update'],
        from: 'enterprise t',
        name: 't.name',
        areaCode: 'NULL',
        unitIds: 'array_remove(ARRAY[t.holder_organisation_id], NULL)',
        open: async (id) => (await enterprises.get(id)).can.edit,
      },
      lead: {
        read: 'lead.read',
        change: ['lead.update'],
        from: 'lead t',
        name: 't.enterprise_name',
        areaCode: 't.area_code',
        unitIds: 't.organisation_id || t.shared_organisation_ids',
        personId: 't.owner_id',
        code: 't.code',
        open: async (id) => (await leads.get(id)).can.edit,
      },
      funds_line: {
        ...inArea,
        read: 'funds.read',
        change: ['funds.file', 'funds.verify'],
        from: 'funds_line t',
        name: 't.code',
        open: async (id) => {
          const { can } = await funds.get(id);
          return can.verify || can.withdraw || can.reverse;
        },
      },
      review_packet: {
        read: 'review.read',
        change: ['review.submit', 'review.conclude'],
        from: 'review_packet t JOIN project p ON p.id = t.project_id',
        name: 'p.name',
        areaCode: 't.area_code',
        unitIds:
          'ARRAY[t.organisation_id] || ARRAY(SELECT o.organisation_id FROM review_opinion o WHERE o.packet_id = t.id)',
        personId: 'NULL',
        open: async (id) => {
          const { can, opinions } = await reviews.get(id);
          return can.withdraw || opinions.some((opinion) => opinion.can.conclude);
        },
      },
      match_suggestion: {
        read: 'match.read',
        change: ['match.decide'],
        from: 'match_suggestion t JOIN project p ON p.id = t.project_id',
        name: 'p.name',
        areaCode: 'p.area_code',
        unitIds: `'{}'::uuid[]`,
        personId: 'NULL',
        open: (id, tx) => suggestions.mayDecide(tx, id),
      },
    };
  }

  /** Who can be asked about. */
  people(): Promise<z.infer<typeof AccessPeople>> {
    return this.database.transaction((tx) => tx.query(`${PEOPLE} ORDER BY o.code, u.username`));
  }

  /**
   * What a user may do with a record and why; the question is kept with its answer.
   * @throws {AppError} USER_NOT_FOUND, NOT_FOUND for a record that is not there
   */
  async explain({ userId, subject, record }: AccessQuestion): Promise<AccessExplanation> {
    const asker = this.database.actor;
    const door = this.#doors[subject];
    const user = await this.personOf(userId);
    const facts = await this.factsOf(door, record);
    const actor = actorAs(user);
    const verdict = await this.ask(actor, door, facts.id);
    const readable = await this.ask(asker, door, facts.id);
    const explanation: AccessExplanation = {
      user: withoutKeys(user),
      record: { subject, id: facts.id, name: readable.read ? facts.name : null, ...(await this.namesIn(facts)) },
      read: await this.answer('read', door, user, facts, verdict),
      change: await this.answer('change', door, user, facts, verdict),
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
  private ask(actor: Actor, { read, change, open }: Door, id: string): Promise<Verdict> {
    if (!may(actor, read)) return Promise.resolve(NEITHER);
    return this.database.actAs(actor, () =>
      this.database.transaction(async (tx) => {
        await tx.query('SET TRANSACTION READ ONLY');
        try {
          const isChangeable = await open(id, tx);
          return { read: true, change: isChangeable && change.some((permission) => may(actor, permission)) };
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
    door: Door,
    user: Person,
    facts: RecordFacts,
    verdict: Verdict,
  ): Promise<AccessAnswer> {
    const permissions = verb === 'read' ? [door.read] : door.change;
    const reached = (role: Role) => permissions.flatMap((permission) => reachOf(role).get(permission) ?? []);
    const stranger = { ...user, id: randomUUID(), organisationId: randomUUID(), areaCode: '' };
    const allows = async (changes: Partial<Person>, from: Person = user) =>
      (await this.ask(actorAs({ ...from, ...changes }), door, facts.id))[verb];
    const which = async (variants: readonly (readonly [Fact, Partial<Person>])[], from: Person): Promise<Fact[]> => {
      const found: Fact[] = [];
      for (const [fact, changes] of variants) {
        if (!found.includes(fact) && (await allows(changes, from))) found.push(fact);
      }
      return found;
    };
    const isAllowed = verdict[verb];
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
      ...(facts.areaCode === null ? [] : [['area', { areaCode: facts.areaCode }] as const]),
      ...facts.unitIds.map((organisationId) => ['unit', { organisationId }] as const),
      ...(facts.personId === null ? [] : [['person', { id: facts.personId }] as const]),
    ];
    return {
      isAllowed,
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

  private factsOf(door: Door, record: string): Promise<RecordFacts> {
    return this.database.asSystem(() =>
      this.database.transaction(async (tx) => {
        const byCode = door.code === undefined ? '' : ` OR ${door.code} = $2`;
        const id = Id.safeParse(record).data ?? null;
        const [facts] = (await tx.query(
          `SELECT t.id, ${door.name} AS name, ${door.areaCode} AS "areaCode", ${door.unitIds} AS "unitIds", ${door.personId} AS "personId"
           FROM ${door.from} WHERE t.id = $1::uuid${byCode} LIMIT 1`,
          door.code === undefined ? [id] : [id, record],
        )) as RecordFacts[];
        if (facts === undefined) throw new AppError('NOT_FOUND', { record });
        return facts;
      }),
    );
  }

  private namesIn({ areaCode, unitIds, personId }: RecordFacts): Promise<NamesOfRecord> {
    return this.database.transaction(async (tx) => {
      const [names] = (await tx.query(
        `SELECT (SELECT short_name FROM area WHERE code = $1) AS "areaName",
           ARRAY(SELECT o.name FROM unnest($2::uuid[]) WITH ORDINALITY w(id, i) JOIN organisation o ON o.id = w.id ORDER BY w.i) AS "unitNames",
           (SELECT display_name FROM app_user WHERE id = $3) AS "personName"`,
        [areaCode, unitIds, personId],
      )) as [NamesOfRecord];
      return names;
    });
  }
}

type NamesOfRecord = Pick<AccessExplanation['record'], 'areaName' | 'unitNames' | 'personName'>;

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
