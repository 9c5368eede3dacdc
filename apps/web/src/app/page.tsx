import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface PageProps {
  /** Also the title of the browser tab. */
  readonly title: string;
  /** What the heading shows where it is more than the title. */
  readonly heading?: ReactNode;
  /** A line under the heading: codes, states, dates. */
  readonly meta?: ReactNode;
  /** Buttons at the right; under the heading on a phone. */
  readonly actions?: ReactNode;
  /** The list this page came out of. */
  readonly parent?: { readonly path: string; readonly title: string };
  readonly children: ReactNode;
}

/** Frame of every page inside the shell: heading, actions, content. */
export function Page({ title, heading, meta, actions, parent, children }: PageProps) {
  return (
    <div className="page">
      <title>{`${title} · 两换`}</title>
      <header className="page-header">
        <div className="page-heading">
          {parent !== undefined && (
            <nav className="page-parent" aria-label="上级页面">
              <Link to={parent.path}>{parent.title}</Link>
              <span aria-hidden="true"> / </span>
            </nav>
          )}
          <h1>{heading ?? title}</h1>
          {meta !== undefined && <div className="page-meta">{meta}</div>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
