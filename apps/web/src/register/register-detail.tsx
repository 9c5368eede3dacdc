import { EditOutlined, EllipsisOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, App, Button, Dropdown, Skeleton } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { AccessLink } from '../access/access-link.js';
import { LoadFailure } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { useExtraRegisterFields } from '../extra-field/extra-register-fields.js';
import { History } from '../audit/history.js';
import { isDuplicateRegister } from '../duplicate/duplicate.queries.js';
import { MergePanel } from '../duplicate/merge-panel.js';
import { formatInstant } from '../format/date.js';
import { UNFILLED } from '../format/number.js';
import { useCan } from '../session/session.queries.js';
import { SubjectPanels } from '../subject/subject-panels.js';
import { FieldGrid } from './field-grid.js';
import { type RegisterDefinition, type RegisterRow, rowPath } from './register-definition.js';
import { byGroup, valueIn } from './register-field.js';
import { registerRowQuery, useArchiveRow } from './register.queries.js';
import { ConfidenceTag, FreshnessTag, StatusDot } from './status-tags.js';

interface RegisterDetailProps<Row extends RegisterRow> {
  readonly definition: RegisterDefinition<Row>;
  readonly id: string;
  /** Tags after the name. */
  readonly renderTags?: (row: Row) => ReactNode;
  /** Buttons before 编辑. */
  readonly renderActions?: (row: Row) => ReactNode;
  /** Panels above the history. */
  readonly renderSide?: (row: Row) => ReactNode;
  /** Panels above the fields: what is asked first. */
  readonly renderAbove?: (row: Row) => ReactNode;
  /** Panels under the fields. */
  readonly renderBelow?: (row: Row) => ReactNode;
}

/** One row of a register: its fields by group, where they come from, what happened to it. */
export function RegisterDetail<Row extends RegisterRow>(props: RegisterDetailProps<Row>) {
  const { definition, id } = props;
  const query = useQuery(registerRowQuery(definition, id));
  const parent = { path: definition.path, title: definition.title };
  if (query.data === undefined) {
    return (
      <Page title={definition.term} parent={parent}>
        <div className="panel panel-body">
          {query.isError ? (
            <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />
          ) : (
            <Skeleton active paragraph={{ rows: 12 }} />
          )}
        </div>
      </Page>
    );
  }
  return <Loaded {...props} row={query.data} parent={parent} />;
}

/** The old id leads to the survivor, which says where its reader came from; with `old` in the address the merged row itself is shown. */
function MergedNote({ path, row }: { readonly path: string; readonly row: RegisterRow }) {
  const { from, old } = useSearch({ strict: false }) as { readonly from?: unknown; readonly old?: unknown };
  const navigate = useNavigate();
  const target = row.mergedInto;
  const isLeading = target !== null && old === undefined;
  useEffect(() => {
    if (isLeading) {
      void navigate({
        to: `${path}/${target.id}`,
        search: { from: `${row.code} ${row.name}` } as never,
        replace: true,
      });
    }
  }, [isLeading, navigate, path, row.code, row.name, target]);
  if (typeof from === 'string' && target === null) {
    return <Alert type="info" showIcon className="gap-below" title={`${from} 已并入这一条，已为您转到这里。`} />;
  }
  if (target === null) return null;
  return (
    <Alert
      type="info"
      showIcon
      className="gap-below"
      title={
        <>
          已并入 <Link to={rowPath({ path }, target.id)}>{target.name}</Link>（{target.code}）
        </>
      }
    />
  );
}

function Loaded<Row extends RegisterRow>(
  props: RegisterDetailProps<Row> & { readonly row: Row; readonly parent: { path: string; title: string } },
) {
  const { definition, row, parent } = props;
  const can = useCan();
  const navigate = useNavigate();
  const isArchived = row.archivedAt !== null;
  const kind = valueIn(row, 'kind');
  const more = useExtraRegisterFields(definition.name, typeof kind === 'string' ? kind : undefined);
  const allFields = [...definition.fields, ...(more ?? [])];
  const groups = byGroup(allFields.filter(({ name }) => name !== 'name' && name !== 'code'));
  return (
    <Page
      title={row.name}
      parent={parent}
      meta={
        <>
          <span className="number">{row.code}</span>
          {isArchived && <StatusDot tone="bad">已归档</StatusDot>}
          {props.renderTags?.(row)}
          <span className="nowrap">
            时效 <FreshnessTag freshness={row.freshness} />
          </span>
          <span className="nowrap">
            可信度 <ConfidenceTag confidence={row.confidence} />
          </span>
        </>
      }
      actions={
        <>
          {props.renderActions?.(row)}
          {row.can.edit && !isArchived && (
            <Button icon={<EditOutlined />} onClick={() => void navigate({ to: `${definition.path}/${row.id}/edit` })}>
              编辑
            </Button>
          )}
          {row.can.archive && <ArchiveMenu definition={definition} row={row} />}
        </>
      }
    >
      <MergedNote path={definition.path} row={row} />
      {isArchived && (
        <Alert
          type="warning"
          showIcon
          className="gap-below"
          title={`已于 ${formatInstant(row.archivedAt)} 归档${row.archiveReason === null ? '' : `：${row.archiveReason}`}`}
        />
      )}
      <div className="detail">
        <div className="detail-main">
          {props.renderAbove?.(row)}
          <div className="panel">
            {groups.map(({ group, fields }) => (
              <section key={group} className="field-group">
                <h2>{group}</h2>
                <div>
                  <FieldGrid
                    fields={fields.filter(({ name }) => definition.shownElsewhere?.includes(name) !== true)}
                    row={row}
                    display={{ sourceName: renderSource, ...definition.display }}
                  />
                </div>
              </section>
            ))}
          </div>
          {props.renderBelow?.(row)}
          {definition.name !== 'need' && (
            <SubjectPanels subject={definition.name} subjectId={row.id} fields={allFields} />
          )}
        </div>
        <div className="detail-side">
          {props.renderSide?.(row)}
          {isDuplicateRegister(definition.name) && (
            <MergePanel register={definition.name} id={row.id} path={definition.path} fields={definition.fields} />
          )}
          <Panel title="修改记录">
            <p className="faint small gap-below">
              {row.createdByName ?? '系统'} 建于 {formatInstant(row.createdAt)}
              <br />
              {row.updatedByName ?? '系统'} 改于 {formatInstant(row.updatedAt)}，第 {row.version} 版
            </p>
            <AccessLink subject={definition.name} record={row.id} />
            {can('audit.read') && <History noun={definition.name} id={row.id} fields={allFields} />}
          </Panel>
        </div>
      </div>
    </Page>
  );
}

const renderSource = (row: RegisterRow) => <Source row={row} />;

/** Where the facts come from; linked only where an address may be shown. Re-posting sites are named, not linked. */
function Source({ row }: { readonly row: RegisterRow }) {
  if (!row.sourceName) return <span className="unfilled">{UNFILLED}</span>;
  if (!row.sourceUrl || row.sourceKind === 'mirror') return row.sourceName;
  return (
    <a href={row.sourceUrl} target="_blank" rel="noopener noreferrer">
      {row.sourceName}
    </a>
  );
}

function ArchiveMenu<Row extends RegisterRow>(props: {
  readonly definition: RegisterDefinition<Row>;
  readonly row: Row;
}) {
  const { definition, row } = props;
  const { message } = App.useApp();
  const [isAsking, setAsking] = useState(false);
  const change = useArchiveRow(definition, row.id);
  const verb = row.archivedAt === null ? 'archive' : 'restore';
  const title = verb === 'archive' ? '归档' : '恢复';
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items: [{ key: verb, label: title, onClick: () => setAsking(true) }] }}>
        <Button icon={<EllipsisOutlined />} aria-label="更多操作" />
      </Dropdown>
      {isAsking && (
        <ReasonDialog
          title={`${title}「${row.name}」`}
          text={
            verb === 'archive'
              ? '归档后不再出现在列表和匹配里，随时可以恢复，修改记录一直保留。'
              : '恢复后重新出现在列表和匹配里。'
          }
          okText={title}
          isPending={change.isPending}
          error={change.error}
          onCancel={() => {
            change.reset();
            setAsking(false);
          }}
          onOk={(reason) =>
            change.mutate(
              { verb, reason },
              {
                onSuccess: () => {
                  setAsking(false);
                  void message.success(`已${title}`);
                },
              },
            )
          }
        />
      )}
    </>
  );
}
