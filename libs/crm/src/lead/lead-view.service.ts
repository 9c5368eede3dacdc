import { codesOf, type LeadDetail, type LeadQuery, type LeadView, type Page } from '@lianghuan/contracts';
import { AppError, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { type EntityManager, In, type SelectQueryBuilder } from 'typeorm';
import { Organisation } from '../organisation/organisation.entity.js';
import { Project } from '../project/project.entity.js';
import { sortOf } from '../record/sort.js';
import { namesOf } from '../record/user-names.js';
import { ReferenceData } from '../reference/reference-data.js';
import { gramsOf, isWordless, likePattern, normalizeSearch } from '../search/search-text.js';
import { inOrder, streamRows } from '../record/stream-rows.js';
import { LeadActivity } from './lead-activity.entity.js';
import { mayEdit } from './lead-rights.js';
import { LeadStageEntry } from './lead-stage-entry.entity.js';
import { Lead } from './lead.entity.js';

/** Sort name on the wire → SQL over the lead `l`. */
const SORTABLE: Readonly<Record<string, string>> = {
  nextStepOn: 'l.nextStepOn',
  updatedAt: 'l.updatedAt',
  firstReportedAt: 'l.firstReportedAt',
  lastActivityOn: 'l.lastActivityOn',
  stageEnteredOn: 'l.stageEnteredOn',
  agreedInvestmentCny: 'l.agreedInvestmentCny',
  areaCode: 'l.areaCode',
  code: 'l.code',
};

/**
 * 线索 as they are shown. Who sees a lead is decided by the policy `lead_read` alone; list, detail, count, search, export and jobs all
 * read through it.
 */
@Injectable()
export class LeadViewService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
  ) {}

  /** What the list can be sorted by. */
  get sortNames(): string[] {
    return ['stage', ...Object.keys(SORTABLE)];
  }

  /** One page of what the actor may see, and how many there are under the same filters. */
  list(wanted: LeadQuery): Promise<Page<LeadView>> {
    return this.database.transaction(async (tx) => {
      const query = this.query(tx, wanted);
      this.order(query, wanted.sort);
      const [rows, total] = await query
        .skip((wanted.page - 1) * wanted.pageSize)
        .take(wanted.pageSize)
        .getManyAndCount();
      return { items: await this.viewsOf(tx, rows), total, page: wanted.page, pageSize: wanted.pageSize };
    });
  }

  count(wanted: LeadQuery): Promise<number> {
    return this.database.transaction((tx) => this.query(tx, wanted).getCount());
  }

  /** All leads under the filters; see {@link streamRows}. */
  stream(wanted: LeadQuery, blockSize = 500): AsyncGenerator<LeadView[]> {
    return streamRows(
      this.database,
      {
        keysOf: async (tx) => {
          const query = this.query(tx, wanted).select('l.id', 'id');
          this.order(query, wanted.sort);
          return (await query.getRawMany<{ id: string }>()).map(({ id }) => id);
        },
        viewsOf: async (tx, ids) => this.viewsOf(tx, inOrder(ids, await tx.findBy(Lead, { id: In([...ids]) }))),
      },
      blockSize,
    );
  }

  /** Leads the actor may see, by id. For the caller's transaction. */
  async viewsById(tx: EntityManager, ids: readonly string[]): Promise<Map<string, LeadView>> {
    const views = await this.viewsOf(tx, await tx.findBy(Lead, { id: In([...ids]) }));
    return new Map(views.map((view) => [view.id, view]));
  }

  /** @throws {AppError} LEAD_NOT_FOUND, also for hidden ones */
  get(id: string): Promise<LeadDetail> {
    return this.database.transaction((tx) => this.detailOf(tx, id));
  }

  /** {@link get}, for the caller's transaction. */
  async detailOf(tx: EntityManager, id: string): Promise<LeadDetail> {
    const lead = await tx.findOneBy(Lead, { id });
    if (lead === null) throw new AppError('LEAD_NOT_FOUND', { id });
    const stages = await tx.find(LeadStageEntry, { where: { leadId: id }, order: { recordedAt: 'ASC', id: 'ASC' } });
    const activities = await tx.find(LeadActivity, {
      where: { leadId: id },
      order: { happenedOn: 'DESC', recordedAt: 'DESC', id: 'ASC' },
    });
    const [view] = await this.viewsOf(tx, [lead]);
    const names = await namesOf(
      tx,
      [...stages, ...activities].map((row) => row.recordedById),
    );
    const recorder = (row: { recordedById: string | null }) => ({
      recordedByName: row.recordedById === null ? '系统' : (names.get(row.recordedById) ?? null),
    });
    return {
      ...view,
      stages: stages.map((row) => ({ ...row, ...recorder(row) })),
      activities: activities.map((row) => ({ ...row, ...recorder(row) })),
    } as unknown as LeadDetail;
  }

  private query(tx: EntityManager, wanted: LeadQuery): SelectQueryBuilder<Lead> {
    const query = tx.createQueryBuilder(Lead, 'l');
    if (wanted.areaCode) query.andWhere('l.areaCode = ANY(:areaCode)', { areaCode: wanted.areaCode });
    if (wanted.stage) query.andWhere('l.stage = ANY(:stage)', { stage: wanted.stage });
    if (wanted.status) query.andWhere('l.status = ANY(:status)', { status: wanted.status });
    if (wanted.mine) query.andWhere('l.ownerId = :me', { me: this.database.actor.id });
    if (wanted.dueBy) query.andWhere('l.nextStepOn <= :dueBy', { dueBy: wanted.dueBy });
    if (wanted.enterpriseId) query.andWhere('l.enterpriseId = :enterpriseId', { enterpriseId: wanted.enterpriseId });
    if (wanted.projectId) query.andWhere('l.projectId = :projectId', { projectId: wanted.projectId });
    if (isWordless(wanted.q)) query.andWhere('false');
    const words = wanted.q === undefined ? [] : normalizeSearch(wanted.q).split(' ').filter(Boolean);
    for (const [i, word] of words.entries()) {
      query.andWhere(`l.search_grams @> :grams${i} AND l.search_text LIKE :like${i}`, {
        [`grams${i}`]: gramsOf(word),
        [`like${i}`]: likePattern(word),
      });
    }
    return query;
  }

  private order(query: SelectQueryBuilder<Lead>, sort = '-updatedAt'): void {
    const { name, direction } = sortOf(sort, this.sortNames);
    if (name === 'stage') {
      query.addSelect(`array_position(ARRAY['${codesOf('leadStage').join("','")}'], l.stage)`, 'stage_position');
      query.orderBy('stage_position', direction);
    } else {
      query.orderBy(SORTABLE[name], direction, 'NULLS LAST');
    }
    query.addOrderBy('l.id', 'ASC');
  }

  /** Rows as they leave: names from set queries, and what the actor may do. */
  private async viewsOf(tx: EntityManager, rows: Lead[]): Promise<LeadView[]> {
    if (rows.length === 0) return [];
    await this.reference.ready();
    const actor = this.database.actor;
    const people = await namesOf(
      tx,
      rows.flatMap((row) => [row.ownerId, row.firstReportedById]),
    );
    const projects = await tx.find(Project, {
      where: { id: In(rows.flatMap((row) => row.projectId ?? [])) },
      select: { id: true, name: true },
    });
    const organisations = await tx.findBy(Organisation, { id: In(rows.map((row) => row.organisationId)) });
    const projectNames = new Map(projects.map((project) => [project.id, project.name]));
    const organisationNames = new Map(organisations.map((organisation) => [organisation.id, organisation.name]));
    return rows.map(
      (row) =>
        ({
          ...row,
          enterprise: { id: row.enterpriseId, name: row.enterpriseName },
          project: row.projectId === null ? null : { id: row.projectId, name: projectNames.get(row.projectId) ?? '' },
          areaName: this.reference.areaName(row.areaCode) ?? row.areaCode,
          owner: { id: row.ownerId, name: people.get(row.ownerId) ?? '' },
          organisationName: organisationNames.get(row.organisationId) ?? '',
          firstReportedByName: row.firstReportedById === null ? '系统' : (people.get(row.firstReportedById) ?? null),
          can: { edit: mayEdit(actor, row) },
        }) as unknown as LeadView,
    );
  }
}
