import {
  type Code,
  type ConcludeReview,
  type Page,
  type ReviewPacketDetail,
  type ReviewPacketQuery,
  type ReviewPacketView,
  type ReviewUnits,
  SEAT_GUARANTEES,
  SUGGESTED_GUARANTEE,
  type SubmitReview,
  termOf,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may, ValidationError } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FileService } from '../file/file.service.js';
import type { UploadedFile } from '../file/file-type.js';
import type { StoredFile } from '../file/stored-file.entity.js';
import type { Project } from '../project/project.entity.js';
import { ReserveStateService } from '../project/reserve-state.service.js';
import { ReferenceData } from '../reference/reference-data.js';
import { digestOf, frozenOf } from './packet-contents.js';
import { ReviewConditionService } from './review-condition.service.js';
import { attachFiles } from './review-files.js';
import { mayWithdraw, ReviewPacketReader } from './review-packet-reader.js';
import { checkConclusion, outcomeOf } from './review-outcome.js';
import { seatsFor } from './review-seats.js';

/**
 * 联评联审 (measure 11c): a county submits a frozen version of a project, three kinds of reviewer conclude in parallel, each seat for itself,
 * and once all have, the project is in the reserve or not. Who sees a packet is decided by the policy `review_packet_read` alone; who
 * concludes for a seat, by `review_opinion_change` too.
 */
@Injectable()
export class ReviewService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
    private readonly packets: ReviewPacketReader,
    private readonly states: ReserveStateService,
    private readonly conditions: ReviewConditionService,
    private readonly files: FileService,
  ) {}

  /** What the list can be sorted by. */
  get sortNames(): string[] {
    return this.packets.sortNames;
  }

  list(query: ReviewPacketQuery): Promise<Page<ReviewPacketView>> {
    return this.packets.list(query);
  }

  count(query: ReviewPacketQuery): Promise<number> {
    return this.packets.count(query);
  }

  stream(query: ReviewPacketQuery): AsyncGenerator<ReviewPacketView[]> {
    return this.packets.stream(query);
  }

  get(id: string): Promise<ReviewPacketDetail> {
    return this.packets.get(id);
  }

  /** Units a submitter and a reviewer choose from. */
  units(): Promise<ReviewUnits> {
    return this.database.transaction(async (tx) => ({
      line: await tx.query(
        `SELECT o.id, o.name FROM review_seat s JOIN organisation o ON o.id = s.organisation_id WHERE s.seat = 'line' ORDER BY s.sort`,
      ),
      owners: await tx.query(
        `SELECT o.id, o.name, o.area_code AS "areaCode" FROM organisation o JOIN area a ON a.code = o.area_code
         WHERE o.kind IN ('county', 'department', 'promotion', 'task_force') ORDER BY o.kind = 'county' DESC, a.sort, o.name`,
      ),
    }));
  }

  /**
   * Takes in an attachment; until it is tied to an opinion or a condition, only who uploaded it can read it.
   * @throws {AppError} FILE_TYPE_REFUSED, FILE_CONTENT_MISMATCH, FILE_EMPTY, FILE_TOO_LARGE
   */
  upload(file: UploadedFile): Promise<StoredFile> {
    return this.files.receiveUpload(file, 'review');
  }

  /**
   * 送审: freezes the project as it stands and gives every seat its checklist.
   * @throws {AppError} PROJECT_UNDER_REVIEW, REVIEW_LINE_UNIT_UNKNOWN, PROJECT_INVESTMENT_UNKNOWN, AREA_FORBIDDEN, VERSION_CONFLICT
   */
  submit(projectId: string, input: SubmitReview): Promise<ReviewPacketDetail> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      if (actor.organisationId === null) throw new AppError('FORBIDDEN');
      const project = await this.states.enterReview(tx, projectId, input.version);
      const seats = await seatsFor(tx, this.reference, project.industryCodes, input.lineOrganisationId);
      const id = await this.insert(tx, project, {
        note: input.note ?? null,
        organisationId: actor.organisationId,
        projectVersion: input.version,
      });
      await tx.query(
        `INSERT INTO review_opinion (packet_id, seat, organisation_id, checklist_version)
         SELECT $1, seat, "organisationId", "checklistVersion"
         FROM jsonb_to_recordset($2::jsonb) AS r(seat text, "organisationId" uuid, "checklistVersion" int)`,
        [id, JSON.stringify(seats)],
      );
      return this.packets.detail(tx, id);
    });
  }

  /** 撤回送审. What was concluded so far stays on record. @throws {AppError} REVIEW_CONCLUDED, AREA_FORBIDDEN */
  withdraw(id: string, reason: string): Promise<ReviewPacketDetail> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const packet = await this.lockOpen(tx, id);
        if (!mayWithdraw(this.database.actor, packet)) throw new AppError('AREA_FORBIDDEN');
        await tx.query(
          `UPDATE review_packet SET status = 'withdrawn', concluded_at = $2, withdraw_reason = $3 WHERE id = $1`,
          [id, this.clock.now(), reason],
        );
        await this.states.leaveReview(tx, packet.projectId, { to: 'back', reason: `第${packet.number}次送审已撤回` });
        return this.packets.detail(tx, id);
      }),
    );
  }

  /**
   * Concludes for one seat. Whoever is the last ends the packet and settles the project, in the same transaction; of two last ones at the
   * same moment the second waits for the first, so that it happens exactly once.
   * @throws {AppError} REVIEW_UNIT_FORBIDDEN for a seat of another unit, REVIEW_CONCLUDED, REVIEW_OPINION_CONCLUDED,
   * REVIEW_CHECKLIST_UNMET, VALIDATION_FAILED
   */
  conclude(opinionId: string, input: ConcludeReview): Promise<ReviewPacketDetail> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      if (!may(actor, 'review.conclude')) throw new AppError('FORBIDDEN', { permission: 'review.conclude' });
      const asked = await this.packets.loadSeat(tx, opinionId);
      if (asked.organisationId !== actor.organisationId) {
        throw new AppError('REVIEW_UNIT_FORBIDDEN', { unit: asked.unitName });
      }
      const packet = await this.lockOpen(tx, asked.packetId);
      // Read again behind the lock: a colleague may have been faster.
      const seat = await this.packets.loadSeat(tx, opinionId);
      if (seat.verdict !== null) {
        throw new AppError('REVIEW_OPINION_CONCLUDED', { verdict: termOf('reviewVerdict', seat.verdict) });
      }
      checkConclusion(input, await this.packets.checklist(tx, seat), this.clock.today());
      await this.requireOwners(tx, input);
      await tx.query(
        `UPDATE review_opinion SET verdict = $2, answers = $3, opinion = $4, concluded_by_id = $5, concluded_at = $6 WHERE id = $1`,
        [opinionId, input.verdict, JSON.stringify(input.answers), input.opinion || null, actor.id, this.clock.now()],
      );
      await tx.query(
        `INSERT INTO review_condition (packet_id, opinion_id, project_id, packet_number, seat, organisation_id, owner_organisation_id, text, due_on)
         SELECT $1, $2, $3, $4, $5, $6, "ownerOrganisationId", text, "dueOn"
         FROM jsonb_to_recordset($7::jsonb) AS r("ownerOrganisationId" uuid, text text, "dueOn" date)`,
        [packet.id, opinionId, packet.projectId, packet.number, seat.seat, seat.organisationId, JSON.stringify(input.conditions)],
      ); // prettier-ignore
      await attachFiles(tx, input.fileIds, { packetId: packet.id, opinionId });
      const element = (
        SEAT_GUARANTEES as Partial<Record<string, (typeof SEAT_GUARANTEES)[keyof typeof SEAT_GUARANTEES]>>
      )[seat.seat];
      if (element !== undefined) {
        const state = input.guarantee ?? SUGGESTED_GUARANTEE[input.verdict];
        const { number, projectId } = packet;
        await this.states.setGuarantee(tx, projectId, element, { state, number, unit: seat.unitName });
      }
      await this.settleIfComplete(tx, packet);
      return this.packets.detail(tx, packet.id);
    });
  }

  /** Ends a packet all seats of which have concluded. The caller holds its lock. */
  private async settleIfComplete(tx: EntityManager, { id, number, projectId }: LockedPacket): Promise<void> {
    const opinions = (await tx.query('SELECT verdict FROM review_opinion WHERE packet_id = $1', [id])) as {
      verdict: Code<'reviewVerdict'> | null;
    }[];
    const verdicts = opinions.flatMap(({ verdict }) => verdict ?? []);
    if (verdicts.length < opinions.length) return;
    const status = outcomeOf(verdicts);
    await tx.query('UPDATE review_packet SET status = $2, concluded_at = $3 WHERE id = $1', [
      id,
      status,
      this.clock.now(),
    ]);
    // Everybody who reads projects reads the reason; what the seats wrote stays with the packet.
    const reason = `第${number}次送审：${termOf('reviewStatus', status)}`;
    const isAdmitted = status === 'approved' || status === 'conditional';
    await this.states.leaveReview(tx, projectId, {
      to: isAdmitted ? 'in_reserve' : status === 'vetoed' ? 'exited' : 'back',
      reason,
      ...(isAdmitted ? { packetId: id } : {}),
    });
  }

  private async insert(
    tx: EntityManager,
    project: Project,
    { note, organisationId, projectVersion }: { note: string | null; organisationId: string; projectVersion: number },
  ): Promise<string> {
    const lists = (await tx.query(
      'SELECT list FROM project_list_membership WHERE project_id = $1 AND left_on IS NULL',
      [project.id],
    )) as { list: string }[];
    const frozen = frozenOf(project, lists.map(({ list }) => list)); // prettier-ignore
    const [{ id }] = (await tx.query(
      `INSERT INTO review_packet (project_id, number, area_code, frozen, sha256, project_version, note, organisation_id, submitted_by_id, submitted_at)
       VALUES ($1, next_review_number($1), $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
      [
        project.id,
        project.areaCode,
        JSON.stringify(frozen),
        digestOf(frozen),
        projectVersion,
        note,
        organisationId,
        this.database.actor.id,
        this.clock.now(),
      ],
    )) as [{ id: string }];
    return id;
  }

  /** @throws {AppError} REVIEW_PACKET_NOT_FOUND, REVIEW_CONCLUDED */
  private async lockOpen(tx: EntityManager, id: string): Promise<LockedPacket> {
    const [packet] = (await tx.query(
      `SELECT id, number, project_id AS "projectId", area_code AS "areaCode", organisation_id AS "organisationId", status
       FROM review_packet WHERE id = $1 FOR UPDATE`,
      [id],
    )) as LockedPacket[];
    if (packet === undefined) throw new AppError('REVIEW_PACKET_NOT_FOUND', { id });
    if (packet.status !== 'open') {
      throw new AppError('REVIEW_CONCLUDED', { status: termOf('reviewStatus', packet.status) });
    }
    return packet;
  }

  private async requireOwners(tx: EntityManager, { conditions }: ConcludeReview): Promise<void> {
    const ids = conditions.map(({ ownerOrganisationId }) => ownerOrganisationId);
    const known = (await tx.query('SELECT id FROM organisation WHERE id = ANY ($1)', [ids])) as { id: string }[];
    const missing = ids.findIndex((id) => !known.some((row) => row.id === id));
    if (missing >= 0) {
      throw new ValidationError([
        { path: `conditions.${missing}.ownerOrganisationId`, code: 'unknown', message: '没有这个单位' },
      ]);
    }
  }
}
interface LockedPacket {
  readonly id: string;
  readonly number: number;
  readonly projectId: string;
  readonly areaCode: string | null;
  readonly organisationId: string;
  readonly status: Code<'reviewStatus'>;
}
