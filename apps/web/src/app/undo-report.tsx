import {
  ChangeUndoRowPage,
  errorText,
  termOf,
  type ChangeUndoRowView,
  type ChangeUndoView,
  type Code,
} from '@lianghuan/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useState } from 'react';
import { api } from '../api/client.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { rowPath } from '../register/register-definition.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { JobProgress } from './job-progress.js';
import { LoadState } from './load-state.js';
import { Pager } from './pager.js';

const PAGE_SIZE = 50;
export const UNDO_TONES: Readonly<Record<Code<'undoOutcome'>, Tone>> = {
  restored: 'ok',
  withdrawn: 'ok',
  kept: 'warn',
  refused: 'bad',
};

interface UndoReportProps {
  readonly undo: ChangeUndoView;
  /** Path of the batch in the API: `/imports/…`. */
  readonly batch: string;
  readonly register: Code<'register'>;
}

/** How far the taking back of a batch is, what it restored and withdrew, and which rows it left as they were. */
export function UndoReport({ undo, batch, register }: UndoReportProps) {
  const { restored, withdrawn, kept, refused } = undo.counts;
  const by = `${undo.requestedByName}，${formatInstant(undo.requestedAt)}；原因：${undo.reason}`;
  if (undo.status === 'queued' || undo.status === 'running') {
    return (
      <output className="panel panel-body">
        <p>
          撤销中
          <span className="number">
            ：{formatNumber(undo.progressDone)} / {formatNumber(undo.progressTotal)} 条
          </span>
        </p>
        <JobProgress done={undo.progressDone} total={undo.progressTotal} label="撤销进度" note={by} />
      </output>
    );
  }
  if (undo.status !== 'done') {
    return (
      <Alert
        type="error"
        showIcon
        className="gap-below"
        title={`撤销没有完成：${errorText(undo.errorCode ?? 'INTERNAL')}`}
        description={by}
      />
    );
  }
  const left = kept + refused;
  const parts = [
    `恢复原值 ${formatNumber(restored)} 条`,
    ...(withdrawn > 0 ? [`撤下新增 ${formatNumber(withdrawn)} 条`] : []),
  ];
  return (
    <>
      <Alert
        type={left > 0 ? 'warning' : 'success'}
        showIcon
        className="gap-below"
        title={`已撤销：${parts.join('，')}${left > 0 ? `；${formatNumber(left)} 条没有动` : ''}`}
        description={by}
      />
      {left > 0 && <UntouchedRows batch={batch} register={register} />}
    </>
  );
}

/** What an undo left as it was, row by row, with who changed it since. */
function UntouchedRows({ batch, register }: Pick<UndoReportProps, 'batch' | 'register'>) {
  const [page, setPage] = useState(1);
  const rows = useQuery({
    queryKey: ['undo-rows', batch, page],
    queryFn: ({ signal }) =>
      api.get(`${batch}/undo/rows`, ChangeUndoRowPage, { outcome: 'kept,refused', page, pageSize: PAGE_SIZE }, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <section className="panel panel-body gap-below" aria-label="撤销时没有动的记录">
      <LoadState query={rows} rows={3}>
        {({ items, total }) => (
          <>
            <ul className="findings">
              {items.map((row) => (
                <li key={row.rowId}>
                  <StatusDot tone={UNDO_TONES[row.outcome]}>{termOf('undoOutcome', row.outcome)}</StatusDot>{' '}
                  {row.name === null && row.code === null ? (
                    <span className="faint">您看不到的一条</span>
                  ) : (
                    <Link to={rowPath({ path: REGISTER_PATHS[register] }, row.rowId)}>{row.name ?? row.code}</Link>
                  )}{' '}
                  <span className="faint">{whyKept(row)}</span>
                </li>
              ))}
            </ul>
            <Pager page={page} pageSize={PAGE_SIZE} total={total} onTurn={(next) => setPage(next ?? 1)} />
          </>
        )}
      </LoadState>
    </section>
  );
}

/** Why a row is not touched: what a rule says, or who changed what of it since. */
export function whyKept(row: ChangeUndoRowView): string {
  if (row.errorCode !== null) return errorText(row.errorCode, row.errorDetails ?? {});
  const what = row.fields.length > 0 ? `改了${row.fields.join('、')}` : '改过或归档过';
  return `${row.changedBy ?? ''}${row.changedAt === null ? '' : ` ${formatInstant(row.changedAt)}`} ${what}`;
}
