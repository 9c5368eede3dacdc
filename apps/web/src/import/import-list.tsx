import { termOf, type ImportView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Empty, Table } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Pager } from '../app/pager.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { ImportStatusTag } from './import-status.js';
import { useImports } from './import.queries.js';

const PAGE_SIZE = 20;

/** My imports, newest first. */
export function ImportList({
  page,
  onPage,
}: {
  readonly page: number;
  readonly onPage: (page: number | undefined) => void;
}) {
  const query = useImports(page, PAGE_SIZE);
  const isPhone = usePhone();
  return (
    <LoadState query={query} rows={8}>
      {({ items, total }) =>
        total === 0 ? (
          <div className="panel panel-body">
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description="还没有导入过。先下载模板，填好后拖进来，系统逐行校验，确认后才写入。"
            />
          </div>
        ) : (
          <>
            {isPhone ? (
              <ul className="cards">
                {items.map((item) => (
                  <li key={item.id} className="card">
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
                  </li>
                ))}
              </ul>
            ) : (
              <Table<ImportView>
                className="panel register-table"
                size="small"
                rowKey="id"
                dataSource={items}
                pagination={false}
                scroll={{ x: 'max-content' }}
                columns={[
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
                ]}
              />
            )}
            <Pager page={page} pageSize={PAGE_SIZE} total={total} onTurn={onPage} />
          </>
        )
      }
    </LoadState>
  );
}
