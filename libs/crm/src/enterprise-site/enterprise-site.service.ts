import { Injectable } from '@nestjs/common';
import {
  CITY_AREA,
  type CreateEnterpriseSite,
  type EnterpriseSiteList,
  type EnterpriseSiteView,
  type UpdateEnterpriseSite,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, jsonText, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { requireEnterprise } from '../contact/require-enterprise.js';
import { ReferenceData } from '../reference/reference-data.js';

/** Fields as people write them → columns. */
const COLUMNS = {
  kind: 'kind',
  status: 'status',
  name: 'name',
  regionCode: 'region_code',
  place: 'place',
  products: 'products',
  capacity: 'capacity',
  capacityUnit: 'capacity_unit',
  since: 'since',
  sourceName: 'source_name',
  sourceUrl: 'source_url',
  sourceOn: 'source_on',
  note: 'note',
} as const satisfies Readonly<Record<keyof CreateEnterpriseSite, string>>;
type SiteField = keyof typeof COLUMNS;
const FIELDS = Object.keys(COLUMNS) as SiteField[];

/** A site to be loaded, with the enterprise it belongs to. */
export interface LoadedSite extends CreateEnterpriseSite {
  readonly enterpriseId: string;
  readonly isExample?: boolean;
}

/** 厂区 of enterprises (measure 2e, footprint): who sees the enterprise sees where it is at work, who writes enterprises records it. */
@Injectable()
export class EnterpriseSiteService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
  ) {}

  /** Sites in force. @throws {AppError} ENTERPRISE_NOT_FOUND */
  list(enterpriseId: string): Promise<EnterpriseSiteList> {
    return this.database.transaction(async (tx) => {
      await requireEnterprise(tx, this.database.actor, enterpriseId);
      const items = await this.views(
        tx,
        `s.enterprise_id = $2 AND s.withdrawn_at IS NULL
         ORDER BY coalesce(s.region_code LIKE $1, false) DESC, s.status = 'closed', s.region_code NULLS LAST, s.place, s.name, s.id`,
        [enterpriseId],
      );
      return { items, can: { edit: may(this.database.actor, 'enterprise.update') } };
    });
  }

  /** Whether the actor may change a site he sees. @throws {AppError} SITE_NOT_FOUND */
  mayEdit(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      await this.view(tx, id);
      return may(this.database.actor, 'enterprise.update');
    });
  }

  /** @throws {AppError} FORBIDDEN, ENTERPRISE_NOT_FOUND, SITE_EXISTS, SITE_PLACE_MISSING, SITE_CAPACITY_UNIT_MISSING, UNKNOWN_REGION */
  record(enterpriseId: string, input: CreateEnterpriseSite): Promise<EnterpriseSiteView> {
    return this.writing(async (tx) => {
      await requireEnterprise(tx, this.database.actor, enterpriseId);
      const [id] = await this.insert(tx, [{ ...input, enterpriseId }]);
      return this.view(tx, id);
    });
  }

  /** Sites of many enterprises at once, for loading. @returns their ids @throws {AppError} as {@link record} */
  async insert(tx: EntityManager, sites: readonly LoadedSite[]): Promise<string[]> {
    await this.reference.ready();
    for (const site of sites) this.check(site);
    const columns = FIELDS.map((name) => COLUMNS[name]);
    const rows = (await refusingDoubles(() =>
      tx.query(
        `INSERT INTO enterprise_site (enterprise_id, is_example, created_at, created_by_id, updated_at, updated_by_id, ${columns.join(', ')})
         SELECT enterprise_id, coalesce(is_example, false), $2, $3, $2, $3, ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::enterprise_site, $1) RETURNING id`,
        [jsonText(sites.map(columnsOf)), this.clock.now(), this.database.actor.id],
      ),
    )) as { id: string }[];
    return rows.map(({ id }) => id);
  }

  /** Changes what is given. @throws {AppError} FORBIDDEN, SITE_NOT_FOUND, VERSION_CONFLICT, and as {@link record} */
  update(id: string, { version, ...input }: UpdateEnterpriseSite): Promise<EnterpriseSiteView> {
    return this.writing(async (tx) => {
      await this.reference.ready();
      this.check({ ...(await this.view(tx, id)), ...input });
      const given = FIELDS.filter((name) => input[name] !== undefined);
      const set = given.map((name, i) => `${COLUMNS[name]} = $${i + 5}`);
      const [rows] = (await refusingDoubles(() =>
        tx.query(
          `UPDATE enterprise_site SET ${['version = version + 1', 'updated_at = $3', 'updated_by_id = $4', ...set].join(', ')}
           WHERE id = $1 AND version = $2 RETURNING id`,
          [id, version, this.clock.now(), this.database.actor.id, ...given.map((name) => input[name])],
        ),
      )) as [unknown[], number];
      if (rows.length === 0) throw await this.conflict(tx, id);
      return this.view(tx, id);
    });
  }

  /** Takes a wrong site out of use; it stays on record. @throws {AppError} FORBIDDEN, SITE_NOT_FOUND */
  withdraw(id: string, reason: string): Promise<void> {
    return this.database.because(reason, () =>
      this.writing(async (tx) => {
        await this.view(tx, id);
        await tx.query(
          'UPDATE enterprise_site SET withdrawn_at = $2, withdrawn_by_id = $3, withdraw_reason = $4, version = version + 1 WHERE id = $1',
          [id, this.clock.now(), this.database.actor.id, reason],
        );
      }),
    );
  }

  private writing<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      const permission = 'enterprise.update';
      if (!may(this.database.actor, permission)) throw new AppError('FORBIDDEN', { permission });
      return work(tx);
    });
  }

  private check({ regionCode, place, capacity, capacityUnit }: Partial<CreateEnterpriseSite>): void {
    if (!regionCode && !place) throw new AppError('SITE_PLACE_MISSING');
    if (regionCode) this.reference.requireRegion(regionCode);
    if ((capacity ?? null) === null ? Boolean(capacityUnit) : !capacityUnit)
      throw new AppError('SITE_CAPACITY_UNIT_MISSING');
  }

  private async view(tx: EntityManager, id: string): Promise<EnterpriseSiteView> {
    const [view] = await this.views(tx, 's.id = $2 AND s.withdrawn_at IS NULL', [id]);
    if (view === undefined) throw new AppError('SITE_NOT_FOUND', { id });
    return view;
  }

  /** Under the reader's own policies; `where` is SQL of this class, never input. */
  private views(tx: EntityManager, where: string, values: readonly unknown[]): Promise<EnterpriseSiteView[]> {
    return tx.query(
      `SELECT s.id, s.version, s.kind, s.status, coalesce(s.region_code LIKE $1, false) AS "isHere", s.name, s.region_code AS "regionCode", s.place, s.products,
         trim_scale(s.capacity)::text AS capacity, s.capacity_unit AS "capacityUnit", s.since, s.source_name AS "sourceName",
         s.source_url AS "sourceUrl", s.source_on AS "sourceOn", s.note, s.is_example AS "isExample",
         nullif(concat(c.name, b.name, a.name), '') AS "regionName", p.name AS "provinceName", u.display_name AS "recordedByName"
       FROM enterprise_site s LEFT JOIN region a ON a.code = s.region_code LEFT JOIN region b ON b.code = a.parent_code
         LEFT JOIN region c ON c.code = b.parent_code LEFT JOIN region p ON p.code = s.province_code
         LEFT JOIN app_user u ON u.id = s.created_by_id
       WHERE ${where}`,
      [`${CITY_AREA.slice(0, 4)}%`, ...values],
    );
  }

  private async conflict(tx: EntityManager, id: string): Promise<AppError> {
    const [last] = (await tx.query(
      `SELECT s.version, s.updated_at AS at, coalesce(u.display_name, '系统') AS by
       FROM enterprise_site s LEFT JOIN app_user u ON u.id = s.updated_by_id WHERE s.id = $1`,
      [id],
    )) as [{ version: number; at: Date; by: string }];
    return new AppError('VERSION_CONFLICT', { ...last, at: last.at.toISOString() });
  }
}

function columnsOf({ enterpriseId, isExample, ...site }: LoadedSite): Record<string, unknown> {
  const fields = FIELDS.map((name) => [COLUMNS[name], site[name] ?? null]);
  return { ...Object.fromEntries(fields), enterprise_id: enterpriseId, is_example: isExample };
}

async function refusingDoubles<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
    if (constraint === 'enterprise_site_one') throw new AppError('SITE_EXISTS', {}, { cause: error });
    throw error;
  }
}
