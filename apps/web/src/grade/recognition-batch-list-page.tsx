import { PlusOutlined } from '@ant-design/icons';
import { type RecognitionBatchView, termOf } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { Page } from '../app/page.js';
import { MADE_BY } from '../app/made-by-column.js';
import { PagedRows } from '../app/paged-rows.js';
import { PlainTable } from '../app/plain-table.js';
import { formatNumber } from '../format/number.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { GradeTabs } from './grade-tabs.js';
import { RecognitionBatchDialog } from './recognition-batch-dialog.js';
import { useRecognitionBatches } from './recognition-batch.queries.js';

const route = getRouteApi('/shell/grades/recognitions');
const PAGE_SIZE = 20;
export const BATCH_TONES: Readonly<Record<RecognitionBatchView['state'], Tone>> = {
  checking: 'accent',
  failed: 'bad',
  cancelled: 'muted',
  checked: 'warn',
  written: 'ok',
  undone: 'muted',
};

/** 名录登记: published lists, each registered as a whole. */
export function RecognitionBatchListPage() {
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const query = useRecognitionBatches(page, PAGE_SIZE);
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title="名录登记"
      meta={<span>主管部门公布的名单整批登记为企业的名录称号；先核对再登记，可整批撤销</span>}
      actions={
        can('enterprise.update') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            登记一批
          </Button>
        )
      }
    >
      <GradeTabs />
      <PagedRows
        query={query}
        emptyText="还没有整批登记过名录"
        page={page}
        pageSize={PAGE_SIZE}
        onTurn={(next) => void navigate({ search: { page: next } })}
      >
        {(items) => (
          <div className="panel">
            <PlainTable
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                {
                  title: '名单',
                  render: ({ id, title, list, year }) => (
                    <>
                      <Link to="/grades/recognitions/$batchId" params={{ batchId: id }} search={{}}>
                        {title}
                      </Link>
                      <div className="faint small">
                        {termOf('recognitionList', list)}，<span className="number">{year}</span> 年
                      </div>
                    </>
                  ),
                },
                {
                  title: '状态',
                  render: ({ state }) => (
                    <StatusDot tone={BATCH_TONES[state]}>{termOf('recognitionBatchState', state)}</StatusDot>
                  ),
                },
                {
                  title: '已登记（家）',
                  numeric: true,
                  render: ({ counts, undo }) => formatNumber(undo === null ? counts.written : undo.kept),
                },
                {
                  title: '没有登记（行）',
                  numeric: true,
                  render: ({ counts }) => formatNumber(counts.doubtful + counts.unknown + counts.error),
                },
                MADE_BY,
              ]}
            />
          </div>
        )}
      </PagedRows>
      {isAdding && (
        <RecognitionBatchDialog
          onCancel={() => setAdding(false)}
          onDone={({ id }) => void navigate({ to: '/grades/recognitions/$batchId', params: { batchId: id } })}
        />
      )}
    </Page>
  );
}
