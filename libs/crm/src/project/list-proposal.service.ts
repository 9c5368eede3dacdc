import {
  type AcceptListProposal,
  type Code,
  COUNTY_LISTS,
  type ListProposalQuery,
  type ListProposalView,
  type Page,
  type ProposeList,
  termOf,
} from '@lianghuan/contracts';
import { type Actor, AppError, Clock, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedRows } from '../job/changed-rows.js';
import { ReferenceData } from '../reference/reference-data.js';
import { ProjectListMembershipService } from './project-list-membership.service.js';
import { ProjectService } from './project.service.js';

/**
 * 列入提议: a county asks for one of its projects to be put on a list the city keeps, and says why; who keeps the lists accepts, which puts
 * it there, or declines, each with the reason. Who sees a proposal the policy `list_proposal_read` decides alone.
 */
@Injectable()
export class ListProposalService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
    private readonly projects: ProjectService,
    private readonly memberships: ProjectListMembershipService,
  ) {}

  /** What waits for an answer first, then the newest. */
  list({ page, pageSize, state, projectId, own }: ListProposalQuery): Promise<Page<ListProposalView>> {
    return this.database.transaction(async (tx) => {
      const where =
        '($1::text IS NULL OR q.state = $1) AND ($2::uuid IS NULL OR q.project_id = $2) AND ($3::uuid IS NULL OR q.organisation_id = $3)';
      const values = [state ?? null, projectId ?? null, own === true ? this.database.actor.organisationId : null];
      const [{ total }] = (await tx.query(
        `SELECT count(*)::int AS total FROM list_proposal q WHERE ${where}`,
        values,
      )) as [{ total: number }];
      const items = await this.views(
        tx,
        `${where} ORDER BY q.state = 'open' DESC, q.proposed_at DESC, q.id LIMIT $4 OFFSET $5`,
        [...values, pageSize, (page - 1) * pageSize],
      );
      return { items, total, page, pageSize };
    });
  }

  /**
   * Proposes a project the actor may write.
   * @throws {AppError} LIST_PROPOSAL_NEEDLESS where the actor keeps the list himself, MEMBERSHIP_OVERLAPS where it stands there,
   *   LIST_PROPOSAL_OPEN, AREA_FORBIDDEN, ALREADY_ARCHIVED
   */
  propose(projectId: string, { list, reason }: ProposeList): Promise<ListProposalView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        await this.projects.loadToWrite(tx, projectId);
        const { actor } = this.database;
        const name = termOf('projectList', list);
        if (COUNTY_LISTS.has(list) || keepsLists(actor)) throw new AppError('LIST_PROPOSAL_NEEDLESS', { list: name });
        const [stay] = (await tx.query(
          'SELECT 1 FROM project_list_membership WHERE project_id = $1 AND list = $2 AND left_on IS NULL',
          [projectId, list],
        )) as unknown[];
        if (stay !== undefined) throw new AppError('MEMBERSHIP_OVERLAPS', { list: name });
        const [made] = (await tx.query(
          `INSERT INTO list_proposal (project_id, list, reason, organisation_id, proposed_by_id, proposed_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (project_id, list) WHERE state = 'open' DO NOTHING RETURNING id`,
          [projectId, list, reason, actor.organisationId, actor.id, this.clock.now()],
        )) as { id: string }[];
        if (made === undefined) throw new AppError('LIST_PROPOSAL_OPEN', { list: name });
        return this.view(tx, made.id);
      }),
    );
  }

  /** Puts the project on the list. @throws {AppError} FORBIDDEN, LIST_PROPOSAL_DECIDED, and what joining a list throws */
  accept(id: string, { joinedOn, reason }: AcceptListProposal): Promise<ListProposalView> {
    return this.settle(id, 'accepted', reason, async (proposal) => {
      await this.memberships.join(proposal.project.id, { list: proposal.list, joinedOn, basis: reason });
    });
  }

  /** @throws {AppError} FORBIDDEN, LIST_PROPOSAL_DECIDED */
  decline(id: string, reason: string): Promise<ListProposalView> {
    return this.settle(id, 'declined', reason);
  }

  /** Takes a proposal of one's own unit back. @throws {AppError} FORBIDDEN, LIST_PROPOSAL_DECIDED */
  withdraw(id: string, reason: string): Promise<ListProposalView> {
    return this.settle(id, 'withdrawn', reason);
  }

  private settle(
    id: string,
    state: Exclude<Code<'listProposalState'>, 'open'>,
    reason: string,
    follow?: (proposal: ListProposalView) => Promise<void>,
  ): Promise<ListProposalView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const proposal = await this.view(tx, id);
        if (proposal.state !== 'open') throw new AppError('LIST_PROPOSAL_DECIDED', { id });
        if (!(state === 'withdrawn' ? proposal.can.withdraw : proposal.can.decide)) throw new AppError('FORBIDDEN');
        // Of two who answer at once the second is told.
        const settled = await changedRows(
          tx,
          `UPDATE list_proposal SET state = $2, decision_reason = $3, decided_by_id = $4, decided_at = $5 WHERE id = $1 AND state = 'open' RETURNING id`,
          [id, state, reason, this.database.actor.id, this.clock.now()],
        );
        if (settled === 0) throw new AppError('LIST_PROPOSAL_DECIDED', { id });
        await follow?.(proposal);
        return this.view(tx, id);
      }),
    );
  }

  private async view(tx: EntityManager, id: string): Promise<ListProposalView> {
    const [view] = await this.views(tx, 'q.id = $1', [id]);
    if (view === undefined) throw new AppError('LIST_PROPOSAL_NOT_FOUND', { id });
    return view;
  }

  /** `where` is SQL of this class, over the proposal `q`. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<ListProposalView[]> {
    await this.reference.ready();
    const { actor } = this.database;
    const rows = (await tx.query(
      `SELECT q.id, q.project_id AS "projectId", p.code AS "projectCode", p.name AS "projectName", p.area_code AS "areaCode", q.list, q.reason,
         q.organisation_id AS "organisationId", o.name AS "organisationName", u.display_name AS "proposedByName", q.proposed_at AS "proposedAt",
         q.state, d.display_name AS "decidedByName", q.decided_at AS "decidedAt", q.decision_reason AS "decisionReason"
       FROM list_proposal q JOIN project p ON p.id = q.project_id JOIN organisation o ON o.id = q.organisation_id
         JOIN app_user u ON u.id = q.proposed_by_id LEFT JOIN app_user d ON d.id = q.decided_by_id WHERE ${where}`,
      values,
    )) as ProposalRow[];
    return rows.map(
      ({ projectId, projectCode, projectName, areaCode, organisationId, proposedAt, decidedAt, ...row }) => ({
        ...row,
        project: {
          id: projectId,
          code: projectCode,
          name: projectName,
          areaName: this.reference.areaName(areaCode),
        },
        proposedAt: proposedAt.toISOString(),
        decidedAt: decidedAt?.toISOString() ?? null,
        can: {
          decide: row.state === 'open' && keepsLists(actor),
          withdraw:
            row.state === 'open' && actor.reach.has('project.update') && organisationId === actor.organisationId,
        },
      }),
    );
  }
}

/** Whether the actor keeps the lists the city counts by. */
function keepsLists(actor: Actor): boolean {
  return actor.reach.get('project.update') === 'city';
}

interface ProposalRow extends Omit<ListProposalView, 'project' | 'proposedAt' | 'decidedAt' | 'can'> {
  readonly projectId: string;
  readonly projectCode: string;
  readonly projectName: string;
  readonly areaCode: string | null;
  readonly organisationId: string;
  readonly proposedAt: Date;
  readonly decidedAt: Date | null;
}
