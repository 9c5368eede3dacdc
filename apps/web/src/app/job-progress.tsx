import { Progress } from 'antd';
import type { ReactNode } from 'react';

interface JobProgressProps {
  readonly done: number;
  readonly total: number;
  readonly label?: string;
  readonly note?: ReactNode;
}

/** How far work in the background is, which goes on without the page. */
export function JobProgress({
  done,
  total,
  label = '进度',
  note = '可以离开本页，任务在后台继续。',
}: JobProgressProps) {
  return (
    <>
      <Progress percent={total === 0 ? 0 : Math.floor((done / total) * 100)} aria-label={label} />
      <p className="faint small">{note}</p>
    </>
  );
}
