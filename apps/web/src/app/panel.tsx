import type { ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  readonly extra?: ReactNode;
  readonly id?: string;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, extra, id, children }: PanelProps) {
  return (
    <section className="panel" id={id} aria-label={title}>
      <header className="panel-header">
        <h2>{title}</h2>
        {extra}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}
