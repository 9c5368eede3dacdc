import type { ReactNode } from 'react';
import { LoadState } from './load-state.js';
import type { PageQuery } from './paged-rows.js';
import { Pager } from './pager.js';

interface BatchRowsProps<Row> {
  readonly query: PageQuery<Row>;
  readonly headings: readonly string[];
  /** A row of the table, with its key. */
  readonly row: (row: Row) => ReactNode;
  readonly className: 'bulk-rows' | 'stacked-table';
  readonly page: number;
  readonly pageSize: number;
  readonly onTurn: (page: number | undefined) => void;
}

/** What became of the rows of a batch, one page of them. */
export function BatchRows<Row>({ query, headings, row, className, page, pageSize, onTurn }: BatchRowsProps<Row>) {
  return (
    <LoadState query={query} rows={8}>
      {({ items, total }) => (
        <>
          <div className="table-scroll">
            <table className={`plain-table ${className}`}>
              <thead>
                <tr>
                  {headings.map((heading) => (
                    <th key={heading} scope="col">
                      {heading}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>{items.map(row)}</tbody>
            </table>
          </div>
          <Pager page={page} pageSize={pageSize} total={total} onTurn={onTurn} />
        </>
      )}
    </LoadState>
  );
}
