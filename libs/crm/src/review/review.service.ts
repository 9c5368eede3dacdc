import {
  type ChecklistItem,
  type Code,
  type ConcludeReview,
  type Page,
  type ReviewFile,
  type ReviewOpinionView,
  type ReviewPacketDetail,
  type ReviewPacketQuery,
  type ReviewPacketView,
  type ReviewUnits,
  SEAT_GUARANTEES,
  SUGGESTED_GUARANTEE,
  type SubmitReview,
  termOf,
} from '@lianghuan/contracts';
import { type Actor, AppError, Clock, Database, may, reachesArea, ValidationError } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Readable } from 'node:stream';
import { FileService } from '../file/file.service.js';
import type { StoredFile } from '../file/stored-file.entity.js';
import type { Project } from '../project/project.entity.js';
import { ProjectService } from '../project/project.service.js';
import { groupByKey } from '../record/name-and-area.js';
import { ReferenceData } from '../reference/reference-data.js';
import { containedGrams, isWordless, likePattern, wordsOf } from '../search/search-text.js';
import { changesBetween, digestOf, type Frozen, frozenOf } from './packet-contents.js';
import { ReviewConditionService } from './review-condition.service.js';
import { attachFiles } from './review-files.js';
import { checkConclusion, outcomeOf } from './review-outcome.js';
import { seatsFor } from './review-seats.js';

/** Sort name on the wire → expression over the packet `k` and its project `p`. */
const SORTABLE: Readonly<Record<string, string>> = {
  submittedAt: 'k.submitted_at',
  concludedAt: 'k.concluded_at',
  projectName: 'p.name',
  totalInvestmentCny: `(k.frozen ->> 'totalInvestmentCny')::numeric`,
};

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
    private readonly projects: ProjectService,
    private readonly conditions: ReviewConditionService,
    private readonly files: FileService,
  ) {}

  /** What the list can be sorted by. */
  get sortNames(): string[] {
    return Object.keys(SORTABLE);
  }

  /** One page of what the actor may see. */
  list(query: ReviewPacketQuery): Promise<Page<ReviewPacketView>> {
    return this.database.transaction(async (tx) => {
      const { page, pageSize } = query;
      const ids = await this.idsOf(tx, query, `LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`);
      return { items: await this.views(tx, ids), total: await this.countOf(tx, query), page, pageSize };
    });
  }

  count(query: ReviewPacketQuery): Promise<number> {
    return this.database.transaction((tx) => this.countOf(tx, query));
  }

  /** All packets under the filters in blocks, in the order of the list. For exports. */
  async *stream(query: ReviewPacketQuery, blockSize = 200): AsyncGenerator<ReviewPacketView[]> {
    const snapshot = await this.database.openSnapshot();
    try {
      const ids = await this.idsOf(snapshot.tx, query, '');
      for (let from = 0; from < ids.length; from += blockSize) {
        yield await this.views(snapshot.tx, ids.slice(from, from + blockSize));
      }
    } finally {
      await snapshot.close();
    }
  }

  /** A packet with what was frozen, what is different from the one before, and every seat. */
  get(id: string): Promise<ReviewPacketDetail> {
    return this.database.transaction((tx) => this.detail(tx, id));
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

  /** Takes in an attachment; until it is tied to an opinion or a condition, only who uploaded it can read it. */
  upload(file: { name: string; mediaType: string; content: Readable }): Promise<StoredFile> {
    return this.files.receive({ ...file, purpose: 'review' });
  }

  /**
   * 送审: freezes the project as it stands and gives every seat its checklist.
   * @throws {AppError} PROJECT_UNDER_REVIEW, REVIEW_LINE_UNIT_UNKNOWN, PROJECT_INVESTMENT_UNKNOWN, AREA_FORBIDDEN, VERSION_CONFLICT
   */
  submit(projectId: string, input: SubmitReview): Promise<ReviewPacketDetail> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      if (actor.organisationId === null) throw new AppError('FORBIDDEN');
      const project = await this.projects.enterReview(tx, projectId, input.version);
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
      return this.detail(tx, id);
    });
  }

  /** 撤回送审. What was concluded so far stays on record. @throws {AppError} REVIEW_CONCLUDED, AREA_FORBIDDEN */
  withdraw(id: string, reason: string): Promise<ReviewPacketDetail> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const packet = await this.lockOpen(tx, id);
        if (!this.mayWithdraw(this.database.actor, packet)) throw new AppError('AREA_FORBIDDEN');
        await tx.query(
          `UPDATE review_packet SET status = 'withdrawn', concluded_at = $2, withdraw_reason = $3 WHERE id = $1`,
          [id, this.clock.now(), reason],
        );
        await this.projects.leaveReview(tx, packet.projectId, { to: 'back', reason: `第${packet.number}次送审已撤回` });
        return this.detail(tx, id);
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
      const asked = await this.loadSeat(tx, opinionId);
      if (asked.organisationId !== actor.organisationId) {
        throw new AppError('REVIEW_UNIT_FORBIDDEN', { unit: asked.unitName });
      }
      const packet = await this.lockOpen(tx, asked.packetId);
      // Read again behind the lock: a colleague may have been faster.
      const seat = await this.loadSeat(tx, opinionId);
      if (seat.verdict !== null) {
        throw new AppError('REVIEW_OPINION_CONCLUDED', { verdict: termOf('reviewVerdict', seat.verdict) });
      }
      checkConclusion(input, await this.checklist(tx, seat), this.clock.today());
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
        await this.projects.setGuarantee(tx, packet.projectId, element, state);
      }
      await this.settleIfComplete(tx, packet);
      return this.detail(tx, packet.id);
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
    await this.projects.leaveReview(tx, projectId, {
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

  private async loadSeat(tx: EntityManager, id: string): Promise<SeatRow> {
    const [row] = (await tx.query(`${SEATS} WHERE o.id = $1`, [id])) as SeatRow[];
    if (row === undefined) throw new AppError('REVIEW_OPINION_NOT_FOUND', { id });
    return row;
  }

  private async checklist(tx: EntityManager, { seat, checklistVersion }: SeatRow): Promise<ChecklistItem[]> {
    return (await tx.query(`${CHECKLIST} WHERE seat = $1 AND version = $2 ORDER BY sort`, [
      seat,
      checklistVersion,
    ])) as ChecklistItem[];
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

  private mayWithdraw(actor: Actor, packet: Pick<LockedPacket, 'areaCode' | 'organisationId'>): boolean {
    return (
      may(actor, 'review.submit') &&
      (packet.organisationId === actor.organisationId || reachesArea(actor, 'review.submit', packet.areaCode))
    );
  }

  private async idsOf(tx: EntityManager, query: ReviewPacketQuery, page: string): Promise<string[]> {
    const { where, values } = this.filter(query);
    const sort = query.sort ?? (query.mine === true ? 'submittedAt' : '-submittedAt');
    const name = sort.replace(/^-/, '');
    if (!Object.hasOwn(SORTABLE, name)) {
      const message = `expected one of ${this.sortNames.join(', ')}`;
      throw new ValidationError([{ path: 'sort', code: 'unknown', message }]);
    }
    const rows = (await tx.query(
      `SELECT k.id FROM review_packet k JOIN project p ON p.id = k.project_id WHERE ${where}
       ORDER BY ${SORTABLE[name]} ${sort.startsWith('-') ? 'DESC' : 'ASC'} NULLS LAST, k.id ${page}`,
      values,
    )) as { id: string }[];
    return rows.map(({ id }) => id);
  }

  private async countOf(tx: EntityManager, query: ReviewPacketQuery): Promise<number> {
    const { where, values } = this.filter(query);
    const [{ total }] = (await tx.query(
      `SELECT count(*)::int AS total FROM review_packet k JOIN project p ON p.id = k.project_id WHERE ${where}`,
      values,
    )) as [{ total: number }];
    return total;
  }

  private filter(query: ReviewPacketQuery): { where: string; values: unknown[] } {
    const { actor } = this.database;
    const words = wordsOf(query.q);
    const values = [
      query.status ?? null,
      query.areaCode ?? null,
      query.projectId ?? null,
      query.mine === true ? actor.organisationId : null,
      words.flatMap(containedGrams),
      words.map(likePattern),
    ];
    const where = `($1::text[] IS NULL OR k.status = ANY ($1)) AND ($2::text[] IS NULL OR k.area_code = ANY ($2))
      AND ($3::uuid IS NULL OR k.project_id = $3)
      AND ($4::uuid IS NULL OR (k.status = 'open' AND EXISTS (SELECT FROM review_opinion o
        WHERE o.packet_id = k.id AND o.organisation_id = $4 AND o.verdict IS NULL)))
      AND p.search_grams @> $5::text[] AND p.search_text LIKE ALL ($6::text[])${isWordless(query.q) ? ' AND false' : ''}`;
    return { where, values };
  }

  private async detail(tx: EntityManager, id: string): Promise<ReviewPacketDetail> {
    const [view] = await this.views(tx, [id]);
    if (view === undefined) throw new AppError('REVIEW_PACKET_NOT_FOUND', { id });
    const [row] = (await tx.query(
      `SELECT frozen, sha256, project_version AS "projectVersion" FROM review_packet WHERE id = $1`,
      [id],
    )) as { frozen: Frozen; sha256: string; projectVersion: number }[];
    const [previous] = (await tx.query(
      'SELECT number, frozen FROM review_packet WHERE project_id = $1 AND number < $2 ORDER BY number DESC LIMIT 1',
      [view.project.id, view.number],
    )) as { number: number; frozen: Frozen }[];
    return {
      ...view,
      ...row,
      previousNumber: previous?.number ?? null,
      changes: previous === undefined ? [] : changesBetween(previous.frozen, row.frozen),
      opinions: await this.opinions(tx, view),
    };
  }

  private async opinions(tx: EntityManager, packet: ReviewPacketView): Promise<ReviewOpinionView[]> {
    const rows = (await tx.query(`${SEATS} WHERE o.packet_id = $1 ORDER BY ${SEAT_ORDER}`, [packet.id])) as SeatRow[];
    const items = (await tx.query(
      `${CHECKLIST} WHERE (seat, version) IN (SELECT seat, checklist_version FROM review_opinion WHERE packet_id = $1) ORDER BY sort`,
      [packet.id],
    )) as (ChecklistItem & { seat: string })[];
    const files = groupByKey(
      await tx.query<(ReviewFile & { key: string })[]>(
        `SELECT f.opinion_id AS key, s.id, s.name, s.size_bytes::int AS "sizeBytes", s.sha256
         FROM review_file f JOIN stored_file s ON s.id = f.file_id WHERE f.packet_id = $1 AND f.opinion_id IS NOT NULL
         ORDER BY s.created_at, s.id`,
        [packet.id],
      ),
    );
    const conditions = await this.conditions.ofPackets(tx, [packet.id]);
    const { actor } = this.database;
    return rows.map((row) => ({
      ...seatViewOf(row),
      checklistVersion: row.checklistVersion,
      checklist: items.filter(({ seat }) => seat === row.seat),
      answers: row.answers,
      opinion: row.opinion,
      files: files.get(row.id) ?? [],
      conditions: conditions.filter(({ seat }) => seat === row.seat),
      can: { conclude: isWaitingFor(actor, packet.status, row) },
    }));
  }

  /** In the order of the ids; what the actor may not see is left out. */
  private async views(tx: EntityManager, ids: readonly string[]): Promise<ReviewPacketView[]> {
    if (ids.length === 0) return [];
    await this.reference.ready();
    const rows = (await tx.query(
      `SELECT k.id, k.number, k.status, k.note, k.submitted_at AS "submittedAt", k.concluded_at AS "concludedAt",
         k.withdraw_reason AS "withdrawReason", k.is_example AS "isExample", k.area_code AS "areaCode",
         k.organisation_id AS "organisationId", k.frozen ->> 'totalInvestmentCny' AS "totalInvestmentCny",
         p.id AS "projectId", p.name AS "projectName", p.code AS "projectCode", u.display_name AS "submittedByName",
         o.name AS "submittedByUnit",
         (SELECT count(*)::int FROM review_condition c WHERE c.packet_id = k.id) AS "conditionCount",
         (SELECT count(*)::int FROM review_condition c WHERE c.packet_id = k.id AND c.state <> 'closed') AS "openCount"
       FROM review_packet k JOIN project p ON p.id = k.project_id JOIN organisation o ON o.id = k.organisation_id
       LEFT JOIN app_user u ON u.id = k.submitted_by_id WHERE k.id = ANY ($1)`,
      [ids],
    )) as PacketRow[];
    const seats = groupByKey(
      (await tx.query<SeatRow[]>(`${SEATS} WHERE o.packet_id = ANY ($1) ORDER BY ${SEAT_ORDER}`, [ids])).map((row) => ({
        ...row,
        key: row.packetId,
      })),
    );
    const { actor } = this.database;
    const views = rows.map((row): [string, ReviewPacketView] => {
      const own = seats.get(row.id) ?? [];
      return [
        row.id,
        {
          id: row.id,
          number: row.number,
          project: {
            id: row.projectId,
            name: row.projectName,
            code: row.projectCode,
            areaName: this.reference.areaName(row.areaCode),
          },
          totalInvestmentCny: row.totalInvestmentCny,
          status: row.status,
          note: row.note,
          submittedByName: row.submittedByName,
          submittedByUnit: row.submittedByUnit,
          submittedAt: row.submittedAt.toISOString(),
          concludedAt: row.concludedAt?.toISOString() ?? null,
          withdrawReason: row.withdrawReason,
          isExample: row.isExample,
          seats: own.map(seatViewOf),
          conditions: { total: row.conditionCount, open: row.openCount },
          mySeats: own.filter((seat) => isWaitingFor(actor, row.status, seat)).map(({ seat }) => seat),
          can: { withdraw: row.status === 'open' && this.mayWithdraw(actor, row) },
        },
      ];
    });
    const byId = new Map(views);
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}

function isWaitingFor(actor: Actor, status: Code<'reviewStatus'>, seat: SeatRow): boolean {
  return (
    status === 'open' &&
    seat.verdict === null &&
    seat.organisationId === actor.organisationId &&
    may(actor, 'review.conclude')
  );
}

function seatViewOf(row: SeatRow): ReviewPacketView['seats'][number] {
  return {
    id: row.id,
    seat: row.seat,
    unit: { id: row.organisationId, name: row.unitName },
    verdict: row.verdict,
    concludedAt: row.concludedAt?.toISOString() ?? null,
    reviewerName: row.reviewerName,
  };
}

const SEATS = `SELECT o.id, o.packet_id AS "packetId", o.seat, o.organisation_id AS "organisationId", unit.name AS "unitName",
    o.checklist_version AS "checklistVersion", o.answers, o.verdict, o.opinion, o.concluded_at AS "concludedAt",
    u.display_name AS "reviewerName"
  FROM review_opinion o JOIN organisation unit ON unit.id = o.organisation_id LEFT JOIN app_user u ON u.id = o.concluded_by_id`;
const SEAT_ORDER = `array_position('{investment,line,land,forest,environment,energy,water}', o.seat)`;
const CHECKLIST = `SELECT seat, code, text, is_required AS "isRequired", is_declaration AS "isDeclaration", basis FROM review_checklist_item`;

interface LockedPacket {
  readonly id: string;
  readonly number: number;
  readonly projectId: string;
  readonly areaCode: string | null;
  readonly organisationId: string;
  readonly status: Code<'reviewStatus'>;
}

interface SeatRow {
  readonly id: string;
  readonly packetId: string;
  readonly seat: Code<'reviewSeat'>;
  readonly organisationId: string;
  readonly unitName: string;
  readonly checklistVersion: number;
  readonly answers: ReviewOpinionView['answers'];
  readonly verdict: Code<'reviewVerdict'> | null;
  readonly opinion: string | null;
  readonly concludedAt: Date | null;
  readonly reviewerName: string | null;
}

interface PacketRow extends Pick<
  ReviewPacketView,
  | 'id'
  | 'number'
  | 'status'
  | 'note'
  | 'withdrawReason'
  | 'isExample'
  | 'totalInvestmentCny'
  | 'submittedByName'
  | 'submittedByUnit'
> {
  readonly submittedAt: Date;
  readonly concludedAt: Date | null;
  readonly areaCode: string | null;
  readonly organisationId: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly projectCode: string;
  readonly conditionCount: number;
  readonly openCount: number;
}
