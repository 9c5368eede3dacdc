import type { CreateGroupRelation, GroupLink, GroupView } from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { requireEnterprise } from '../contact/require-enterprise.js';

/** Members sent at once: the nearest first. */
const MOST_MEMBERS = 300;

/** 集团关系 (measure 2e). A link is seen by who sees both its ends; the database refuses that somebody owns himself, however far round. */
@Injectable()
export class GroupRelationService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The group around an enterprise. @throws {AppError} ENTERPRISE_NOT_FOUND */
  group(enterpriseId: string): Promise<GroupView> {
    return this.database.transaction((tx) => this.view(tx, enterpriseId));
  }

  /** Makes a link. @throws {AppError} ENTERPRISE_NOT_FOUND, FORBIDDEN, GROUP_RELATION_EXISTS, GROUP_RELATION_CIRCLE */
  add(input: CreateGroupRelation): Promise<GroupView> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      this.requireWriter();
      await requireEnterprise(tx, actor, input.parentId);
      await requireEnterprise(tx, actor, input.childId);
      await this.insert(tx, [input]);
      return this.view(tx, input.childId);
    });
  }

  /** Links of many enterprises at once, for loading. @throws {AppError} GROUP_RELATION_EXISTS, GROUP_RELATION_CIRCLE */
  async insert(tx: EntityManager, links: readonly CreateGroupRelation[]): Promise<void> {
    try {
      await tx.query(
        `INSERT INTO group_relation (parent_id, child_id, kind, is_indirect, share, source_name, source_url, source_on, created_at, created_by_id)
         SELECT l."parentId", l."childId", l.kind, coalesce(l."isIndirect", false), l.share, l."sourceName", l."sourceUrl", l."sourceOn", $2, $3
         FROM jsonb_to_recordset($1::jsonb) AS l("parentId" uuid, "childId" uuid, kind text, "isIndirect" boolean, share numeric,
           "sourceName" text, "sourceUrl" text, "sourceOn" text)`,
        [JSON.stringify(links), this.clock.now(), this.database.actor.id],
      );
    } catch (error) {
      const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
      if (constraint === 'group_relation_circle') throw new AppError('GROUP_RELATION_CIRCLE', {}, { cause: error });
      if (constraint === 'group_relation_pair') throw new AppError('GROUP_RELATION_EXISTS', {}, { cause: error });
      throw error;
    }
  }

  /** Ends a link; it stays on record. @throws {AppError} GROUP_RELATION_NOT_FOUND, FORBIDDEN */
  end(id: string, reason: string): Promise<void> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        this.requireWriter();
        const [rows] = (await tx.query(
          `UPDATE group_relation SET ended_at = $2, ended_by_id = $3, end_reason = $4 WHERE id = $1 AND ended_at IS NULL RETURNING id`,
          [id, this.clock.now(), this.database.actor.id, reason],
        )) as [unknown[], number];
        if (rows.length === 0) throw new AppError('GROUP_RELATION_NOT_FOUND', { id });
      }),
    );
  }

  private requireWriter(): void {
    if (!may(this.database.actor, 'enterprise.update'))
      throw new AppError('FORBIDDEN', { permission: 'enterprise.update' });
  }

  private async view(tx: EntityManager, enterpriseId: string): Promise<GroupView> {
    const { actor } = this.database;
    await requireEnterprise(tx, actor, enterpriseId);
    const [{ headId }] = (await tx.query('SELECT group_head($1) AS "headId"', [enterpriseId])) as [{ headId: string }];
    const links = (await tx.query(LINKS, [enterpriseId, headId, MOST_MEMBERS + 1])) as GroupLink[];
    const shown = links.slice(0, MOST_MEMBERS);
    const ids = [...new Set([enterpriseId, headId, ...shown.flatMap(({ parentId, childId }) => [parentId, childId])])];
    const members = (await tx.query(
      `SELECT id, name, nullif(concat_ws(' ', province, nullif(city, province)), '') AS place, province, grade, listed_code IS NOT NULL AS "isListed"
       FROM enterprise WHERE id = ANY ($1) ORDER BY name`,
      [ids],
    )) as (GroupView['members'][number] & { readonly province: string | null })[];
    const places = new Map<string, number>();
    for (const { province } of members) if (province) places.set(province, (places.get(province) ?? 0) + 1);
    return {
      headId,
      members: members.map(({ province: _, ...member }) => member),
      links: shown,
      isCut: links.length > MOST_MEMBERS,
      places: [...places]
        .map(([place, count]) => ({ place, count }))
        .toSorted((a, b) => b.count - a.count || (a.place < b.place ? -1 : 1)),
      can: { edit: may(actor, 'enterprise.update') },
    };
  }
}

/** Links above the enterprise, also of those who own a part only, and below it and its head by control; the nearest to the enterprise first. */
const LINKS = `
  WITH RECURSIVE above AS (
    SELECT r.id, r.parent_id, r.child_id, 1 AS distance FROM live_group_relation r WHERE r.child_id = $1
    UNION SELECT r.id, r.parent_id, r.child_id, a.distance + 1 FROM live_group_relation r JOIN above a ON r.child_id = a.parent_id
  ), below AS (
    SELECT r.id, r.child_id, r.kind, 1 AS distance FROM live_group_relation r WHERE r.parent_id IN ($1, $2)
    UNION SELECT r.id, r.child_id, r.kind, b.distance + 1 FROM live_group_relation r JOIN below b ON r.parent_id = b.child_id AND b.kind IN ('wholly_owned', 'holding')
  ), near AS (SELECT id, min(distance) AS distance FROM (SELECT id, distance FROM above UNION ALL SELECT id, distance FROM below) both_ways GROUP BY id)
  SELECT r.id, r.parent_id AS "parentId", r.child_id AS "childId", r.kind, r.is_indirect AS "isIndirect", trim_scale(r.share)::text AS share,
    r.source_name AS "sourceName", r.source_url AS "sourceUrl", r.source_on AS "sourceOn"
  FROM near n JOIN group_relation r USING (id)
  ORDER BY r.parent_id <> $1 AND r.child_id <> $1, n.distance, r.share DESC NULLS LAST, r.id LIMIT $3`;
