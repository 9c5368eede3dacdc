import type { ReactNode } from 'react';

export interface PlainColumn<Row> {
  readonly title: ReactNode;
  /** Whether it holds numbers: right-aligned, figures of one width. */
  readonly numeric?: boolean;
  readonly className?: string;
  readonly render: (row: Row) => ReactNode;
  /** What stands under the column, over all rows. */
  readonly total?: ReactNode;
}

interface PlainTableProps<Row> {
  /** The first column names the row. */
  readonly columns: readonly PlainColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly className?: string;
}

/** A short table without paging: figures by a few rows, with their totals where the columns have them. */
export function PlainTable<Row>({ columns, rows, rowKey, className }: PlainTableProps<Row>) {
  const classOf = ({ numeric, className: own }: PlainColumn<Row>) =>
    [numeric === true ? 'number' : undefined, own].filter(Boolean).join(' ') || undefined;
  const cells = (content: (column: PlainColumn<Row>) => ReactNode) =>
    columns.map((column, index) =>
      index === 0 ? (
        <th key={index} scope="row" className={classOf(column)}>
          {content(column)}
        </th>
      ) : (
        <td key={index} className={classOf(column)}>
          {content(column)}
        </td>
      ),
    );
  return (
    <div className="table-scroll">
      <table className={className === undefined ? 'plain-table' : `plain-table ${className}`}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              // The columns of a table keep their order.
              <th key={index} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>{cells(({ render }) => render(row))}</tr>
          ))}
        </tbody>
        {columns.some(({ total }) => total !== undefined) && (
          <tfoot>
            <tr>{cells(({ total }) => total)}</tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
