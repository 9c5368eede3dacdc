import { termOf, type ImportView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import type { ColumnsType } from 'antd/es/table';
import { ListRows } from '../app/list-table.js';
import { PagedRows } from '../app/paged-rows.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { ImportStatusTag } from './import-status.js';
import { useImports } from './import.queries.js';

const PAGE_SIZE = 20;

/** My imports, newest first. */
export function ImportList(props: { readonly page: number; readonly onPage: (page: number | undefined) => void }) {
  const { page, onPage } = props;
  const query = useImports(page, PAGE_SIZE);
  return (
    <PagedRows
      query={query}
      emptyText="还没有导入过。先下载模板，填好后拖进来，系统逐行校验，确认后才写入。"
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

const COLUMNS: ColumnsType<ImportView> = [
  {
    title: '文件',
    render: (_value, item) => (
      <Link to="/transfers/imports/$importId" params={{ importId: item.id }}>
        {item.fileName}
      </Link>
    ),
  },
  { title: '导入到', render: (_value, item) => termOf('register', item.register) },
  { title: '方式', render: (_value, item) => termOf('importMode', item.mode) },
  { title: '状态', render: (_value, item) => <ImportStatusTag view={item} /> },
  ...(['create', 'update', 'error'] as const).map((verdict) => ({
    key: verdict,
    title: `${termOf('importVerdict', verdict)}（行）`,
    align: 'right' as const,
    className: 'number',
    render: (_value: unknown, item: ImportView) => formatNumber(item.counts[verdict]),
  })),
  { title: '经办人', render: (_value, item) => item.createdByName },
  { title: '上传时间', className: 'number', render: (_value, item) => formatInstant(item.createdAt) },
];

function Card({ item }: { readonly item: ImportView }) {
  return (
    <Link to="/transfers/imports/$importId" params={{ importId: item.id }} className="card-link">
      <strong>{item.fileName}</strong>
      <span className="card-line">
        {termOf('register', item.register)} · {termOf('importMode', item.mode)}
      </span>
      <span className="card-foot">
        <ImportStatusTag view={item} />
        <span className="number">{formatInstant(item.createdAt)}</span>
      </span>
    </Link>
  );
}
