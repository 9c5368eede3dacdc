import { type DecideProposal, type Page, type ProposalQuery, type ProposalView, termOf } from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ProjectService } from '../project/project.service.js';
import { ReserveStateService } from '../project/reserve-state.service.js';
import { ReferenceData } from '../reference/reference-data.js';
import { ReviewService } from '../review/review.service.js';
import { containedGrams, isWordless, likePattern, wordsOf } from '../search/search-text.js';

/** 出库 as a proposal's rule puts it. */
const EXIT_REASONS: Readonly<Record<string, string>> = { IMPLEMENTED: '转实施', DORMANT: '淘汰', DUPLICATE: '合并' };

/** 滚动建议 (measure 9a): what the nightly check proposes. Accepting carries it out under the actor's own rights; nothing follows by itself. */
@Injectable()
export class ProposalService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
    private readonly projects: ProjectService,
    private readonly states: ReserveStateService,
    private readonly reviews: ReviewService,
  ) {}

  /** One page of what the actor may see, newest first. */
  list(query: ProposalQuery): Promise<Page<ProposalView>> {
    return this.database.transaction(async (tx) => {
      const { page, pageSize } = query;
      const { where, values } = this.filter(query);
      const items = await this.views(
        tx,
        `${where} ORDER BY s.proposed_on DESC, s.id LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
        values,
      );
      return { items, total: await this.countOf(tx, query), page, pageSize };
    });
  }

  count(query: ProposalQuery): Promise<number> {
    return this.database.transaction((tx) => this.countOf(tx, query));
  }

  /**
   * 采纳 submits, asks for an update or takes out; 不采纳 holds for 90 days. Both leave the proposal decided.
   * @throws {AppError} PROPOSAL_NOT_FOUND, PROPOSAL_DECIDED, and whatever keeps the actor from the step itself
   */
  decide(id: string, { isAccepted, reason }: DecideProposal): Promise<ProposalView> {
    const decision = async (tx: EntityManager): Promise<ProposalView> => {
      const { actor } = this.database;
      await tx.query('SELECT 1 FROM reserve_proposal WHERE id = $1 FOR UPDATE', [id]);
      const proposal = await this.view(tx, id);
      if (proposal.state !== 'open') {
        throw new AppError('PROPOSAL_DECIDED', { state: termOf('proposalState', proposal.state) });
      }
      if (!proposal.can.decide) throw new AppError('AREA_FORBIDDEN');
      if (isAccepted) await this.carryOut(tx, proposal, reason);
      await tx.query(
        `UPDATE reserve_proposal SET state = $2, decided_by_id = $3, decided_at = $4, reason = $5 WHERE id = $1`,
        [id, isAccepted ? 'accepted' : 'declined', actor.id, this.clock.now(), reason ?? null],
      );
      return this.view(tx, id);
    };
    return this.database.because(reason ?? '采纳滚动建议', () => this.database.transaction(decision));
  }

  private async carryOut(
    tx: EntityManager,
    { kind, rule, project }: ProposalView,
    reason: string | undefined,
  ): Promise<void> {
    const { version } = await this.projects.load(tx, project.id);
    const because = `${termOf('proposalRule', rule)}${reason === undefined ? '' : `（${reason}）`}`;
    switch (kind) {
      case 'promote':
        await this.reviews.submit(project.id, { version, note: because });
        return;
      case 'refresh':
        await this.states.change(project.id, { to: 'needs_update', reason: because, version });
        return;
      case 'exit':
        await this.states.change(project.id, {
          to: 'exited',
          reason: `${EXIT_REASONS[rule] ?? '出库'}：${because}`,
          version,
        });
        return;
    }
  }

  private async countOf(tx: EntityManager, query: ProposalQuery): Promise<number> {
    const { where, values } = this.filter(query);
    const [{ total }] = (await tx.query(
      `SELECT count(*)::int AS total FROM reserve_proposal s JOIN project p ON p.id = s.project_id WHERE ${where}`,
      values,
    )) as [{ total: number }];
    return total;
  }

  private filter(query: ProposalQuery): { where: string; values: unknown[] } {
    const words = wordsOf(query.q);
    return {
      where: `($1::text[] IS NULL OR s.kind = ANY ($1)) AND ($2::text[] IS NULL OR s.rule = ANY ($2))
        AND ($3::text[] IS NULL OR s.state = ANY ($3)) AND ($4::text[] IS NULL OR s.area_code = ANY ($4))
        AND ($5::uuid IS NULL OR s.project_id = $5)
        AND p.search_grams @> $6::text[] AND p.search_text LIKE ALL ($7::text[])${isWordless(query.q) ? ' AND false' : ''}`,
      values: [
        query.kind ?? null,
        query.rule ?? null,
        query.state ?? null,
        query.areaCode ?? null,
        query.projectId ?? null,
        words.flatMap(containedGrams),
        words.map(likePattern),
      ],
    };
  }

  private async view(tx: EntityManager, id: string): Promise<ProposalView> {
    const [view] = await this.views(tx, 's.id = $1', [id]);
    if (view === undefined) throw new AppError('PROPOSAL_NOT_FOUND', { id });
    return view;
  }

  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<ProposalView[]> {
    await this.reference.ready();
    const rows = (await tx.query(
      `SELECT s.id, s.project_id AS "projectId", p.name AS "projectName", p.area_code AS "areaCode", p.reserve_state AS "reserveState",
         s.kind, s.rule, s.facts, s.proposed_on::text AS "proposedOn", s.state, u.display_name AS "decidedByName",
         s.decided_at AS "decidedAt", s.reason
       FROM reserve_proposal s JOIN project p ON p.id = s.project_id LEFT JOIN app_user u ON u.id = s.decided_by_id WHERE ${where}`,
      values,
    )) as ProposalRow[];
    const { actor } = this.database;
    return rows.map(({ projectId, projectName, areaCode, reserveState, decidedAt, ...row }) => ({
      ...row,
      project: { id: projectId, name: projectName, areaName: this.reference.areaName(areaCode), reserveState },
      decidedAt: decidedAt?.toISOString() ?? null,
      can: {
        decide:
          row.state === 'open' &&
          may(
            actor,
            row.kind === 'promote' ? 'review.submit' : row.kind === 'exit' ? 'project.exception' : 'project.update',
          ) &&
          (actor.reach.get('project.update') === 'city' || this.reference.isWithin(areaCode, actor.areaCodes)),
      },
    }));
  }
}

interface ProposalRow extends Omit<ProposalView, 'project' | 'can' | 'decidedAt'> {
  readonly projectId: string;
  readonly projectName: string;
  readonly areaCode: string | null;
  readonly reserveState: ProposalView['project']['reserveState'];
  readonly decidedAt: Date | null;
}
