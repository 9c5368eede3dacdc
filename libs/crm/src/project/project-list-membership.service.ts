import { type Code, COUNTY_LISTS, type JoinList, type LeaveList, type ProjectView, termOf } from '@lianghuan/contracts';
import { AppError, Clock, Database, ValidationError } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ProjectListMembership } from './project-list-membership.entity.js';
import { ProjectService } from './project.service.js';

/**
 * 清单归属: dated stays of projects on lists (measure 2c). The lists the city counts by are kept by those who write projects of the whole
 * city; a county keeps {@link COUNTY_LISTS}. The policies of the table say the same.
 */
@Injectable()
export class ProjectListMembershipService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly projects: ProjectService,
  ) {}

  /**
   * Puts a project on a list from a day on.
   * @throws {AppError} LIST_KEPT_BY_CITY, VALIDATION_FAILED for a day to come, MEMBERSHIP_OVERLAPS when it stands there already, or did at
   * that time
   */
  join(id: string, { list, joinedOn, basis }: JoinList): Promise<ProjectView> {
    return this.projects.changing(id, basis, async (tx) => {
      this.requireKept(list);
      this.requirePast('joinedOn', joinedOn);
      // What was withdrawn left on the day it joined, and is in nobody's way.
      const [overlap] = (await tx.query(
        `SELECT 1 FROM project_list_membership WHERE project_id = $1 AND list = $2 AND (left_on IS NULL OR left_on > greatest($3::date, joined_on))`,
        [id, list, joinedOn],
      )) as unknown[];
      if (overlap !== undefined) throw new AppError('MEMBERSHIP_OVERLAPS', { list: termOf('projectList', list) });
      await tx.insert(ProjectListMembership, {
        projectId: id,
        list,
        joinedOn,
        basis: basis ?? null,
        createdAt: this.clock.now(),
        createdById: this.database.actor.id,
      });
    });
  }

  /**
   * Ends a project's stay on a list; the stay itself remains on record.
   * @throws {AppError} NOT_FOUND, LIST_KEPT_BY_CITY, VALIDATION_FAILED for a stay that has ended, or a day to come or before it joined
   */
  leave(id: string, membershipId: string, { leftOn, reason }: LeaveList): Promise<ProjectView> {
    return this.projects.changing(id, reason, async (tx) => {
      const membership = await this.loadKept(tx, id, membershipId);
      if (membership.leftOn !== null) {
        throw new ValidationError([{ path: 'leftOn', code: 'already_left', message: '该项目已退出此清单' }]);
      }
      if (leftOn < membership.joinedOn) {
        throw new ValidationError([{ path: 'leftOn', code: 'before_joining', message: '退出日期不能早于列入日期' }]);
      }
      this.requirePast('leftOn', leftOn);
      await tx.update(ProjectListMembership, { id: membershipId }, { leftOn, leftReason: reason });
    });
  }

  /**
   * 撤销列入: says that a stay, ended or not, was put down by mistake. It remains on record, and counts on no day.
   * @throws {AppError} NOT_FOUND, LIST_KEPT_BY_CITY, MEMBERSHIP_WITHDRAWN
   */
  withdraw(id: string, membershipId: string, reason: string): Promise<ProjectView> {
    return this.projects.changing(id, reason, async (tx) => {
      const { list, joinedOn, isWithdrawn } = await this.loadKept(tx, id, membershipId);
      if (isWithdrawn) throw new AppError('MEMBERSHIP_WITHDRAWN', { list: termOf('projectList', list) });
      const withdrawn = { leftOn: joinedOn, leftReason: reason, isWithdrawn: true };
      await tx.update(ProjectListMembership, { id: membershipId }, withdrawn);
    });
  }

  private async loadKept(tx: EntityManager, projectId: string, id: string): Promise<ProjectListMembership> {
    const membership = await tx.findOneBy(ProjectListMembership, { id, projectId });
    if (membership === null) throw new AppError('NOT_FOUND', { id });
    this.requireKept(membership.list);
    return membership;
  }

  private requireKept(list: string): void {
    if (COUNTY_LISTS.has(list as Code<'projectList'>)) return;
    if (this.database.actor.reach.get('project.update') !== 'city') {
      throw new AppError('LIST_KEPT_BY_CITY', { list: termOf('projectList', list) });
    }
  }

  private requirePast(path: 'joinedOn' | 'leftOn', day: string): void {
    if (day > this.clock.today()) {
      throw new ValidationError([{ path, code: 'in_the_future', message: '日期不能晚于今天' }]);
    }
  }
}
