import type { ChangeReserveState, GuaranteeVerdict, ProjectView } from '@lianghuan/contracts';
import { AppError, Clock, Database, may, ValidationError } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { GuaranteeField } from './element-guarantee.js';
import { isAsAdmitted, keyFactsOf } from './key-facts.js';
import { requireNoOpenPacket } from './open-packet.js';
import { rateReview } from './project-rating.js';
import type { Project } from './project.entity.js';
import { ProjectService } from './project.service.js';
import { MAY_LACK_INVESTMENT, type ReserveState, transitionOf } from './reserve-state.js';

/** How projects come into the reserve and leave it: by hand, and by what a joint review ends with (measures 11, 43–45). */
@Injectable()
export class ReserveStateService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly projects: ProjectService,
  ) {}

  /**
   * Moves a project to another 储备状态 by hand (measure 11a). Those who may grant an exception are the reviewers; only they decide. Into
   * the reserve a project comes by the joint review; by hand only back, while its key facts are those it was admitted with, or as an
   * exception of the city's reviewers that stays on record.
   * @throws {AppError} RESERVE_TRANSITION_INVALID, RESERVE_REVIEW_REQUIRED, PROJECT_UNDER_REVIEW, PROJECT_INVESTMENT_UNKNOWN, FORBIDDEN,
   * VERSION_CONFLICT
   */
  change(id: string, { to, reason, version }: ChangeReserveState): Promise<ProjectView> {
    return this.projects.changing(id, reason, async (tx, project) => {
      const actor = this.database.actor;
      await this.projects.requireVersionOf(tx, project, version);
      const transition = transitionOf(project, to);
      await requireNoOpenPacket(tx, id);
      if (transition.isSubmission === true) throw new AppError('RESERVE_REVIEW_REQUIRED');
      if (transition.isDecision === true || transition.isException === true) {
        if (!may(actor, 'project.exception')) throw new AppError('FORBIDDEN', { permission: 'project.exception' });
      }
      if (transition.needsReason === true && !reason) {
        throw new ValidationError([{ path: 'reason', code: 'required', message: '请填写理由' }]);
      }
      if (transition.isException === true && !isAsAdmitted(project)) {
        if (actor.reach.get('project.exception') !== 'city') throw new AppError('RESERVE_REVIEW_REQUIRED');
        project.reservePacketId = null;
        project.reserveExceptionReason = reason ?? null;
      }
      await this.moveTo(tx, project, to, reason || null);
    });
  }

  /**
   * Takes a project of the actor's into joint review, inside the caller's transaction: others who write it wait until then.
   * @throws {AppError} REVIEW_NOT_LOCAL, PROJECT_UNDER_REVIEW, RESERVE_TRANSITION_INVALID, PROJECT_INVESTMENT_UNKNOWN, VERSION_CONFLICT
   */
  async enterReview(tx: EntityManager, id: string, version: number): Promise<Project> {
    const project = await this.projects.loadToWrite(tx, id);
    await this.projects.requireVersionOf(tx, project, version);
    if (project.placement !== 'local') throw new AppError('REVIEW_NOT_LOCAL');
    await requireNoOpenPacket(tx, id);
    // A project that was pending before there were packets is submitted like a draft.
    if (project.reserveState !== 'pending') transitionOf(project, 'pending');
    await this.moveTo(tx, project, 'pending', null);
    return project;
  }

  /**
   * What follows for the project from how its review ended, whoever concluded last. For the transaction that ends it. `back` is where it
   * came from: 需更新 for one that was in the reserve before, else 草稿.
   * @param packetId the packet that admits it, for `in_reserve`
   */
  async leaveReview(
    tx: EntityManager,
    id: string,
    { to, reason, packetId }: { to: 'in_reserve' | 'exited' | 'back'; reason: string | null; packetId?: string },
  ): Promise<void> {
    const project = await this.projects.loadLocked(tx, id);
    if (packetId !== undefined) {
      project.reservePacketId = packetId;
      project.reserveExceptionReason = null;
    }
    const back = project.reserveKeyFacts === null ? 'draft' : 'needs_update';
    await this.moveTo(tx, project, to === 'back' ? back : to, reason);
  }

  /** What the bureau of an element concluded on its guarantee (measures 43–45), better or worse. For the transaction of its conclusion. */
  async setGuarantee(tx: EntityManager, id: string, field: GuaranteeField, verdict: GuaranteeVerdict): Promise<void> {
    const project = await this.projects.loadLocked(tx, id);
    const guaranteeVerdicts = { ...project.guaranteeVerdicts, [field]: verdict };
    await this.projects.overwrite(tx, project, { [field]: verdict.state, guaranteeVerdicts });
  }

  private async moveTo(tx: EntityManager, project: Project, to: ReserveState, reason: string | null): Promise<void> {
    if (project.totalInvestmentCny === null && !MAY_LACK_INVESTMENT.has(to)) {
      throw new AppError('PROJECT_INVESTMENT_UNKNOWN');
    }
    if (to === 'in_reserve') {
      project.reserveKeyFacts = keyFactsOf(project);
      project.intakeOn ??= this.clock.today();
    } else if (to === 'draft') {
      project.intakeOn = project.reservePacketId = project.reserveExceptionReason = project.reserveKeyFacts = null;
    }
    const { intakeOn, reservePacketId, reserveExceptionReason, reserveKeyFacts } = project;
    await this.projects.overwrite(tx, project, {
      ...this.projects.stateNow(to, reason),
      intakeOn,
      reservePacketId,
      reserveExceptionReason,
      reserveKeyFacts,
    });
    await rateReview(tx, project.id);
  }
}
