import type { TimelineEntry, TimelinePage, TimelineQuery } from '@lianghuan/contracts';
import { Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { streamRows } from '../record/stream-rows.js';
import { requireSubject, SUBJECTS } from '../subject/subject.js';
import { entriesOf, TIMELINE_SOURCES } from './timeline-sources.js';

/** 时间线: one list of everything that happened to a record and to what is linked to it, as far as the reader may see each part. */
@Injectable()
export class TimelineService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Newest first. @throws {AppError} …_NOT_FOUND of the record when the actor may not see it */
  list(query: TimelineQuery): Promise<TimelinePage> {
    return this.database.transaction(async (tx) => {
      const { subjectId, kind, page, pageSize } = query;
      await requireSubject(tx, this.database.actor, query);
      const counted = (await tx.query(
        `SELECT kind, count(*)::int AS count FROM (${unionOf(this.sourcesFor(query))}) entry GROUP BY kind`,
        [subjectId],
      )) as { kind: TimelineEntry['kind']; count: number }[];
      const total = counted.reduce((sum, row) => sum + (kind?.includes(row.kind) === false ? 0 : row.count), 0);
      const rows = await this.rows(tx, query, pageSize, (page - 1) * pageSize);
      return {
        items: await this.entriesOf(tx, rows),
        total,
        page,
        pageSize,
        counts: Object.fromEntries(counted.map((row) => [row.kind, row.count])),
      };
    });
  }

  /** All entries of the kinds asked for; see {@link streamRows}. @throws {AppError} as {@link list} */
  stream(query: TimelineQuery, blockSize = 200): AsyncGenerator<TimelineEntry[]> {
    return streamRows(
      this.database,
      {
        keysOf: async (tx) => {
          await requireSubject(tx, this.database.actor, query);
          return this.rows(tx, query, null, 0);
        },
        viewsOf: (tx, rows) => this.entriesOf(tx, rows),
      },
      blockSize,
    );
  }

  /** What people know the record by. @throws {AppError} as {@link list} */
  nameOf({ subject, subjectId }: Pick<TimelineQuery, 'subject' | 'subjectId'>): Promise<string> {
    return this.database.transaction(async (tx) => {
      await requireSubject(tx, this.database.actor, { subject, subjectId });
      const [{ name }] = (await tx.query(`SELECT ${SUBJECTS[subject].name} AS name FROM ${subject} s WHERE s.id = $1`, [
        subjectId,
      ])) as [{ name: string }];
      return name;
    });
  }

  private sourcesFor({ subject }: TimelineQuery): TiedSource[] {
    return TIMELINE_SOURCES.flatMap((source) => {
      const tie = source.where[subject];
      const isShown = source.permission === undefined || may(this.database.actor, source.permission);
      return tie !== undefined && isShown ? [{ kind: source.kind, sql: entriesOf(source, tie) }] : [];
    });
  }

  /** @param limit null for all */
  private async rows(
    tx: EntityManager,
    query: TimelineQuery,
    limit: number | null,
    offset: number,
  ): Promise<EntryRow[]> {
    const { subjectId, kind } = query;
    const wanted = this.sourcesFor(query).filter((source) => kind === undefined || kind.includes(source.kind));
    if (wanted.length === 0) return [];
    return (await tx.query(
      `SELECT e.id, e.at, e.kind, e.event, coalesce(u.display_name, '系统') AS "actorName", e.link_noun AS "linkNoun",
         e.link_id AS "linkId", e.name, e.from_code AS "fromCode", e.to_code AS "toCode", e.amount AS "amountCny", e.quantity, e.unit,
         e.note, e.audit_id::text AS "auditId"
       FROM (SELECT * FROM (${unionOf(wanted)}) entry ORDER BY at DESC, id DESC LIMIT $2 OFFSET $3) e
       LEFT JOIN app_user u ON u.id = e.actor_id ORDER BY e.at DESC, e.id DESC`,
      [subjectId, limit, offset],
    )) as EntryRow[];
  }

  /** The rows with what was changed, in the names of what the ids mean. */
  private async entriesOf(tx: EntityManager, rows: readonly EntryRow[]): Promise<TimelineEntry[]> {
    const changes = await this.audit.changesOf(tx, rows.flatMap(({ auditId }) => auditId ?? [])); // prettier-ignore
    return rows.map(({ linkNoun, linkId, auditId, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      link: linkNoun === null || linkId === null ? null : { noun: linkNoun, id: linkId },
      changes: (auditId === null ? undefined : changes.get(auditId)) ?? null,
    }));
  }
}

/** SELECT of one source's entries. */
interface TiedSource {
  readonly kind: TimelineEntry['kind'];
  readonly sql: string;
}

function unionOf(sources: readonly TiedSource[]): string {
  return sources.map(({ sql }) => sql).join(' UNION ALL ');
}

type EntryRow = Omit<TimelineEntry, 'at' | 'link' | 'changes'> & {
  readonly at: Date;
  readonly linkNoun: NonNullable<TimelineEntry['link']>['noun'] | null;
  readonly linkId: string | null;
  readonly auditId: string | null;
};
