import { errorText, termOf, type LearningRunView } from '@lianghuan/contracts';
import { Empty, Table } from 'antd';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { UNFILLED } from '../format/number.js';

/** Attempts to learn, newest first, each with what came of it. */
export function LearningRuns({ runs }: { readonly runs: readonly LearningRunView[] }) {
  if (runs.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有训练过，今晚 02:30 进行第一次" />;
  return (
    <Table<LearningRunView>
      size="small"
      rowKey="id"
      dataSource={[...runs]}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: '时间', render: (_, run) => <span className="number">{formatInstant(run.requestedAt)}</span> },
        { title: '发起', render: (_, run) => run.requestedByName ?? '每晚自动' },
        { title: '结果', render: (_, run) => resultOf(run) },
        {
          title: '采纳（条）',
          align: 'right',
          render: (_, run) => <span className="number">{countOf(run.positives)}</span>,
        },
        {
          title: '检验清单（份）',
          align: 'right',
          render: (_, run) => <span className="number">{countOf(run.backtestLists)}</span>,
        },
        {
          title: '版本',
          align: 'right',
          render: (_, run) => <span className="number">{countOf(run.versionNumber)}</span>,
        },
      ]}
    />
  );
}

const countOf = (count: number | null) => (count === null ? UNFILLED : formatNumber(count));

function resultOf(run: LearningRunView): string {
  if (run.verdict !== null) return termOf('learningVerdict', run.verdict);
  return run.errorCode === null ? termOf('jobStatus', run.status) : errorText(run.errorCode);
}
