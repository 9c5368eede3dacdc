import { errorText, type ChangeUndoView } from '@lianghuan/contracts';
import { Alert, Progress } from 'antd';
import type { ReactNode } from 'react';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';

interface UndoReportProps {
  readonly undo: ChangeUndoView;
  /** The rows that were left as they were; shown only where there are any. */
  readonly untouched?: ReactNode;
}

/** How far the taking back of a batch is, what it restored and withdrew, and how much it left as it was. */
export function UndoReport({ undo, untouched }: UndoReportProps) {
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
        <Progress
          percent={undo.progressTotal === 0 ? 0 : Math.floor((undo.progressDone / undo.progressTotal) * 100)}
          aria-label="撤销进度"
        />
        <p className="faint small">{by}</p>
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
      {left > 0 && untouched}
    </>
  );
}
