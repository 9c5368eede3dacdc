import {
  codesOf,
  reasonsInWords,
  rowPlaceText,
  type Code,
  type ImportRowView,
  type ImportView,
} from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Empty, Skeleton, Table } from 'antd';
import { textOfError } from '../api/api-error.js';
import { LoadFailure } from '../app/load-state.js';
import { OutcomeSwitch } from '../app/outcome-switch.js';
import { Pager } from '../app/pager.js';
import { usePhone } from '../app/use-phone.js';
import { rowPath } from '../register/register-definition.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import { StatusDot } from '../register/status-tags.js';
import { useImportFields } from './import-fields.js';
import { VerdictTag } from './import-status.js';
import { useImportRows, useLeaveOut } from './import.queries.js';

const PAGE_SIZE = 50;
/** Stands among the verdicts for rows that may be in the register or further up in the file already, left out or not. */
const LIKELY = 'likely';

const NOTHING = <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有这样的行" />;

interface ImportRowsProps {
  readonly view: ImportView;
  readonly verdict: Code<'importVerdict'> | undefined;
  /** Only rows that may be in the register already. */
  readonly isLikely: boolean;
  readonly page: number;
  readonly onChange: (search: { verdict?: Code<'importVerdict'>; likely?: true; page?: number }) => void;
}

/** A verdict for each row of the file: what would be written, what changes, what is wrong and where. */
export function ImportRows({ view, verdict, isLikely, page, onChange }: ImportRowsProps) {
  const isPhone = usePhone();
  const rows = useImportRows(view, { verdict: verdict ?? '', likely: isLikely }, page, PAGE_SIZE);
  const fields = useImportFields(view.register);
  const titleOf = (name: string) =>
    view.columns.find(({ field, heading }) => field === name || heading === name)?.title ??
    fields.find((field) => field.name === name)?.title ??
    name;
  const renderCells = (row: ImportRowView) => <Cells row={row} fixed={view.fixed} titleOf={titleOf} />;
  return (
    <section aria-label="逐行结论">
      <OutcomeSwitch
        dictionary="importVerdict"
        counts={view.counts}
        value={isLikely ? LIKELY : verdict}
        other={{ value: LIKELY, label: '疑似重复', count: view.likely + view.leftOut }}
        onChange={(value) => {
          const code = codesOf('importVerdict').find((candidate) => candidate === value);
          onChange(value === LIKELY ? { likely: true } : code === undefined ? {} : { verdict: code });
        }}
      />
      {rows.isError ? (
        <div className="panel">
          <LoadFailure error={rows.error} isRetrying={rows.isFetching} onRetry={() => void rows.refetch()} />
        </div>
      ) : isPhone && rows.data === undefined ? (
        <Skeleton active title={false} paragraph={{ rows: 6 }} aria-label="正在加载" />
      ) : isPhone && rows.data?.items.length === 0 ? (
        <div className="panel">{NOTHING}</div>
      ) : isPhone ? (
        <ul className={rows.isPlaceholderData ? 'cards is-stale' : 'cards'}>
          {rows.data?.items.map((row) => (
            <li key={row.rowNumber} className="card card-body">
              <strong>
                {rowPlaceText(row.place)} {row.name ?? row.key ?? ''}
              </strong>
              <VerdictTag verdict={row.verdict} />
              <Findings row={row} titleOf={titleOf} />
              <LikelyRows row={row} view={view} />
            </li>
          ))}
        </ul>
      ) : (
        <Table<ImportRowView>
          className="panel register-table"
          size="small"
          rowKey="rowNumber"
          sticky
          loading={{ spinning: rows.isPending || rows.isPlaceholderData, delay: 200 }}
          dataSource={rows.data === undefined ? [] : [...rows.data.items]}
          pagination={false}
          locale={{ emptyText: NOTHING }}
          expandable={{ expandedRowRender: renderCells }}
          columns={[
            ...(view.sheets.filter(({ isRead }) => isRead).length > 1
              ? [{ title: '工作表', width: 120, render: (_value: unknown, { place }: ImportRowView) => place.sheet }]
              : []),
            { title: '行', width: 64, align: 'right', className: 'number', render: (_value, { place }) => place.row },
            { title: '结论', width: 88, render: (_value, row) => <VerdictTag verdict={row.verdict} /> },
            {
              title: '名称',
              width: 280,
              render: (_value, row) => row.name ?? <span className="unfilled">没有名称</span>,
            },
            {
              title: '编号或代码',
              width: 180,
              className: 'number',
              render: (_value, row) => <RowKey text={row.key} />,
            },
            {
              title: '问题或变化',
              render: (_value, row) => (
                <>
                  <Findings row={row} titleOf={titleOf} />
                  <LikelyRows row={row} view={view} />
                </>
              ),
            },
          ]}
        />
      )}
      <Pager
        page={page}
        pageSize={PAGE_SIZE}
        total={rows.data?.total ?? 0}
        onTurn={(next) =>
          onChange({
            ...(verdict === undefined ? {} : { verdict }),
            ...(isLikely && { likely: true as const }),
            page: next,
          })
        }
      />
    </section>
  );
}

interface LikelyRowsProps {
  readonly row: ImportRowView;
  readonly view: ImportView;
}

/** What a new row may be the same as, why, and the importer's choice to leave it out. */
function LikelyRows({ row, view }: LikelyRowsProps) {
  const leaveOut = useLeaveOut(view.id);
  if (row.likely.length + row.alike.length === 0) return null;
  const path = REGISTER_PATHS[view.register];
  return (
    <div className="likely-rows">
      <ul className="findings">
        {row.likely.map((other) => (
          <li key={other.id}>
            <LikelyTag verdict={other.verdict} />{' '}
            <Link to={rowPath({ path }, other.id)} target="_blank">
              {other.name}
            </Link>
            <span className="faint">
              {' '}
              {[other.place, other.code].filter(Boolean).join(' · ')}（{reasonsInWords(other.reasons)}）
            </span>
          </li>
        ))}
        {row.alike.map((other) => (
          <li key={other.rowNumber}>
            <LikelyTag verdict={other.verdict} /> 本表{rowPlaceText(other.place)} {other.name}
            <span className="faint">（{reasonsInWords(other.reasons)}）</span>
          </li>
        ))}
      </ul>
      {view.can.map && (
        <Button
          size="small"
          loading={leaveOut.isPending}
          onClick={() => leaveOut.mutate({ rowNumbers: [row.rowNumber], isLeftOut: !row.isLeftOut })}
        >
          {row.isLeftOut ? '仍要导入' : '跳过这一行'}
        </Button>
      )}
      {leaveOut.isError && <Alert type="error" showIcon role="alert" title={textOfError(leaveOut.error)} />}
    </div>
  );
}

function LikelyTag({ verdict }: { readonly verdict: Code<'duplicateVerdict'> }) {
  const isSame = verdict === 'same';
  return <StatusDot tone={isSame ? 'bad' : 'warn'}>{isSame ? '很可能重复' : '疑似重复'}</StatusDot>;
}

/** By what a row is recognised. Where it has no code of its own, its name and area serve; the API writes that as `name@area`. */
function RowKey({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return text.includes('@') ? <span className="faint">按名称和地区</span> : text;
}

interface RowProps {
  readonly row: ImportRowView;
  readonly titleOf: (name: string) => string;
}

/** Readings shown beside a row; the rest is in the row opened. */
const SHOWN_READINGS = 3;

function Findings({ row, titleOf }: RowProps) {
  const changes = Object.entries(row.changes);
  const readings = row.verdict === 'create' ? Object.entries(row.readings) : [];
  return (
    <ul className="findings">
      {row.issues.map((issue) => (
        <li key={`${issue.field} ${issue.code}`} className={row.verdict === 'error' ? 'is-issue' : undefined}>
          {issue.title === '' ? '' : `${issue.title}：`}
          {issue.message}
        </li>
      ))}
      {changes.map(([name, [before, after]]) => (
        <li key={name}>
          <span className="faint">{titleOf(name)}</span>{' '}
          {before === '' ? <span className="unfilled">未填</span> : before} →{' '}
          {after === '' ? <span className="unfilled">清空</span> : after}
        </li>
      ))}
      {readings.slice(0, SHOWN_READINGS).map(([heading, text]) => (
        <li key={heading}>
          <span className="faint">{titleOf(heading)}</span> <span className="number">{text}</span>
        </li>
      ))}
      {readings.length > SHOWN_READINGS && (
        <li className="faint">另有 {readings.length - SHOWN_READINGS} 处换算，展开看</li>
      )}
    </ul>
  );
}

/** The row as the file has it, with what is wrong in each cell. */
function Cells({ row, fixed, titleOf }: RowProps & { readonly fixed: ImportView['fixed'] }) {
  return (
    <dl className="field-grid">
      {Object.entries(row.cells).map(([name, text]) => {
        const issues = row.issues.filter(({ field, title }) => field === name || title === titleOf(name));
        return (
          <div key={name}>
            <dt>{titleOf(name)}</dt>
            <dd>
              {text === '' ? <span className="unfilled">空</span> : (row.readings[name] ?? text)}
              {issues.map((issue) => (
                <p key={issue.code} className="field-error">
                  {issue.message}
                </p>
              ))}
            </dd>
          </div>
        );
      })}
      {fixed.map(({ field, title, text }) => (
        <div key={field}>
          <dt>{title}</dt>
          <dd>
            {text} <span className="faint">固定值</span>
            {row.issues
              .filter((issue) => issue.field === field)
              .map((issue) => (
                <p key={issue.code} className="field-error">
                  {issue.message}
                </p>
              ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
