import type { TimelineEntry, TimelinePage, TimelineQuery } from '@lianghuan/contracts';
import { Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { requireSubject } from '../subject/subject.js';
import { entriesOf, TIMELINE_SOURCES } from './timeline-sources.js';

/** 时间线: one list of everything that happened to a record and to what is linked to it, as far as the reader may see each part. */
@Injectable()
export class TimelineService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Newest first. @throws {AppError} …_NOT_FOUND of the record when the actor may not see it */
  list({ subject, subjectId, kind, page, pageSize }: TimelineQuery): Promise<TimelinePage> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      await requireSubject(tx, actor, { subject, subjectId });
      const sources = TIMELINE_SOURCES.flatMap((source) => {
        const tie = source.where[subject];
        const isShown = source.permission === undefined || may(actor, source.permission);
        return tie !== undefined && isShown ? [{ kind: source.kind, sql: entriesOf(source, tie) }] : [];
      });
      const union = (of: typeof sources) => of.map(({ sql }) => sql).join(' UNION ALL ');

      const counted = (await tx.query(
        `SELECT kind, count(*)::int AS count FROM (${union(sources)}) entry GROUP BY kind`,
        [subjectId],
      )) as { kind: TimelineEntry['kind']; count: number }[];
      const wanted = sources.filter((source) => kind === undefined || kind.includes(source.kind));
      const total = counted.reduce((sum, row) => sum + (kind?.includes(row.kind) === false ? 0 : row.count), 0);
      const rows: EntryRow[] =
        wanted.length === 0
          ? []
          : await tx.query(
              `SELECT e.id, e.at, e.kind, e.event, coalesce(u.display_name, '系统') AS "actorName", e.link_noun AS "linkNoun",
                 e.link_id AS "linkId", e.name, e.from_code AS "fromCode", e.to_code AS "toCode", e.amount AS "amountCny", e.quantity, e.unit,
                 e.note, e.audit_id::text AS "auditId"
               FROM (SELECT * FROM (${union(wanted)}) entry ORDER BY at DESC, id DESC LIMIT $2 OFFSET $3) e
               LEFT JOIN app_user u ON u.id = e.actor_id ORDER BY e.at DESC, e.id DESC`,
              [subjectId, pageSize, (page - 1) * pageSize],
            );
      const changes = await this.audit.changesOf(
        tx,
        rows.flatMap(({ auditId }) => (auditId === null ? [] : [auditId])),
      );
      return {
        items: rows.map(({ linkNoun, linkId, auditId, at, ...row }) => ({
          ...row,
          at: at.toISOString(),
          link: linkNoun === null || linkId === null ? null : { noun: linkNoun, id: linkId },
          changes: (auditId === null ? undefined : changes.get(auditId)) ?? null,
        })),
        total,
        page,
        pageSize,
        counts: Object.fromEntries(counted.map((row) => [row.kind, row.count])),
      };
    });
  }
}

type EntryRow = Omit<TimelineEntry, 'at' | 'link' | 'changes'> & {
  readonly at: Date;
  readonly linkNoun: NonNullable<TimelineEntry['link']>['noun'] | null;
  readonly linkId: string | null;
  readonly auditId: string | null;
};
