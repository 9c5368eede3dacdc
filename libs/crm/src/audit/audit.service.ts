import type { AuditEntryView, AuditQuery, ErrorCode, Page, Permission } from '@lianghuan/contracts';
import { AppError, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { WAS_SHOWN } from './was-shown.js';

interface AuditedTable {
  readonly table: string;
  /** Column that points to the row asked for; absent for the row itself. */
  readonly parentColumn?: string;
  /** What the actor needs besides the right to see the row. */
  readonly permission?: Permission;
}

/** What belongs to the history of one row: its own table first, then what hangs on it. */
const TABLES: Readonly<Record<AuditQuery['noun'], readonly AuditedTable[]>> = {
  resource: [{ table: 'resource' }],
  market: [{ table: 'market' }],
  project: [
    { table: 'project' },
    { table: 'project_list_membership', parentColumn: 'project_id' },
    { table: 'review_packet', parentColumn: 'project_id', permission: 'review.read' },
  ],
  enterprise: [
    { table: 'enterprise' },
    { table: 'enterprise_contact', parentColumn: 'enterprise_id', permission: 'enterprise.contact' },
    { table: 'enterprise_grading', parentColumn: 'enterprise_id' },
    { table: 'enterprise_recognition', parentColumn: 'enterprise_id' },
    { table: 'integrity_check', parentColumn: 'enterprise_id' },
    { table: 'group_relation', parentColumn: 'child_id' },
    { table: 'enterprise_site', parentColumn: 'enterprise_id' },
  ],
  need: [{ table: 'need_entry' }],
  lead: [
    { table: 'lead' },
    { table: 'lead_stage_entry', parentColumn: 'lead_id' },
    { table: 'lead_activity', parentColumn: 'lead_id' },
  ],
  funds: [{ table: 'funds_line' }, { table: 'evidence_item', parentColumn: 'funds_line_id' }],
};
const NOT_FOUND: Readonly<Record<AuditQuery['noun'], ErrorCode>> = {
  resource: 'RESOURCE_NOT_FOUND',
  market: 'MARKET_NOT_FOUND',
  project: 'PROJECT_NOT_FOUND',
  enterprise: 'ENTERPRISE_NOT_FOUND',
  need: 'NEED_NOT_FOUND',
  lead: 'LEAD_NOT_FOUND',
  funds: 'FUNDS_LINE_NOT_FOUND',
};

/** Columns that say nothing to a reader: keys, links to the parent, and what the database derives. */
const LEFT_OUT = new Set([
  'id', 'created_at', 'created_by_id', 'recorded_at', 'recorded_by_id', 'lead_id', 'funds_line_id', 'enterprise_name', 'normalized_name',
  'counted_cny', 'pending_cny', 'is_live', 'suggestion_id', 'frozen', 'sha256', 'reserve_key_facts', 'reserve_packet_id', 'reserve_batch_id', 'guarantee_verdicts', 'is_undone',
]); // prettier-ignore

interface EntryRow {
  readonly id: string;
  readonly at: Date;
  readonly tableName: string;
  readonly rowId: string;
  readonly action: AuditEntryView['action'];
  readonly actorName: string;
  readonly reason: string | null;
  readonly oldValues: Record<string, unknown> | null;
  readonly newValues: Record<string, unknown> | null;
}

type Values = Pick<EntryRow, 'oldValues' | 'newValues'>;

/** 留痕: the history of a row for those who may see the row. What it does not show them now, its history does not show either. */
@Injectable()
export class AuditService {
  constructor(private readonly database: Database) {}

  /** Newest first. @throws {AppError} …_NOT_FOUND of the noun when the actor may not see the row */
  list({ noun, id, page, pageSize }: AuditQuery): Promise<Page<AuditEntryView>> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      const [own, ...children] = TABLES[noun];
      const isVisible =
        may(actor, `${noun}.read`) &&
        (await tx.query<unknown[]>(`SELECT FROM ${own.table} WHERE id = $1`, [id])).length > 0;
      if (!isVisible) throw new AppError(NOT_FOUND[noun], { id });

      // Children are read under their own policies, so that only those the actor may see bring their history along.
      const shown = children.filter(({ permission }) => permission === undefined || may(actor, permission));
      const rows = [
        `SELECT '${own.table}' AS table_name, $1::uuid::text AS row_id`,
        ...shown.map(({ table, parentColumn }) => `SELECT '${table}', id::text FROM ${table} WHERE ${parentColumn} = $1::uuid`), // prettier-ignore
      ].join(' UNION ALL ');
      const from = `FROM audit_entry a JOIN (${rows}) r USING (table_name, row_id) LEFT JOIN app_user u ON u.id = a.actor_id WHERE ${WAS_SHOWN}`;
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total ${from}`, [id])) as [{ total: number }];
      const entries = (await tx.query(
        `SELECT a.id, a.at, a.table_name AS "tableName", a.row_id AS "rowId", a.action, coalesce(u.display_name, '系统') AS "actorName",
           a.reason, a.old_values AS "oldValues", a.new_values AS "newValues" ${from} ORDER BY a.id DESC LIMIT $2 OFFSET $3`,
        [id, pageSize, (page - 1) * pageSize],
      )) as EntryRow[];
      const names = await this.namesIn(tx, entries);
      return { items: entries.map((entry) => viewOf(entry, names)), total, page, pageSize };
    });
  }

  /** What these entries changed, by the id of the entry. The caller has made sure that the actor may see them. */
  async changesOf(tx: EntityManager, ids: readonly string[]): Promise<Map<string, AuditEntryView['changes']>> {
    if (ids.length === 0) return new Map();
    const entries = (await tx.query(
      'SELECT id, old_values AS "oldValues", new_values AS "newValues" FROM audit_entry WHERE id = ANY ($1::bigint[])',
      [ids],
    )) as Pick<EntryRow, 'id' | 'oldValues' | 'newValues'>[];
    const names = await this.namesIn(tx, entries);
    return new Map(entries.map((entry) => [entry.id, changesIn(entry, names)]));
  }

  /** Names behind the ids in the values, as far as the actor may know them. */
  private async namesIn(tx: EntityManager, entries: readonly Values[]): Promise<Map<string, string>> {
    const ids = entries
      .flatMap((entry) => [entry.oldValues, entry.newValues])
      .flatMap((values) => Object.entries(values ?? {}))
      .flatMap(([column, value]) => (isReference(column) ? [value].flat() : []))
      .filter((value) => typeof value === 'string');
    if (ids.length === 0) return new Map();
    const rows = (await tx.query(NAMES, [[...new Set(ids)]])) as { id: string; name: string }[];
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

function viewOf(entry: EntryRow, names: ReadonlyMap<string, string>): AuditEntryView {
  const { oldValues: _old, newValues: _new, at, ...rest } = entry;
  return { ...rest, at: at.toISOString(), changes: changesIn(entry, names) };
}

function changesIn(entry: Values, names: ReadonlyMap<string, string>): AuditEntryView['changes'] {
  const columns = new Set([...Object.keys(entry.oldValues ?? {}), ...Object.keys(entry.newValues ?? {})]);
  const changes: AuditEntryView['changes'] = {};
  for (const column of columns) {
    if (LEFT_OUT.has(column)) continue;
    const shown = (values: Record<string, unknown> | null): unknown => {
      const value = values?.[column] ?? null;
      if (!isReference(column) || value === null) return value;
      const named = [value].flat().map((id) => (typeof id === 'string' ? names.get(id) : undefined) ?? '（无权查看）');
      return Array.isArray(value) ? named : named[0];
    };
    changes[camelCase(column)] = [shown(entry.oldValues), shown(entry.newValues)];
  }
  return changes;
}

function isReference(column: string): boolean {
  return column.endsWith('_id') || column.endsWith('_ids');
}

function camelCase(column: string): string {
  return column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Ids are random, so that one look through the few tables they may point to is enough; row-level security binds each of them. */
const NAMES = `
  SELECT id::text, display_name AS name FROM app_user WHERE id = ANY($1::uuid[])
  UNION ALL SELECT id::text, name FROM organisation WHERE id = ANY($1::uuid[])
  UNION ALL SELECT id::text, name FROM project WHERE id = ANY($1::uuid[])
  UNION ALL SELECT id::text, name FROM enterprise WHERE id = ANY($1::uuid[])
  UNION ALL SELECT id::text, name FROM stored_file WHERE id = ANY($1::uuid[])
  UNION ALL SELECT id::text, code FROM funds_line WHERE id = ANY($1::uuid[])`;
