import type {
  ChecklistItem,
  Code,
  Page,
  ReviewFile,
  ReviewOpinionView,
  ReviewPacketDetail,
  ReviewPacketQuery,
  ReviewPacketView,
} from '@lianghuan/contracts';
import { type Actor, AppError, Database, may, reachesArea } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { groupByKey } from '../record/name-and-area.js';
import { sortOf } from '../record/sort.js';
import { ReferenceData } from '../reference/reference-data.js';
import { containedGrams, isWordless, likePattern, wordsOf } from '../search/search-text.js';
import { streamRows } from '../record/stream-rows.js';
import { changesBetween, type Frozen } from './packet-contents.js';
import { ReviewConditionService } from './review-condition.service.js';

/** Sort name on the wire → expression over the packet `k` and its project `p`. */
const SORTABLE: Readonly<Record<string, string>> = {
  submittedAt: 'k.submitted_at',
  concludedAt: 'k.concluded_at',
  projectName: 'p.name',
  totalInvestmentCny: `(k.frozen ->> 'totalInvestmentCny')::numeric`,
};

/** What is shown of packets: lists, one packet with its seats, and what a seat is asked. Who sees a packet is decided by its policy alone. */
@Injectable()
export class ReviewPacketReader {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly conditions: ReviewConditionService,
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

  /** All packets under the filters; see {@link streamRows}. */
  stream(query: ReviewPacketQuery, blockSize = 200): AsyncGenerator<ReviewPacketView[]> {
    return streamRows(
      this.database,
      { keysOf: (tx) => this.idsOf(tx, query, ''), viewsOf: (tx, ids) => this.views(tx, ids) },
      blockSize,
    );
  }

  /** A packet with what was frozen, what is different from the one before, and every seat. */
  get(id: string): Promise<ReviewPacketDetail> {
    return this.database.transaction((tx) => this.detail(tx, id));
  }

  /** @throws {AppError} REVIEW_OPINION_NOT_FOUND, also for a seat the actor may not see */
  async loadSeat(tx: EntityManager, id: string): Promise<SeatRow> {
    const [row] = (await tx.query(`${SEATS} WHERE o.id = $1`, [id])) as SeatRow[];
    if (row === undefined) throw new AppError('REVIEW_OPINION_NOT_FOUND', { id });
    return row;
  }

  /** The version of the checklist the seat was given. */
  async checklist(tx: EntityManager, { seat, checklistVersion }: SeatRow): Promise<ChecklistItem[]> {
    return (await tx.query(`${CHECKLIST} WHERE seat = $1 AND version = $2 ORDER BY sort`, [
      seat,
      checklistVersion,
    ])) as ChecklistItem[];
  }

  private async idsOf(tx: EntityManager, query: ReviewPacketQuery, page: string): Promise<string[]> {
    const { where, values } = this.filter(query);
    const usual = query.mine === true ? 'submittedAt' : '-submittedAt';
    const { name, direction } = sortOf(query.sort ?? usual, this.sortNames);
    const rows = (await tx.query(
      `SELECT k.id FROM review_packet k JOIN project p ON p.id = k.project_id WHERE ${where}
       ORDER BY ${SORTABLE[name]} ${direction} NULLS LAST, k.id ${page}`,
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

  /** @throws {AppError} REVIEW_PACKET_NOT_FOUND, also for what the actor may not see */
  async detail(tx: EntityManager, id: string): Promise<ReviewPacketDetail> {
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
          can: { withdraw: row.status === 'open' && mayWithdraw(actor, row) },
        },
      ];
    });
    const byId = new Map(views);
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}

/** Who submitted a packet, or answers for its area, may take it back. */
export function mayWithdraw(actor: Actor, packet: Pick<PacketRow, 'areaCode' | 'organisationId'>): boolean {
  return (
    may(actor, 'review.submit') &&
    (packet.organisationId === actor.organisationId || reachesArea(actor, 'review.submit', packet.areaCode))
  );
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

/** One seat of a packet as it is stored. */
export interface SeatRow {
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
