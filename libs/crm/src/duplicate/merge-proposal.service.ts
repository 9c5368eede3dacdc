import { Injectable } from '@nestjs/common';
import type {
  AgreeToMerge,
  DuplicateRegister,
  HeldDoubleList,
  MergePlan,
  MergePreview,
  MergeProposalQuery,
  MergeProposalView,
  Page,
  ProposedMergePlan,
  ProposeMerge,
} from '@lianghuan/contracts';
import { AppError, Database, may, reachesArea } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { ReferenceData } from '../reference/reference-data.js';
import { type AnyRegister, DuplicateRegisters, type NamedRow } from './duplicate-registers.js';
import { triedOut } from '../record/tried-out.js';
import { holderOf, isFollowedFirst, MergeService } from './merge.service.js';

interface ProposalRow {
  readonly id: string;
  readonly register: DuplicateRegister;
  readonly ownId: string;
  readonly otherId: string;
  readonly ownName: string;
  readonly ownKeeper: string;
  readonly otherName: string;
  readonly otherKeeper: string;
  readonly askedOrganisationId: string | null;
  readonly askedAreaCode: string | null;
  readonly survivorId: string | null;
  readonly reason: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly proposedByName: string | null;
  readonly proposedAt: Date;
  readonly state: MergeProposalView['state'];
  readonly decidedByName: string | null;
  readonly decidedByUnit: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
  readonly mergeId: string | null;
  readonly isUndone: boolean;
}

const PROPOSALS = `SELECT p.id, p.register, p.own_id AS "ownId", p.other_id AS "otherId", p.own_name AS "ownName", p.own_keeper AS "ownKeeper",
    p.other_name AS "otherName", p.other_keeper AS "otherKeeper", p.asked_organisation_id AS "askedOrganisationId",
    p.asked_area_code AS "askedAreaCode", p.keeps_id AS "survivorId", p.reason, p.organisation_id AS "organisationId",
    o.name AS "organisationName", u.display_name AS "proposedByName", p.proposed_at AS "proposedAt", p.state,
    d.display_name AS "decidedByName", p.decided_at AS "decidedAt", p.decision_reason AS "decisionReason", p.merge_id AS "mergeId",
    coalesce(is_merge_undone(p.merge_id), false) AS "isUndone"
  FROM merge_proposal p JOIN organisation o ON o.id = p.organisation_id JOIN app_user u ON u.id = p.proposed_by_id
    LEFT JOIN app_user d ON d.id = p.decided_by_id`;

/** Whom a proposal asks, and what is kept of the other row. */
interface Asked {
  readonly name: string;
  readonly keeper: string;
  readonly organisationId: string | null;
  readonly areaCode: string | null;
  readonly heldSince: Date | null;
}

/**
 * 合并提议: of two rows that different units answer for, neither can merge them alone. Who may write the one proposes, who answers for the
 * other looks at what the merge would do and agrees, or the city does. Proposing opens one's row to who is asked, as far as the preview
 * shows it. The merge itself is the ordinary one, done by the system in the name of both.
 */
@Injectable()
export class MergeProposalService {
  constructor(
    private readonly database: Database,
    private readonly registers: DuplicateRegisters,
    private readonly merges: MergeService,
    private readonly reference: ReferenceData,
  ) {}

  /** Enterprises other units follow that may be the same as this one. Logged like a look-up. */
  heldDoubles(enterpriseId: string): Promise<HeldDoubleList> {
    return this.database.transaction(async (tx) => {
      const doubles = await findHeldDoubles(tx, enterpriseId);
      const open = (await tx.query(
        `SELECT id, own_id, other_id FROM merge_proposal WHERE state = 'open' AND register = 'enterprise' AND $1 IN (own_id, other_id)`,
        [enterpriseId],
      )) as { id: string; own_id: string; other_id: string }[];
      return doubles.map(({ id, name, organisationName, verdict }) => ({
        id,
        name,
        holder: organisationName,
        verdict,
        proposalId: open.find((proposal) => id === proposal.own_id || id === proposal.other_id)?.id ?? null,
      }));
    });
  }

  /**
   * Asks who answers for the other row.
   * @throws {AppError} MERGE_PROPOSAL_NEEDLESS when the actor may merge the two alone, MERGE_PROPOSAL_OPEN, ALREADY_ARCHIVED, AREA_FORBIDDEN
   */
  propose({ register, ownId, otherId, reason }: ProposeMerge): Promise<MergeProposalView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const { actor } = this.database;
        if (ownId === otherId) throw new AppError('MERGE_SAME_ROW');
        const service = this.registers.get(register);
        const own = await service.loadWhole(tx, ownId);
        service.requireWritable(own);
        if (own.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED', { id: ownId });
        const asked = await this.findAsked(tx, service, register, own, otherId);
        const isOwnFirst = asked.heldSince === null || !isFollowedFirst({ heldSince: asked.heldSince }, own);
        const keepsId = holderOf(own) === null || asked.heldSince === null ? null : isOwnFirst ? ownId : otherId;
        const [made] = (await tx.query(
          `INSERT INTO merge_proposal (register, own_id, other_id, own_name, own_keeper, other_name, other_keeper, asked_organisation_id,
             asked_area_code, keeps_id, reason, organisation_id, proposed_by_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING id`,
          [
            register,
            ownId,
            otherId,
            own.name,
            await this.keeperOf(tx, own),
            asked.name,
            asked.keeper,
            asked.organisationId,
            asked.areaCode,
            keepsId,
            reason,
            actor.organisationId,
            actor.id,
          ],
        )) as { id: string }[];
        if (made === undefined) throw new AppError('MERGE_PROPOSAL_OPEN');
        return this.view(tx, made.id);
      }),
    );
  }

  /** What the actor's unit proposed or is asked, the city all of it; what waits for an answer first, then the newest. */
  list({ page, pageSize, state }: MergeProposalQuery): Promise<Page<MergeProposalView>> {
    return this.database.transaction(async (tx) => {
      const where = '$1::text IS NULL OR p.state = $1';
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total FROM merge_proposal p WHERE ${where}`, [
        state ?? null,
      ])) as [{ total: number }];
      const rows = (await tx.query(
        `${PROPOSALS} WHERE ${where} ORDER BY p.state = 'open' DESC, p.proposed_at DESC, p.id LIMIT $2 OFFSET $3`,
        [state ?? null, pageSize, (page - 1) * pageSize],
      )) as ProposalRow[];
      const items: MergeProposalView[] = [];
      for (const row of rows) items.push(await this.viewOf(tx, row));
      return { items, total, page, pageSize };
    });
  }

  get(id: string): Promise<MergeProposalView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** What the merge would do, for who decides: it is shown as the system sees it. @throws {AppError} FORBIDDEN, MERGE_PROPOSAL_OUTDATED, MERGE_… */
  preview(id: string, wanted: ProposedMergePlan): Promise<MergePreview> {
    return triedOut(() =>
      this.database.transaction(async (tx) => {
        const proposal = await this.findToDecide(tx, id);
        return this.database.asSystemWithin(tx, async () => {
          await this.requireSameKeepers(tx, proposal);
          return this.merges.tryOut(tx, this.planOf(proposal, wanted), true);
        });
      }),
    );
  }

  /** Merges. @throws {AppError} FORBIDDEN, MERGE_PROPOSAL_DECIDED, MERGE_PROPOSAL_OUTDATED, VERSION_CONFLICT, MERGE_… */
  async agree(id: string, { survivorVersion, mergedVersion, ...wanted }: AgreeToMerge): Promise<MergeProposalView> {
    const { actor } = this.database;
    const before = await this.get(id);
    const reason = `${before.organisationName}${before.proposedByName ?? ''}提出、${actor.displayName}同意：${before.reason}`;
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const proposal = await this.findToDecide(tx, id);
        const mergeId = await this.database.asSystemWithin(tx, async () => {
          await this.requireSameKeepers(tx, proposal);
          return this.merges.mergeAgreed(tx, { ...this.planOf(proposal, wanted), survivorVersion, mergedVersion, reason }); // prettier-ignore
        });
        await this.settle(tx, id, 'agreed', null, mergeId);
        return this.view(tx, id);
      }),
    );
  }

  /** The two stay two. @throws {AppError} FORBIDDEN, MERGE_PROPOSAL_DECIDED */
  decline(id: string, reason: string): Promise<MergeProposalView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        await this.findToDecide(tx, id);
        await this.settle(tx, id, 'declined', reason);
        return this.view(tx, id);
      }),
    );
  }

  /** Takes a proposal of one's own unit back. @throws {AppError} FORBIDDEN, MERGE_PROPOSAL_DECIDED */
  withdraw(id: string, reason: string): Promise<MergeProposalView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const proposal = await this.find(tx, id);
        if (!this.isProposer(proposal)) throw new AppError('FORBIDDEN');
        await this.settle(tx, id, 'withdrawn', reason);
        return this.view(tx, id);
      }),
    );
  }

  /** Takes an agreed merge back: either side may, all or nothing. @throws {AppError} FORBIDDEN, MERGE_UNDONE, MERGE_CHANGED_SINCE */
  undo(id: string, reason: string): Promise<MergeProposalView> {
    return this.database.because(`${this.database.actor.displayName}撤销：${reason}`, () =>
      this.database.transaction(async (tx) => {
        const proposal = await this.find(tx, id);
        const { mergeId } = proposal;
        if (mergeId === null || !this.hasPart(proposal)) throw new AppError('FORBIDDEN');
        await this.database.asSystemWithin(tx, () => this.merges.undo(mergeId, reason));
        return this.view(tx, id);
      }),
    );
  }

  /** The other row's keeper. Of an enterprise another unit follows the actor sees nothing but that. */
  private async findAsked(
    tx: EntityManager,
    service: AnyRegister,
    register: DuplicateRegister,
    own: NamedRow,
    otherId: string,
  ): Promise<Asked> {
    const held = register === 'enterprise' ? await findHeldDoubles(tx, own.id) : [];
    const double = held.find(({ id }) => id === otherId);
    if (double !== undefined) {
      const { name, organisationId, organisationName, heldSince } = double;
      return { name, keeper: organisationName, organisationId, areaCode: null, heldSince };
    }
    const other = await service.loadWhole(tx, otherId);
    if (other.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED', { id: otherId });
    if (service.isWritable(other)) throw new AppError('MERGE_PROPOSAL_NEEDLESS');
    return {
      name: other.name,
      keeper: await this.keeperOf(tx, other),
      organisationId: null,
      areaCode: other.areaCode ?? null,
      heldSince: null,
    };
  }

  /** Who answers for a row the actor sees: the unit that follows it, else its area. */
  private async keeperOf(tx: EntityManager, row: NamedRow): Promise<string> {
    const holder = holderOf(row);
    await this.reference.ready();
    if (holder === null) return this.reference.areaName(row.areaCode ?? null) ?? '全市';
    const [unit] = (await tx.query('SELECT name FROM organisation WHERE id = $1', [holder])) as { name: string }[];
    return unit.name;
  }

  private planOf({ register, ownId, otherId }: ProposalRow, { survivorId, take }: ProposedMergePlan): MergePlan {
    if (survivorId !== ownId && survivorId !== otherId) throw new AppError('NOT_FOUND', { id: survivorId });
    return { register, survivorId, mergedId: survivorId === ownId ? otherId : ownId, take };
  }

  private async settle(
    tx: EntityManager,
    id: string,
    state: 'agreed' | 'declined' | 'withdrawn',
    reason: string | null,
    mergeId: string | null = null,
  ): Promise<void> {
    const [rows] = (await tx.query(
      `UPDATE merge_proposal SET state = $2, decision_reason = $3, merge_id = $4, decided_by_id = $5, decided_at = clock_timestamp()
       WHERE id = $1 AND state = 'open' RETURNING id`,
      [id, state, reason, mergeId, this.database.actor.id],
    )) as [unknown[], number];
    if (rows.length === 0) throw new AppError('MERGE_PROPOSAL_DECIDED', { id });
  }

  private async find(tx: EntityManager, id: string): Promise<ProposalRow> {
    const [row] = (await tx.query(`${PROPOSALS} WHERE p.id = $1`, [id])) as ProposalRow[];
    if (row === undefined) throw new AppError('MERGE_PROPOSAL_NOT_FOUND', { id });
    return row;
  }

  private async findToDecide(tx: EntityManager, id: string): Promise<ProposalRow> {
    const proposal = await this.find(tx, id);
    if (proposal.state !== 'open') throw new AppError('MERGE_PROPOSAL_DECIDED', { id });
    if (!this.mayDecide(proposal)) throw new AppError('FORBIDDEN');
    return proposal;
  }

  /** Who answers for the other row, or the city; never the unit that proposed. */
  private mayDecide({ register, organisationId, askedOrganisationId, askedAreaCode }: ProposalRow): boolean {
    const { actor } = this.database;
    if (organisationId === actor.organisationId) return false;
    if (may(actor, 'merge.decide')) return true;
    if (!may(actor, `${register}.update`)) return false;
    if (askedOrganisationId !== null) return askedOrganisationId === actor.organisationId;
    return askedAreaCode !== null && reachesArea(actor, `${register}.update`, askedAreaCode);
  }

  private isProposer({ organisationId, register }: ProposalRow): boolean {
    const { actor } = this.database;
    return organisationId === actor.organisationId && may(actor, `${register}.update`);
  }

  private hasPart(proposal: ProposalRow): boolean {
    return this.isProposer(proposal) || this.mayDecide(proposal);
  }

  /** That both rows are still in the hands of those who were asked and who proposed: nobody agrees for a unit that came later. Locks both. */
  private async requireSameKeepers(tx: EntityManager, proposal: ProposalRow): Promise<void> {
    const { register, ownId, otherId, organisationId, askedOrganisationId, askedAreaCode } = proposal;
    const [own, other] = await this.registers.loadPair(tx, register, ownId, otherId);
    const isOwn = [null, organisationId].includes(holderOf(own));
    const isAsked = holderOf(other) === askedOrganisationId && (other.areaCode ?? null) === askedAreaCode;
    if (!isOwn || !isAsked) throw new AppError('MERGE_PROPOSAL_OUTDATED', { id: proposal.id });
  }

  private async view(tx: EntityManager, id: string): Promise<MergeProposalView> {
    return this.viewOf(tx, await this.find(tx, id));
  }

  private async viewOf(tx: EntityManager, row: ProposalRow): Promise<MergeProposalView> {
    const seen = await this.registers.get(row.register).loadMany(tx, [row.ownId, row.otherId]);
    const sideOf = (id: string, name: string, keeper: string) => ({
      id,
      code: seen.find((each) => each.id === id)?.code ?? null,
      name,
      keeper,
    });
    const isOpen = row.state === 'open';
    return {
      id: row.id,
      register: row.register,
      own: sideOf(row.ownId, row.ownName, row.ownKeeper),
      other: sideOf(row.otherId, row.otherName, row.otherKeeper),
      reason: row.reason,
      proposedByName: row.proposedByName,
      organisationName: row.organisationName,
      proposedAt: row.proposedAt.toISOString(),
      state: row.state,
      decidedByName: row.decidedByName,
      decidedAt: row.decidedAt?.toISOString() ?? null,
      decisionReason: row.decisionReason,
      survivorId: row.survivorId,
      isUndone: row.isUndone,
      can: {
        decide: isOpen && this.mayDecide(row),
        withdraw: isOpen && this.isProposer(row),
        undo: row.mergeId !== null && !row.isUndone && this.hasPart(row),
      },
    };
  }
}

interface HeldDouble {
  readonly id: string;
  readonly name: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly heldSince: Date;
  readonly verdict: 'same' | 'review';
}

function findHeldDoubles(tx: EntityManager, enterpriseId: string): Promise<HeldDouble[]> {
  return tx.query<HeldDouble[]>(
    `SELECT id, name, organisation_id AS "organisationId", organisation_name AS "organisationName", held_since AS "heldSince", verdict
     FROM held_doubles($1)`,
    [enterpriseId],
  );
}
