import { isDeepStrictEqual } from 'node:util';
import {
  type AddActivity,
  type CloseLead,
  type Code,
  type CreateLead,
  type LeadDetail,
  type MoveLead,
  permissionsOf,
  termOf,
  type UpdateLead,
} from '@lianghuan/contracts';
import { type Actor, AppError, Clock, Database, may, ValidationError } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import { type EntityManager, In } from 'typeorm';
import { Enterprise } from '../enterprise/enterprise.entity.js';
import { Organisation } from '../organisation/organisation.entity.js';
import { Project } from '../project/project.entity.js';
import { namesOf } from '../record/user-names.js';
import { ReferenceData } from '../reference/reference-data.js';
import { requireCleared } from '../risk/require-cleared.js';
import { User } from '../user/user.entity.js';
import { LeadActivity } from './lead-activity.entity.js';
import { checkGate } from './lead-gate.js';
import { mayEdit, mayGive } from './lead-rights.js';
import { LeadStageEntry } from './lead-stage-entry.entity.js';
import { LeadViewService } from './lead-view.service.js';
import { Lead } from './lead.entity.js';

/** What {@link LeadService.open} takes: the form, and where the lead came from. */
export type OpenLead = CreateLead & { source: Code<'leadSource'>; suggestionId?: string };

/**
 * 线索 from first report to production (measures 4b–4d, 35): opened, moved through the gates, closed and handed over, and with it who
 * follows the enterprise.
 */
@Injectable()
export class LeadService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly views: LeadViewService,
  ) {}

  /** Registers a lead of one's own. @throws {AppError} ENTERPRISE_HELD, LEAD_EXISTS, AREA_FORBIDDEN */
  create(input: CreateLead): Promise<LeadDetail> {
    return this.database.transaction(async (tx) => {
      const lead = await this.open(tx, { ...input, source: 'manual' });
      return this.views.detailOf(tx, lead.id);
    });
  }

  /**
   * Opens a lead inside the caller's transaction. The actor becomes its owner and is kept as the first to report it; the actor's
   * unit becomes the holder of the enterprise if nobody is.
   * @throws {AppError} ENTERPRISE_HELD naming the unit that holds it, ENTERPRISE_DO_NOT_CONTACT, LEAD_EXISTS, AREA_FORBIDDEN, AWAITS_CLEARANCE
   */
  async open(tx: EntityManager, input: OpenLead): Promise<Lead> {
    const actor = this.database.actor;
    if (!may(actor, 'lead.create') || actor.id === null || actor.organisationId === null) {
      throw new AppError('FORBIDDEN');
    }
    // The lock makes two units that report the same enterprise at once wait for each other: the first to report holds it.
    const enterprise = await tx.findOne(Enterprise, {
      where: { id: input.enterpriseId },
      lock: { mode: 'pessimistic_write' },
    });
    if (enterprise === null) throw await this.hiddenEnterprise(tx, input.enterpriseId);
    if (enterprise.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
    if (enterprise.doNotContact) throw new AppError('ENTERPRISE_DO_NOT_CONTACT');
    const project = input.projectId === undefined ? null : await tx.findOneBy(Project, { id: input.projectId });
    if (input.projectId !== undefined && project === null) {
      throw new AppError('PROJECT_NOT_FOUND', { id: input.projectId });
    }
    if (project !== null && project.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
    if (project !== null) await requireCleared(tx, project);

    await this.reference.ready();
    const organisation = await tx.findOneByOrFail(Organisation, { id: actor.organisationId });
    const areaCode = this.reportingArea(input.areaCode ?? project?.areaCode ?? organisation.areaCode);
    if (!this.mayOpenIn(actor, areaCode)) throw new AppError('AREA_FORBIDDEN');

    const now = this.clock.now();
    const lead = tx.create(Lead, {
      code: await nextLeadCode(tx),
      enterpriseId: enterprise.id,
      projectId: project?.id ?? null,
      areaCode,
      stage: 'clue',
      stageEnteredOn: this.clock.today(),
      status: 'open',
      source: input.source,
      suggestionId: input.suggestionId ?? null,
      ownerId: actor.id,
      organisationId: organisation.id,
      sharedOrganisationIds: [],
      nextStep: input.nextStep,
      nextStepOn: input.nextStepOn,
      note: input.note ?? null,
      firstReportedAt: now,
      firstReportedById: actor.id,
      updatedById: actor.id,
      isExample: false,
    });
    await this.store(tx, lead);
    await tx.insert(LeadStageEntry, {
      leadId: lead.id,
      fromStage: null,
      toStage: 'clue',
      happenedOn: this.clock.today(),
      note: input.note ?? null,
      recordedById: actor.id,
      recordedAt: now,
    });
    await this.hold(tx, lead);
    return lead;
  }

  /** Changes next step, sharing or note, or hands the lead over. The history stays with the lead. */
  update(id: string, changes: UpdateLead): Promise<LeadDetail> {
    return this.database.transaction(async (tx) => {
      const lead = await this.loadForChange(tx, id, changes.version);
      if (changes.nextStep !== undefined) lead.nextStep = changes.nextStep;
      if (changes.nextStepOn !== undefined) lead.nextStepOn = changes.nextStepOn;
      if (changes.note !== undefined) lead.note = changes.note;
      if (changes.sharedOrganisationIds !== undefined) {
        const shared = await this.requireOrganisations(tx, changes.sharedOrganisationIds);
        const isSame = isDeepStrictEqual(shared.toSorted(), lead.sharedOrganisationIds.toSorted());
        if (!isSame && !mayGive(this.database.actor, lead)) throw new AppError('FORBIDDEN');
        lead.sharedOrganisationIds = shared;
      }
      await this.store(tx, lead);
      // Taken before the lead is handed over, since the actor may not see it afterwards.
      const detail = await this.views.detailOf(tx, id);
      if (changes.ownerId === undefined || changes.ownerId === lead.ownerId) return detail;
      const { owner, organisation } = await this.handOver(tx, lead, changes.ownerId);
      return {
        ...detail,
        owner: { id: owner.id, name: owner.displayName },
        organisationName: organisation.name,
        can: { edit: mayEdit(this.database.actor, lead) },
      };
    });
  }

  /**
   * Moves a lead through a gate (measure 4d).
   * @throws {AppError} LEAD_STAGE_INVALID, LEAD_GATE_UNMET, LEAD_CLOSED
   */
  move(id: string, input: MoveLead): Promise<LeadDetail> {
    return this.changeBecause(input.note ?? '', async (tx) => {
      const lead = await this.loadForChange(tx, id, input.version);
      if (lead.status !== 'open') throw new AppError('LEAD_CLOSED', { status: termOf('leadStatus', lead.status) });
      const agreedInvestmentCny = input.agreedInvestmentCny ?? lead.agreedInvestmentCny;
      checkGate(lead.stage, input.to, { note: input.note, evidence: input.evidence, agreedInvestmentCny });
      this.requirePast('happenedOn', input.happenedOn);
      if (input.agreedInvestmentCny !== undefined && !new Decimal(input.agreedInvestmentCny).gt(0)) {
        throw new ValidationError([
          { path: 'agreedInvestmentCny', code: 'too_small', message: 'must be more than zero' },
        ]);
      }
      await tx.insert(LeadStageEntry, {
        leadId: lead.id,
        fromStage: lead.stage,
        toStage: input.to,
        happenedOn: input.happenedOn,
        note: input.note ?? null,
        evidence: input.evidence ?? null,
        agreedInvestmentCny: input.agreedInvestmentCny ?? null,
        recordedById: this.database.actor.id,
        recordedAt: this.clock.now(),
      });
      lead.stage = input.to;
      lead.stageEnteredOn = input.happenedOn;
      lead.agreedInvestmentCny = agreedInvestmentCny;
      if (input.to === 'production') lead.status = 'done';
      await this.store(tx, lead);
      return this.views.detailOf(tx, id);
    });
  }

  /** Pauses, loses or takes up again. With the last lead lost, the unit no longer holds the enterprise. */
  close(id: string, input: CloseLead): Promise<LeadDetail> {
    return this.changeBecause(input.reason, async (tx) => {
      const lead = await this.loadForChange(tx, id, input.version);
      if (lead.status === 'done') throw new AppError('LEAD_CLOSED', { status: termOf('leadStatus', lead.status) });
      if (lead.status === input.status) {
        const term = termOf('leadStatus', input.status);
        throw new AppError('LEAD_STAGE_INVALID', { from: term, to: term });
      }
      const wasLost = lead.status === 'lost';
      lead.status = input.status;
      lead.statusReason = input.reason;
      if (wasLost) {
        const enterprise = await tx.findOne(Enterprise, {
          where: { id: lead.enterpriseId },
          lock: { mode: 'pessimistic_write' },
        });
        if (enterprise === null) throw await this.hiddenEnterprise(tx, lead.enterpriseId);
      }
      await this.store(tx, lead);
      if (wasLost) await this.hold(tx, lead);
      if (input.status === 'lost') await this.release(tx, lead.enterpriseId, lead.organisationId);
      return this.views.detailOf(tx, id);
    });
  }

  /** Records a call, visit or talk. */
  addActivity(id: string, input: AddActivity): Promise<LeadDetail> {
    return this.database.transaction(async (tx) => {
      const lead = await this.loadForChange(tx, id);
      this.requirePast('happenedOn', input.happenedOn);
      await tx.insert(LeadActivity, {
        ...input,
        leadId: lead.id,
        recordedById: this.database.actor.id,
        recordedAt: this.clock.now(),
      });
      if (lead.lastActivityOn === null || lead.lastActivityOn < input.happenedOn)
        lead.lastActivityOn = input.happenedOn;
      await this.store(tx, lead);
      return this.views.detailOf(tx, id);
    });
  }

  /** Lets go of an enterprise unless the unit has another lead with it; the unit of the next lead follows. */
  async release(tx: EntityManager, enterpriseId: string, organisationId: string): Promise<void> {
    await this.database.withoutReason(tx, () =>
      tx.query('SELECT settle_enterprise_holder($1, $2)', [enterpriseId, organisationId]),
    );
  }

  /** The lead's unit holds the enterprise from now on, if nobody does; the lead's owner answers for the relation, if nobody does. */
  async hold(tx: EntityManager, lead: Lead): Promise<void> {
    await this.database.withoutReason(tx, () =>
      tx.query(
        `UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = $3, held_since = $4,
           owner_id = CASE WHEN $6 THEN coalesce(owner_id, $5) ELSE owner_id END,
           owner_since = CASE WHEN $6 THEN coalesce(owner_since, $4) ELSE owner_since END
         WHERE id = $1 AND holder_organisation_id IS NULL`,
        [
          lead.enterpriseId,
          lead.organisationId,
          lead.areaCode,
          this.clock.now(),
          lead.ownerId,
          // Who takes a lead of another unit up again does not name that unit's person.
          this.database.actor.id === null || this.database.actor.organisationId === lead.organisationId,
        ],
      ),
    );
  }

  /** Saves; two live leads of one enterprise for one project cannot be. */
  async store(tx: EntityManager, lead: Lead): Promise<void> {
    lead.updatedById = this.database.actor.id;
    lead.updatedAt = this.clock.now();
    try {
      await tx.save(Lead, lead);
    } catch (error) {
      const { code, constraint } =
        (error as { driverError?: { code?: string; constraint?: string } }).driverError ?? {};
      if (code === '23505' && constraint === 'lead_live') throw new AppError('LEAD_EXISTS', {}, { cause: error });
      throw error;
    }
  }

  /** One transaction whose audit entries carry the reason. */
  private changeBecause<T>(reason: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.database.because(reason, () => this.database.transaction(work));
  }

  private async hiddenEnterprise(tx: EntityManager, id: string): Promise<AppError> {
    const [{ holder }] = (await tx.query('SELECT holder_of_enterprise($1) AS holder', [id])) as [
      { holder: string | null },
    ];
    return holder === null ? new AppError('ENTERPRISE_NOT_FOUND', { id }) : new AppError('ENTERPRISE_HELD', { holder });
  }

  /** A county opens leads for itself, a unit of the city for any area below the city. */
  private mayOpenIn(actor: Actor, areaCode: string): boolean {
    const reach = actor.reach.get('lead.create');
    if (reach === undefined) return false;
    return reach === 'city' || this.reference.isWithin(areaCode, actor.areaCodes);
  }

  /** The city as a whole reports as 市本级, the eleventh reporting area (requirements §8.7). */
  private reportingArea(code: string): string {
    this.reference.requireArea(code);
    if (this.reference.findArea(code)?.kind !== 'city') return code;
    return this.reference.areas.find((area) => area.kind === 'city_level' && area.parentCode === code)?.code ?? code;
  }

  /** The row, locked, if the actor may change it. @throws {AppError} LEAD_NOT_FOUND, also for hidden ones; FORBIDDEN, VERSION_CONFLICT */
  async loadForChange(tx: EntityManager, id: string, version?: number): Promise<Lead> {
    const lead = await tx.findOne(Lead, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (lead === null) throw new AppError('LEAD_NOT_FOUND', { id });
    if (!mayEdit(this.database.actor, lead)) throw new AppError('FORBIDDEN');
    if (version !== undefined && version !== lead.version) {
      const by = lead.updatedById === null ? '系统' : (await namesOf(tx, [lead.updatedById])).get(lead.updatedById);
      throw new AppError('VERSION_CONFLICT', { by: by ?? '', at: lead.updatedAt.toISOString(), version: lead.version });
    }
    return lead;
  }

  private async handOver(tx: EntityManager, lead: Lead, ownerId: string) {
    const actor = this.database.actor;
    const owner = await tx.findOneBy(User, { id: ownerId });
    if (owner === null || owner.disabledAt !== null) throw new AppError('USER_NOT_FOUND', { id: ownerId });
    if (!permissionsOf(owner.roles).has('lead.update')) {
      throw new ValidationError([{ path: 'ownerId', code: 'not_permitted', message: '该用户不能办理线索' }]);
    }
    const organisation = await tx.findOneByOrFail(Organisation, { id: owner.organisationId });
    const giver = lead.organisationId;
    if (!mayGive(actor, lead)) throw new AppError('FORBIDDEN');
    if (lead.ownerId === actor.id) {
      await tx.query('SELECT hand_over_lead($1, $2, $3)', [lead.id, owner.id, organisation.id]);
    } else {
      await tx.update(Lead, { id: lead.id }, { ownerId: owner.id, organisationId: organisation.id });
    }
    lead.ownerId = owner.id;
    lead.organisationId = organisation.id;
    if (giver !== organisation.id) await this.release(tx, lead.enterpriseId, giver);
    return { owner, organisation };
  }

  private async requireOrganisations(tx: EntityManager, ids: readonly string[]): Promise<string[]> {
    const wanted = [...new Set(ids)];
    const found = wanted.length === 0 ? 0 : await tx.countBy(Organisation, { id: In(wanted) });
    if (found !== wanted.length) {
      throw new ValidationError([{ path: 'sharedOrganisationIds', code: 'unknown', message: 'unknown organisation' }]);
    }
    return wanted;
  }

  private requirePast(path: string, day: string): void {
    if (day > this.clock.today()) {
      throw new ValidationError([{ path, code: 'future', message: 'must not be later than today' }]);
    }
  }
}

/** `LD000001`, `LD000002`, … */
export async function nextLeadCode(tx: EntityManager): Promise<string> {
  const [{ n }] = (await tx.query("SELECT nextval('lead_code_seq') AS n")) as [{ n: string }];
  return `LD${n.padStart(6, '0')}`;
}
