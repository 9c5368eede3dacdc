import { Tooltip } from 'antd';
import type { ReactNode } from 'react';

/** A word of the trade with what it means in plain Chinese: under the pointer, on a tap, and for the keyboard. */
export function TermHint({ hint, children }: { readonly hint: string; readonly children: ReactNode }) {
  return (
    <Tooltip title={hint} trigger={['hover', 'focus', 'click']}>
      <button type="button" className="term-hint">
        {children}
      </button>
    </Tooltip>
  );
}
