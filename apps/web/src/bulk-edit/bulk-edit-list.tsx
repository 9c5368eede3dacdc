import { termOf, type BulkEditView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { MADE_BY } from '../app/made-by-column.js';
import { PagedRows } from '../app/paged-rows.js';
import { PlainTable } from '../app/plain-table.js';
import { formatNumber } from '../format/number.js';
import { useBulkEdits } from './bulk-edit.queries.js';
import { useBulkEditField } from './bulk-edit-field.js';

const PAGE_SIZE = 20;

/** Bulk edits one made, and those of the area for its reviewers. */
export function BulkEditList(props: { readonly page: number; readonly onPage: (page: number | undefined) => void }) {
  const { page, onPage } = props;
  const query = useBulkEdits(page, PAGE_SIZE);
  return (
    <PagedRows
      query={query}
      emptyText="还没有批量修改。在数据库的列表中勾选记录即可开始。"
      page={page}
      pageSize={PAGE_SIZE}
      onTurn={onPage}
    >
      {(items) => (
        <div className="panel">
          <PlainTable
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                title: '修改',
                render: (view) => (
                  <Link to="/transfers/bulk-edits/$bulkEditId" params={{ bulkEditId: view.id }} search={{}}>
                    {termOf('register', view.register)} · <FieldTitle view={view} />
                  </Link>
                ),
              },
              {
                title: '状态',
                render: ({ undo, status }) => (undo?.status === 'done' ? '已撤销' : termOf('bulkEditStatus', status)),
              },
              { title: '已修改（条）', numeric: true, render: ({ counts }) => formatNumber(counts.changed) },
              { title: '不能修改（条）', numeric: true, render: ({ counts }) => formatNumber(counts.refused) },
              MADE_BY,
            ]}
          />
        </div>
      )}
    </PagedRows>
  );
}

function FieldTitle({ view }: { readonly view: BulkEditView }) {
  return useBulkEditField(view).title;
}
