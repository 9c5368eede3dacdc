import { Spin } from 'antd';

/** A page whose session or code is still on its way over a slow line: never a blank screen. */
export function PagePending() {
  return (
    <div className="page-pending" role="status">
      <Spin />
      <p className="soft">正在打开…</p>
    </div>
  );
}
