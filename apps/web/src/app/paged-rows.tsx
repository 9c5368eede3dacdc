import type { ReactNode } from 'react';
import { NoRows } from './list-page.js';
import { LoadState } from './load-state.js';
import { Pager } from './pager.js';

/** What fetches one page of rows. */
export interface PageQuery<Row> {
  readonly data: { readonly items: readonly Row[]; readonly total: number } | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

interface PagedRowsProps<Row> {
  readonly query: PageQuery<Row>;
  /** Said where there is nothing yet, with how to begin. */
  readonly emptyText: string;
  readonly page: number;
  readonly pageSize: number;
  readonly onTurn: (page: number | undefined) => void;
  readonly children: (items: readonly Row[]) => ReactNode;
}

/** A list that is looked at newest first, without filters: one page of it, or what to do where there is none. */
export function PagedRows<Row>({ query, emptyText, page, pageSize, onTurn, children }: PagedRowsProps<Row>) {
  return (
    <LoadState query={query} rows={8}>
      {({ items, total }) =>
        total === 0 ? (
          <NoRows text={emptyText} />
        ) : (
          <>
            {children(items)}
            <Pager page={page} pageSize={pageSize} total={total} onTurn={onTurn} />
          </>
        )
      }
    </LoadState>
  );
}
