import { type JoinList, type LeaveList, type ProjectView, termOf } from '@lianghuan/contracts';
import { AppError, Clock, Database, ValidationError } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { ProjectListMembership } from './project-list-membership.entity.js';
import { ProjectService } from './project.service.js';

/** 清单归属: dated stays of projects on lists (measure 2c). */
@Injectable()
export class ProjectListMembershipService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly projects: ProjectService,
  ) {}

  /** Puts a project on a list from a day on. @throws {AppError} MEMBERSHIP_OVERLAPS when it stands there already, or did at that time */
  join(id: string, { list, joinedOn, basis }: JoinList): Promise<ProjectView> {
    return this.projects.changing(id, basis, async (tx) => {
      const [overlap] = (await tx.query(
        'SELECT 1 FROM project_list_membership WHERE project_id = $1 AND list = $2 AND (left_on IS NULL OR left_on > $3)',
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

  /** Ends a project's stay on a list; the stay itself remains on record. */
  leave(id: string, membershipId: string, { leftOn, reason }: LeaveList): Promise<ProjectView> {
    return this.projects.changing(id, reason, async (tx) => {
      const membership = await tx.findOneBy(ProjectListMembership, { id: membershipId, projectId: id });
      if (membership === null) throw new AppError('NOT_FOUND', { id: membershipId });
      if (membership.leftOn !== null) {
        throw new ValidationError([{ path: 'leftOn', code: 'already_left', message: '该项目已退出此清单' }]);
      }
      if (leftOn < membership.joinedOn) {
        throw new ValidationError([{ path: 'leftOn', code: 'before_joining', message: '退出日期不能早于列入日期' }]);
      }
      await tx.update(ProjectListMembership, { id: membershipId }, { leftOn, leftReason: reason });
    });
  }
}
