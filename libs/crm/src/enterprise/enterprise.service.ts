import { Injectable } from '@nestjs/common';
import {
  CreateEnterprise,
  type EnterpriseQuery,
  EnterpriseView,
  type Permission,
  signalKindsOf,
  ListedEnterprise,
} from '@lianghuan/contracts';
import { isValidCreditCode, normalizeCreditCode } from '@lianghuan/matching';
import { type Actor, AppError, may } from '@lianghuan/platform';
import { type EntityManager, In, type SelectQueryBuilder } from 'typeorm';
import { ENTERPRISE_DUPLICATES } from '../duplicate/enterprise-duplicates.js';
import { whereOneOf } from '../record/one-of.js';
import { asSurvivors, groupByKey, refOf, type StoredKey } from '../record/name-and-area.js';
import {
  CANDIDATE_LIMIT,
  type Candidates,
  type RecordRef,
  RecordServices,
  reachesSql,
  type RowChange,
} from '../record/register.js';
import { RegisterService } from '../record/register.service.js';
import { areaNameSql, instantSql, SHOWN_IDS } from '../record/shown-row.js';
import { containedGrams, searchTextOf } from '../search/search-text.js';
import { IS_STANDING_PLANT } from '../enterprise-site/standing-plant.js';
import { IS_LIVE } from '../signal/live-signal.js';
import { normalizedName } from './enterprise-name.js';
import { EnterpriseProduct } from './enterprise-product.entity.js';
import { columnsOf, INSERT_LINES, linesOf, REPLACE_LINES } from './enterprise-product-lines.js';
import { Enterprise } from './enterprise.entity.js';

/** A row with a key in common with a new one, as `enterprises_in_the_way` tells it: `''` is another value than asked for. */
interface RowInTheWay {
  readonly id: string;
  readonly creditCode: string | null;
  readonly listedCode: string | null;
  readonly normalizedName: string;
  readonly isArchived: boolean;
  /** Unit that holds it, when the actor may not see the row. */
  readonly holder: string | null;
}
/** An enterprise another unit holds, as far as anybody may know. */
export interface HeldEnterprise {
  readonly name: string;
  readonly holder: { readonly organisationName: string; readonly areaName: string; readonly since: string };
}
type Keys = Pick<Enterprise, 'creditCode' | 'listedCode' | 'normalizedName'>;

/**
 * 目标企业库 (measure 2e). Who holds an enterprise alone sees it: row-level security keeps the rows of other units out of list, detail,
 * count, search, export and picker; look-up and duplicate check tell no more than whom to ask (acceptance check 14).
 */
@Injectable()
export class EnterpriseService extends RegisterService<Enterprise, CreateEnterprise, EnterpriseQuery, EnterpriseView> {
  protected readonly noun = 'enterprise';
  protected readonly entity = Enterprise;
  protected readonly schema = CreateEnterprise;
  protected readonly viewSchema = EnterpriseView;
  protected readonly listedSchema = ListedEnterprise;
  protected readonly codePrefix = 'QY';
  protected override readonly keys = ['creditCode', 'listedCode', 'normalizedName'] as const;
  protected readonly sortable = {
    updatedAt: 'updatedAt', code: 'code', name: 'name', province: 'province', grade: 'grade', revenueCny: 'revenueCny',
    totalAssetsCny: 'totalAssetsCny', registeredCapitalCny: 'registeredCapitalCny', employeeCount: 'employeeCount', validUntil: 'validUntil',
    lastContactOn: 'lastContactOn',
  }; // prettier-ignore

  protected override readonly searchNames = ['name', 'shortName'];
  protected override readonly comparedNames = ['name', 'shortName', 'formerNames'] as const;
  protected override readonly nameStart = 'normalizedName';
  override readonly duplicateRule = ENTERPRISE_DUPLICATES;
  override readonly duplicateFacts = [
    'name', 'shortName', 'formerNames', 'creditCode', 'listedCode', 'province', 'city', 'website',
  ] as const; // prettier-ignore

  protected override readonly shown = SHOWN;
  protected override readonly shownJoins = {
    product: `LEFT JOIN LATERAL (
    SELECT json_agg(p.name ORDER BY p.position) AS names, json_agg(json_build_object('name', p.name, 'share', p.share::text) ORDER BY p.position) AS lines
    FROM enterprise_product p WHERE p.enterprise_id = r.id) product ON true`,
  };
  /** As {@link reaches} and {@link archiveRefusals} decide. */
  protected override readonly shownRights = {
    edit: reachesSql('$2', `''`),
    archive: `(coalesce($3::text[] IS NULL OR cardinality($3::text[]) > 0 AND (
        r.holder_organisation_id = (SELECT access.organisation_id()) OR r.created_by_id IS NOT NULL
        AND (SELECT u.organisation_id FROM app_user u WHERE u.id = r.created_by_id) = (SELECT access.organisation_id())), false)
      AND (r.archived_at IS NOT NULL OR r.id <> ALL (ARRAY(SELECT enterprises_with_live_lead(${SHOWN_IDS})))))`,
  };

  constructor(services: RecordServices) {
    super(services);
  }

  /**
   * Of enterprises other units hold those whose names contain what is typed or whose keys say they may be the same: name and whom to ask,
   * nothing else. Logged by the database (acceptance check 14).
   */
  async lookUpHeld(tx: EntityManager, name: string, keys: readonly string[]): Promise<HeldEnterprise[]> {
    const term = normalizedName(name);
    if ([...term].length < 2) return [];
    const held = (await tx.query(
      `SELECT h.name, h.organisation_name AS "organisationName", h.area_name AS "areaName", h.since
       FROM lookup_held_enterprises($1, $2, $3) h WHERE NOT EXISTS (SELECT FROM enterprise e WHERE e.id = h.id)`,
      [term, containedGrams(term), keys],
    )) as { name: string; organisationName: string; areaName: string; since: Date }[];
    return held.map(({ name: heldName, organisationName, areaName, since }) => ({
      name: heldName,
      holder: { organisationName, areaName, since: since.toISOString() },
    }));
  }

  override fieldsOf(row: Enterprise): Record<string, unknown> {
    return { ...super.fieldsOf(row), products: row.productLines.map(({ name }) => name) };
  }
  override detailsOf(row: Enterprise): readonly unknown[] {
    return row.productLines.map(({ name, share }) => ({ name, share }));
  }
  /** Shares for product lines that have none. */
  override async putDetails(tx: EntityManager, id: string, details: readonly unknown[]): Promise<void> {
    await tx.query(
      `UPDATE enterprise_product p SET share = d.share FROM jsonb_to_recordset($2::jsonb) AS d(name text, share numeric)
       WHERE p.enterprise_id = $1 AND p.name = d.name AND p.share IS NULL AND d.share IS NOT NULL`,
      [id, JSON.stringify(details)],
    );
  }

  override create(input: CreateEnterprise): Promise<EnterpriseView> {
    return this.recordingRefusal(() => super.create(input));
  }

  override update(id: string, changes: Partial<CreateEnterprise> & { version: number }): Promise<EnterpriseView> {
    return this.recordingRefusal(() => super.update(id, changes));
  }

  /** A DUPLICATE_KEY that names the unit holding a hidden row is a look-up like any other (acceptance check 14). */
  override async recordRefusals(tx: EntityManager, refusals: readonly AppError[]): Promise<void> {
    const terms = refusals
      .filter(({ code, details }) => code === 'DUPLICATE_KEY' && details.holder !== undefined)
      .map(({ details }) => String(details.value));
    if (terms.length > 0) await tx.query('SELECT log_held_duplicates($1)', [terms]);
  }

  /** In a transaction of its own, since the one that was refused is rolled back. */
  private async recordingRefusal<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError) await this.database.transaction((tx) => this.recordRefusals(tx, [error]));
      throw error;
    }
  }

  /**
   * Enterprises belong to no area: who sees one and may write enterprises may write its facts, which all share. Out of everybody's sight
   * only the city takes one, the unit that holds it, or the unit whose user made it.
   */
  protected override reaches(actor: Actor, permission: Permission, row: Enterprise): boolean {
    if (permission !== 'enterprise.archive' || actor.reach.get(permission) === 'city') return may(actor, permission);
    const own = actor.organisationId;
    return (
      may(actor, permission) && own !== null && (row.holderOrganisationId === own || row.creatorOrganisationId === own)
    );
  }

  protected override areasReached(actor: Actor, permission: Permission): readonly string[] | null {
    if (permission === 'enterprise.archive') return super.areasReached(actor, permission);
    return may(actor, permission) ? null : [];
  }

  /** ENTERPRISE_HAS_LIVE_LEAD; who is about to open a lead holds the same lock. */
  protected override async archiveRefusals(
    tx: EntityManager,
    rows: readonly Enterprise[],
  ): Promise<(AppError | undefined)[]> {
    const ids = rows.map(({ id }) => id);
    await tx.query('SELECT FROM enterprise WHERE id = ANY ($1) ORDER BY id FOR UPDATE', [ids]);
    const busy = await enterprisesWithLiveLead(tx, ids);
    return ids.map((id) => (busy.has(id) ? new AppError('ENTERPRISE_HAS_LIVE_LEAD') : undefined));
  }

  override async load(tx: EntityManager, id: string): Promise<Enterprise> {
    const row = await super.load(tx, id);
    await loadCreators(tx, [row]);
    return row;
  }

  protected areaOf(): null {
    return null;
  }

  /** Under row-level security no GIN index serves the table directly; see the migration. */
  protected override async findCandidates(
    by: 'grams' | 'industries',
    wanted: readonly string[],
    tx?: EntityManager,
  ): Promise<Candidates> {
    const text = 'SELECT to_json(enterprise_candidates($1, $2, $3))';
    const [[[ids]]] = await this.database.ask([{ text, values: [by, wanted, CANDIDATE_LIMIT], isKept: true }], tx);
    return ids === null || ids === undefined ? 'by-scan' : (JSON.parse(ids) as string[]);
  }

  protected override gramSource(parameter: string): string {
    return `SELECT enterprises_with_grams(${parameter}, 2147483647)`;
  }

  protected searchText(row: Enterprise): string {
    return searchTextOf(
      [row.name, row.shortName, ...row.formerNames, row.groupName],
      [
        row.normalizedName, row.code, row.creditCode, row.listedCode, row.province, row.city, this.reference.regionName(row.regionCode),
        ...row.productLines.map((line) => line.name), row.businessSummary, row.note,
      ], // prettier-ignore
    );
  }

  /** Credit code, else listed code, else the normalised name. */
  naturalKeyOf(input: Partial<CreateEnterprise>): string | null {
    if (input.creditCode) return normalizeCreditCode(input.creditCode);
    return input.listedCode?.trim() || (input.name ? normalizedName(input.name) : null);
  }

  async findByNaturalKeys(tx: EntityManager, keys: readonly string[]): Promise<Map<string, RecordRef>> {
    if (keys.length === 0) return new Map();
    const rows = (await tx.query(
      `SELECT credit_code AS key, 0 AS rank, id, version, archived_at IS NOT NULL AS "isArchived", is_undone AS "isUndone" FROM enterprise WHERE credit_code = ANY($1)
       UNION ALL SELECT listed_code, 1, id, version, archived_at IS NOT NULL, is_undone FROM enterprise WHERE listed_code = ANY($1)
       UNION ALL SELECT normalized_name, 2, id, version, archived_at IS NOT NULL, is_undone FROM enterprise WHERE normalized_name = ANY($1)`,
      [keys],
    )) as ({ key: string; rank: number } & StoredKey)[];
    const found = new Map<string, RecordRef>();
    for (const [key, answers] of groupByKey(await asSurvivors(tx, 'enterprise', rows))) {
      const rank = Math.min(...answers.map((answer) => answer.rank));
      const ref = refOf(answers.filter((answer) => answer.rank === rank));
      if (ref !== undefined) found.set(key, ref);
    }
    return found;
  }

  /**
   * A file row that brings a credit or listed code for an enterprise known by name only means that enterprise: what its key does not
   * find is looked up by name as well, under the rule by which a new row would be a duplicate.
   */
  override async findExisting(
    tx: EntityManager,
    inputs: readonly Partial<CreateEnterprise>[],
  ): Promise<(RecordRef | undefined)[]> {
    const byKey = await super.findExisting(tx, inputs);
    const keys = inputs.map((input): Keys => ({
      creditCode: input.creditCode ? normalizeCreditCode(input.creditCode) : null,
      listedCode: input.listedCode ?? null,
      normalizedName: input.name ? normalizedName(input.name) : '',
    }));
    const rows = (await tx.query(
      `SELECT normalized_name AS key, credit_code AS "creditCode", listed_code AS "listedCode", normalized_name AS "normalizedName",
         id, version, archived_at IS NOT NULL AS "isArchived", is_undone AS "isUndone" FROM enterprise WHERE normalized_name = ANY($1)`,
      [keys.filter((_, i) => byKey[i] === undefined).map((key) => key.normalizedName)],
    )) as ({ key: string } & Keys & StoredKey)[];
    const byName = groupByKey(await asSurvivors(tx, 'enterprise', rows));
    return keys.map((key, i) => {
      const namesakes = byName.get(key.normalizedName) ?? [];
      return byKey[i] ?? refOf(namesakes.filter((row) => keyInCommon(key, row) !== undefined));
    });
  }

  protected checkRow({ row, before, input }: RowChange<Enterprise, CreateEnterprise>): void {
    row.normalizedName = normalizedName(row.name);
    if (row.creditCode !== null) {
      const code = normalizeCreditCode(row.creditCode);
      if (!isValidCreditCode(code)) {
        throw new AppError('CREDIT_CODE_INVALID', { value: row.creditCode, path: 'creditCode' });
      }
      row.creditCode = code;
    }
    if (row.regionCode !== null) this.reference.requireRegion(row.regionCode);
    row.productLines = linesOf(row.id, input, before?.productLines ?? []);
  }

  /** DUPLICATE_KEY names, of a row the actor may not see, the unit that holds it and nothing else (acceptance check 14). */
  protected override async findDuplicates(
    tx: EntityManager,
    rows: readonly Enterprise[],
  ): Promise<(AppError | undefined)[]> {
    const stored = (await tx.query(
      // A row that was merged stands for its survivor, and is never in the way of it.
      `SELECT coalesce(m.survivor_id, w.id) AS id, w.credit_code AS "creditCode", w.listed_code AS "listedCode",
         w.normalized_name AS "normalizedName", w.is_archived AND m.id IS NULL AS "isArchived",
         CASE WHEN e.id IS NULL THEN holder_of_enterprise(w.id) END AS holder
       FROM enterprises_in_the_way($1, $2, $3) w LEFT JOIN enterprise e ON e.id = w.id
         LEFT JOIN record_merge m ON m.register = 'enterprise' AND m.merged_id = w.id AND m.undone_at IS NULL`,
      [
        rows.flatMap((row) => row.creditCode ?? []),
        rows.flatMap((row) => row.listedCode ?? []),
        rows.map((row) => row.normalizedName),
      ],
    )) as RowInTheWay[];
    const byKey = new Map<string, (Keys & Partial<RowInTheWay> & { readonly at?: number })[]>();
    for (const other of [
      ...stored,
      ...rows.map(({ id, creditCode, listedCode, normalizedName }, at) => ({
        id,
        creditCode,
        listedCode,
        normalizedName,
        at,
      })),
    ]) {
      for (const key of [other.creditCode, other.listedCode, other.normalizedName]) {
        if (key) byKey.set(key, [...(byKey.get(key) ?? []), other]);
      }
    }
    return rows.map((own, at) => {
      for (const key of [own.creditCode, own.listedCode, own.normalizedName]) {
        for (const other of (key && byKey.get(key)) || []) {
          // Of several new rows the first stands.
          const isSelf = other.at === at || (other.id !== undefined && other.id === own.id);
          if (isSelf || (other.at ?? -1) > at) continue;
          const field = keyInCommon(own, other);
          if (field !== undefined) return duplicate(field, own[field], other);
        }
      }
      return undefined;
    });
  }

  protected override async loadChildren(tx: EntityManager, rows: readonly Enterprise[]): Promise<void> {
    const lines = await tx.find(EnterpriseProduct, {
      where: { enterpriseId: In(rows.map((row) => row.id)) },
      order: { position: 'ASC' },
    });
    const linesByRow = new Map<string, EnterpriseProduct[]>();
    for (const line of lines) linesByRow.set(line.enterpriseId, [...(linesByRow.get(line.enterpriseId) ?? []), line]);
    for (const row of rows) row.productLines = linesByRow.get(row.id) ?? [];
    await loadCreators(tx, rows);
  }

  protected override inputOf(row: Enterprise): Record<string, unknown> {
    const productShares = Object.fromEntries(
      row.productLines.flatMap(({ name, share }) => (share === null ? [] : [[name, share]])),
    );
    return { ...super.inputOf(row), products: row.productLines.map(({ name }) => name), productShares };
  }

  protected override async insertChildren(tx: EntityManager, rows: readonly Enterprise[]): Promise<void> {
    const lines = rows.flatMap((row) => row.productLines.map((line) => ({ ...line, enterpriseId: row.id })));
    if (lines.length > 0) await tx.query(INSERT_LINES, columnsOf(lines));
  }

  protected override async updateChildren(
    tx: EntityManager,
    { row, before }: RowChange<Enterprise, CreateEnterprise>,
  ): Promise<boolean> {
    const old = new Map(before?.productLines.map((line) => [line.position, line]));
    const changed = row.productLines.filter((line) => {
      const present = old.get(line.position);
      return present === undefined || present.name !== line.name || present.share !== line.share;
    });
    const isShorter = old.size > row.productLines.length;
    if (isShorter) {
      await tx.query('DELETE FROM enterprise_product WHERE enterprise_id = $1 AND position > $2', [
        row.id,
        row.productLines.length,
      ]);
    }
    if (changed.length > 0) await tx.query(`${INSERT_LINES} ${REPLACE_LINES}`, columnsOf(changed));
    return isShorter || changed.length > 0;
  }

  protected filter(query: SelectQueryBuilder<Enterprise>, wanted: EnterpriseQuery): void {
    for (const name of ['province', 'grade', 'status', 'controllerType'] as const) {
      whereOneOf(query, name, wanted[name]);
    }
    if (wanted.signal !== undefined || wanted.signalDirection !== undefined) {
      const kinds = signalKindsOf(wanted.signalDirection).filter((kind) => wanted.signal?.includes(kind) ?? true);
      query.andWhere(
        `r.id IN (SELECT s.enterprise_id FROM enterprise_signal s WHERE ${IS_LIVE} AND s.kind = ANY(:kinds))`,
        {
          kinds,
          today: this.clock.today(),
        },
      );
    }
    if (wanted.plantIn !== undefined) {
      query.andWhere(
        `r.id IN (SELECT s.enterprise_id FROM enterprise_site s JOIN region p ON p.code = s.province_code WHERE ${IS_STANDING_PLANT}
          AND p.name = ANY(:plantIn))`,
        { plantIn: wanted.plantIn },
      );
    }
    if (wanted.held === 'none') query.andWhere('r.holderOrganisationId IS NULL');
    if (wanted.held === 'any') query.andWhere('r.holderOrganisationId IS NOT NULL');
    // As the policies ask for it, not by a value: then the connection keeps the plan.
    if (wanted.held === 'mine') query.andWhere('r.holderOrganisationId = (SELECT access.organisation_id())');
    if (wanted.integrity !== undefined) {
      const inState = 'SELECT i.enterprise_id FROM integrity_state i WHERE i.state';
      const isUnchecked = wanted.integrity.includes('unchecked') ? `OR r.id NOT IN (${inState} <> 'unchecked')` : '';
      query.andWhere(`(r.id IN (${inState} = ANY(:integrity)) ${isUnchecked})`, { integrity: wanted.integrity });
    }
    if (wanted.owner === 'none') query.andWhere('r.ownerId IS NULL');
    if (wanted.owner === 'any') query.andWhere('r.ownerId IS NOT NULL');
    if (wanted.owner === 'me') query.andWhere('r.ownerId = :me', { me: this.database.actor.id });
    if (wanted.silentDays !== undefined) {
      // Nobody is silent about an enterprise nobody follows. Said in two parts, since each has an index; who is held has a day he is held since.
      const since = ':today::date - :silentDays::int';
      query.andWhere(
        `(r.lastContactOn < ${since} OR (r.lastContactOn IS NULL AND r.holderOrganisationId IS NOT NULL
          AND (r.heldSince AT TIME ZONE 'Asia/Shanghai')::date < ${since}))`,
        { today: this.clock.today(), silentDays: wanted.silentDays },
      );
    }
  }
}

/**
 * By which key two rows are the same enterprise: credit code, else listed code, else name. Equal names with two different codes of the
 * same kind are two enterprises.
 */
function keyInCommon(row: Keys, other: Keys): 'creditCode' | 'listedCode' | 'name' | undefined {
  if (row.creditCode !== null && row.creditCode === other.creditCode) return 'creditCode';
  if (row.listedCode !== null && row.listedCode === other.listedCode) return 'listedCode';
  if (row.normalizedName !== other.normalizedName) return undefined;
  const differs = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  return differs(row.creditCode, other.creditCode) || differs(row.listedCode, other.listedCode) ? undefined : 'name';
}

function duplicate(field: string, value: string | null, other: Partial<RowInTheWay>): AppError {
  const whose = other.holder ? { holder: other.holder } : other.id === undefined ? {} : { id: other.id };
  return new AppError('DUPLICATE_KEY', { field, value, ...whose, ...(other.isArchived ? { isArchived: true } : {}) });
}

const OWNER_NAME = `coalesce((SELECT u.display_name FROM app_user u WHERE u.id = r.owner_id), '')`;
const HOLDER_NAME = `coalesce((SELECT o.name FROM organisation o WHERE o.id = r.holder_organisation_id), '')`;
const SHOWN = {
  regionName: `coalesce((SELECT concat(c.name, b.name, a.name) FROM region a LEFT JOIN region b ON b.code = a.parent_code
    LEFT JOIN region c ON c.code = b.parent_code WHERE a.code = r.region_code), r.region_code)`,
  products: `coalesce(product.names, '[]')`,
  productLines: `coalesce(product.lines, '[]')`,
  integrity: `coalesce((SELECT i.state FROM integrity_state i WHERE i.enterprise_id = r.id), 'unchecked')`,
  owner: `CASE WHEN r.owner_id IS NOT NULL THEN json_build_object('id', r.owner_id, 'name', ${OWNER_NAME}) END`,
  ownerName: `CASE WHEN r.owner_id IS NOT NULL THEN ${OWNER_NAME} END`,
  holderName: `CASE WHEN r.holder_organisation_id IS NOT NULL THEN ${HOLDER_NAME} END`,
  holder: `CASE WHEN r.holder_organisation_id IS NOT NULL THEN json_build_object('organisationName', ${HOLDER_NAME},
    'areaName', coalesce(${areaNameSql('r.holder_area_code')}, ''), 'since', coalesce(${instantSql('r.held_since')}, '')) END`,
};

/** Fills in the unit of who made each row. */
async function loadCreators(tx: EntityManager, rows: readonly Enterprise[]): Promise<void> {
  const ids = [...new Set(rows.flatMap((row) => row.createdById ?? []))];
  if (ids.length === 0) return;
  const users = (await tx.query('SELECT id, organisation_id AS "organisationId" FROM app_user WHERE id = ANY($1)', [
    ids,
  ])) as { id: string; organisationId: string }[];
  const organisations = new Map(users.map((user) => [user.id, user.organisationId]));
  for (const row of rows) {
    row.creatorOrganisationId = row.createdById === null ? null : (organisations.get(row.createdById) ?? null);
  }
}

/** Of these enterprises those with a lead open or paused, also one the actor may not see. */
async function enterprisesWithLiveLead(tx: EntityManager, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = (await tx.query('SELECT id FROM enterprises_with_live_lead($1) AS id', [ids])) as { id: string }[];
  return new Set(rows.map((row) => row.id));
}
