import {
  changedFields,
  isEmptyValue,
  RECORD_TOLD_FIELDS,
  termOf,
  type AuditEntryView,
  type AuditQuery,
} from '@lianghuan/contracts';
import { Button, Skeleton, Timeline } from 'antd';
import { LoadFailure } from '../app/load-state.js';
import { formatInstant } from '../format/date.js';
import { FieldValue } from '../register/field-value.js';
import type { RegisterField } from '../register/register-field.js';
import { useHistory } from './audit.queries.js';

/** How a field is called and shown. */
export type ShownField = Pick<RegisterField, 'name' | 'title' | 'kind' | 'dictionary' | 'terms' | 'unit'>;

interface HistoryProps {
  readonly noun: AuditQuery['noun'];
  readonly id: string;
  /** How the fields are called and shown; a change of a field that is not among them is left out. */
  readonly fields: readonly ShownField[];
}

/** 修改记录: who changed what, from what to what, when and why. */
export function History({ noun, id, fields }: HistoryProps) {
  const history = useHistory(noun, id, true);
  if (history.isPending) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  if (history.data === undefined) {
    return <LoadFailure error={history.error} isRetrying={history.isFetching} onRetry={() => void history.refetch()} />;
  }
  const entries = history.data.pages.flatMap((page) => page.items);
  if (entries.length === 0) return <p className="faint">没有修改记录。</p>;
  return (
    <>
      <Timeline
        className="history"
        items={entries.map((entry) => ({ key: entry.id, content: <Entry entry={entry} fields={fields} /> }))}
      />
      {history.hasNextPage && (
        <Button size="small" onClick={() => void history.fetchNextPage()} loading={history.isFetchingNextPage}>
          更早的记录
        </Button>
      )}
    </>
  );
}

/** Rows that belong to the shown one; what is done to them has words of its own. */
const PART_TERMS: Readonly<Record<string, Readonly<Record<AuditEntryView['action'], string>>>> = {
  project_list_membership: { INSERT: '列入清单', UPDATE: '清单变更', DELETE: '移除清单' },
  review_packet: { INSERT: '送审', UPDATE: '评审', DELETE: '移除送审件' },
  lead_activity: { INSERT: '记跟进', UPDATE: '跟进变更', DELETE: '移除跟进' },
  lead_stage_entry: { INSERT: '记阶段', UPDATE: '阶段记录变更', DELETE: '移除阶段记录' },
  enterprise_site: { INSERT: '登记厂区', UPDATE: '厂区变更', DELETE: '移除厂区' },
  enterprise_product: { INSERT: '新增产品', UPDATE: '产品变更', DELETE: '移除产品' },
};

/** What was done, in a word. */
function titleOf({ tableName, action, changes }: AuditEntryView): string {
  const archived = changes['archivedAt'] ?? changes['archived_at'];
  if (action === 'UPDATE' && archived !== undefined) return isEmptyValue(archived[1]) ? '恢复' : '归档';
  return PART_TERMS[tableName]?.[action] ?? termOf('auditAction', action);
}

function Entry({ entry, fields }: { readonly entry: AuditEntryView; readonly fields: readonly ShownField[] }) {
  return (
    <article className="history-entry">
      <header>
        <strong>{titleOf(entry)}</strong>
        <span>{entry.actorName}</span>
        <time className="number" dateTime={entry.at}>
          {formatInstant(entry.at)}
        </time>
      </header>
      {entry.reason !== null && <p>原因：{entry.reason}</p>}
      {/* A new row is on the page with all its values; a new part of it is told here. */}
      {(entry.action === 'UPDATE' || entry.tableName in PART_TERMS) && (
        <ChangeList changes={entry.changes} fields={fields} action={entry.action} />
      )}
    </article>
  );
}

/** From what to what each field went, as far as it has a title: `fields`, and what no form shows but people ask about. */
export function ChangeList(props: {
  readonly changes: AuditEntryView['changes'];
  readonly fields: readonly ShownField[];
  readonly action: AuditEntryView['action'];
}) {
  const { action } = props;
  const shown = changedFields<ShownField>(props.changes, [...props.fields, ...RECORD_TOLD_FIELDS]);
  if (shown.length === 0) return null;
  return (
    <ul>
      {shown.map(({ field, before, after }) => (
        <li key={field.name}>
          <span className="faint">{field.title}</span>{' '}
          {action === 'UPDATE' && (
            <>
              <FieldValue field={field} value={before} /> →{' '}
            </>
          )}
          <FieldValue field={field} value={action === 'DELETE' ? before : after} />
        </li>
      ))}
    </ul>
  );
}
