import { Pagination } from 'antd';
import { usePhone } from './use-phone.js';

interface PagerProps {
  readonly page: number | undefined;
  readonly pageSize: number;
  readonly total: number;
  /** Called with `undefined` for the first page: an address names only what differs from the start. */
  readonly onTurn: (page: number | undefined, pageSize: number) => void;
  /** Sizes to choose from; without them the size is fixed and one page alone shows no pager. */
  readonly sizes?: readonly number[];
  readonly totalText?: (total: number, range: readonly [number, number]) => string;
}

/** Turns the pages of a list; short on a phone. */
export function Pager({ page, pageSize, total, onTurn, sizes, totalText }: PagerProps) {
  const isPhone = usePhone();
  return (
    <Pagination
      className="register-pagination"
      current={page ?? 1}
      pageSize={pageSize}
      total={total}
      simple={isPhone}
      showSizeChanger={sizes !== undefined && !isPhone}
      pageSizeOptions={sizes === undefined ? undefined : [...sizes]}
      hideOnSinglePage={sizes === undefined}
      showTotal={isPhone ? undefined : totalText}
      onChange={(next, size) => onTurn(next === 1 || size !== pageSize ? undefined : next, size)}
    />
  );
}
