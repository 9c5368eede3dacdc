import { errorText, termOf, termOfList, type ExportView } from '@lianghuan/contracts';
import type { ColumnsType } from 'antd/es/table';
import { ListRows } from '../app/list-table.js';
import { PagedRows } from '../app/paged-rows.js';
import { apiUrl } from '../api/client.js';
import { formatInstant } from '../format/date.js';
import { formatBytes, formatNumber } from '../format/number.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { useExports } from './export.queries.js';

const PAGE_SIZE = 20;
const TONES: Readonly<Record<ExportView['status'], Tone>> = {
  queued: 'muted',
  running: 'accent',
  done: 'ok',
  failed: 'bad',
  cancelled: 'muted',
};

/** 导出中心: my exports, newest first, with their files. */
export function ExportList(props: { readonly page: number; readonly onPage: (page: number | undefined) => void }) {
  const { page, onPage } = props;
  const query = useExports(page, PAGE_SIZE);
  return (
    <PagedRows
      query={query}
      emptyText="还没有导出过。在四库的列表上按「导出」，当前筛选的全部记录会做成一个文件放到这里。"
      page={page}
      pageSize={PAGE_SIZE}
      onTurn={onPage}
    >
      {(items) => (
        <ListRows
          rows={items}
          columns={COLUMNS}
          card={(item) => <Card item={item} />}
          isStale={query.isPlaceholderData}
        />
      )}
    </PagedRows>
  );
}

const COLUMNS: ColumnsType<ExportView> = [
  { title: '内容', render: (_value, item) => termOfList(item.register) },
  { title: '文件', render: (_value, item) => item.fileName ?? <span className="faint">还没有</span> },
  { title: '状态', render: (_value, item) => <State item={item} /> },
  { title: '记录（条）', align: 'right', className: 'number', render: (_value, item) => formatNumber(item.rowCount) },
  { title: '大小', align: 'right', className: 'number', render: (_value, item) => formatBytes(item.sizeBytes) },
  { title: '申请时间', className: 'number', render: (_value, item) => formatInstant(item.requestedAt) },
  { title: '', render: (_value, item) => <FileLink item={item} /> },
];

function Card({ item }: { readonly item: ExportView }) {
  return (
    <div className="card-body">
      <strong>{item.fileName ?? termOfList(item.register)}</strong>
      <span className="card-line number">{formatInstant(item.requestedAt)}</span>
      <span className="card-foot">
        <State item={item} />
        {item.rowCount !== null && <span>{formatNumber(item.rowCount)} 条</span>}
        <FileLink item={item} />
      </span>
    </div>
  );
}

function State({ item }: { readonly item: ExportView }) {
  return (
    <span>
      <StatusDot tone={TONES[item.status]}>{termOf('jobStatus', item.status)}</StatusDot>
      {item.errorCode !== null && <span className="small soft"> {errorText(item.errorCode)}</span>}
    </span>
  );
}

function FileLink({ item }: { readonly item: ExportView }) {
  if (item.status !== 'done') return null;
  return (
    <a href={apiUrl(`/exports/${item.id}/file`)} download={item.fileName ?? ''}>
      下载
    </a>
  );
}
