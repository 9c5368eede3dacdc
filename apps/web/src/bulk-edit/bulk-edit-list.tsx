import { bulkEditFields, termOf, type BulkEditView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Empty, Pagination } from 'antd';
import { LoadState } from '../app/load-state.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { useBulkEdits } from './bulk-edit.queries.js';

const PAGE_SIZE = 20;

/** Bulk edits one made, and those of the area for its reviewers. */
export function BulkEditList(props: { readonly page: number; readonly onPage: (page: number) => void }) {
  const { page, onPage } = props;
  const query = useBulkEdits(page, PAGE_SIZE);
  return (
    <LoadState query={query} rows={8}>
      {({ items, total }) =>
        items.length === 0 ? (
          <div className="panel panel-body">
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description="还没有批量修改。在数据库的列表中勾选记录即可开始。"
            />
          </div>
        ) : (
          <>
            <div className="panel table-scroll">
              <table className="plain-table">
                <thead>
                  <tr>
                    <th scope="col">修改</th>
                    <th scope="col">状态</th>
                    <th scope="col" className="number">
                      已修改（条）
                    </th>
                    <th scope="col" className="number">
                      不能修改（条）
                    </th>
                    <th scope="col">发起</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((view) => (
                    <tr key={view.id}>
                      <td>
                        <Link to="/transfers/bulk-edits/$bulkEditId" params={{ bulkEditId: view.id }} search={{}}>
                          {termOf('register', view.register)} · {titleOf(view)}
                        </Link>
                      </td>
                      <td>{view.undo?.status === 'done' ? '已撤销' : termOf('bulkEditStatus', view.status)}</td>
                      <td className="number">{formatNumber(view.counts.changed)}</td>
                      <td className="number">{formatNumber(view.counts.refused)}</td>
                      <td>
                        {view.createdByName} <span className="number soft">{formatInstant(view.createdAt)}</span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <Pagination
              className="register-pagination"
              current={page}
              pageSize={PAGE_SIZE}
              total={total}
              onChange={onPage}
              showSizeChanger={false}
              hideOnSinglePage
            />
          </>
        )
      }
    </LoadState>
  );
}

function titleOf({ register, field }: BulkEditView): string {
  return bulkEditFields(register).find(({ name }) => name === field)?.title ?? field;
}
