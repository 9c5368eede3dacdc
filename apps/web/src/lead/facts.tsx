import type { ReactNode } from 'react';
import { UNFILLED } from '../format/number.js';

/** Titles and values: in columns, or one under the other. */
export function Facts({ isList = false, children }: { readonly isList?: boolean; readonly children: ReactNode }) {
  return <dl className={isList ? 'fact-list' : 'facts'}>{children}</dl>;
}

interface FactProps {
  readonly title: string;
  readonly isWide?: boolean;
  readonly isNumber?: boolean;
  /** Nothing means: not filled in. */
  readonly children: ReactNode;
}

export function Fact({ title, isWide, isNumber, children }: FactProps) {
  const isUnknown = children === null || children === undefined || children === '';
  return (
    <div className={isWide === true ? 'is-wide' : undefined}>
      <dt>{title}</dt>
      <dd className={isNumber === true ? 'number' : 'long-text'}>
        {isUnknown ? <span className="unfilled">{UNFILLED}</span> : children}
      </dd>
    </div>
  );
}
