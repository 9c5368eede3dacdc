import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import type { ReactNode } from 'react';
import { usePhone } from './use-phone.js';

interface ListRowsProps<Row> {
  readonly rows: readonly Row[];
  readonly columns: ColumnsType<Row>;
  /** One row on a phone, inside its `<li>`. */
  readonly card: (row: Row) => ReactNode;
  /** What the columns need before the table scrolls; by their content without it. */
  readonly width?: number;
  /** Whether these are the rows of the page before, shown until the asked ones are there. */
  readonly isStale: boolean;
  /** Called with a column's key, `-` before it for descending, empty for the list's own order. */
  readonly onSort?: (sort: string) => void;
}

/** Rows of a list: a table, or cards on a phone. */
export function ListRows<Row extends { readonly id: string }>(props: ListRowsProps<Row>) {
  const { rows, columns, card, width, isStale, onSort } = props;
  if (usePhone()) {
    return (
      <ul className={isStale ? 'cards is-stale' : 'cards'}>
        {rows.map((row) => (
          <li key={row.id} className="card">
            {card(row)}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <Table<Row>
      className="panel register-table"
      size="small"
      rowKey="id"
      sticky
      loading={{ spinning: isStale, delay: 200 }}
      dataSource={[...rows]}
      columns={columns}
      tableLayout={width === undefined ? undefined : 'fixed'}
      scroll={{ x: width ?? 'max-content' }}
      pagination={false}
      showSorterTooltip={false}
      onChange={(_pagination, _filters, sorter, extra) => {
        if (extra.action !== 'sort' || Array.isArray(sorter)) return;
        const name = String(sorter.columnKey ?? '');
        onSort?.(sorter.order === 'descend' ? `-${name}` : sorter.order === 'ascend' ? name : '');
      }}
    />
  );
}

/** Makes a column sortable: `name` as the API sorts by it, `sort` as the address says. */
export function sortedBy(name: string, sort: string | undefined) {
  const sortOrder: 'ascend' | 'descend' | null = sort === name ? 'ascend' : sort === `-${name}` ? 'descend' : null;
  return { key: name, sorter: true, sortOrder };
}
