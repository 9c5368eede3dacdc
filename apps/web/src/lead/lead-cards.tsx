import type { LeadView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { DueDate } from './due-date.js';
import { isWaiting } from './due.js';
import { ExampleTag } from './example-tag.js';
import { LeadStatusTag, StageTag } from './stage-tag.js';

/** Leads on a phone: the whole card opens the lead. */
export function LeadCards({ rows, isStale }: { readonly rows: readonly LeadView[]; readonly isStale: boolean }) {
  return (
    <ul className={isStale ? 'cards is-stale' : 'cards'}>
      {rows.map((row) => (
        <li key={row.id} className="card">
          <Link to="/leads/$leadId" params={{ leadId: row.id }} className="card-link">
            <span className="card-title">
              <strong>{row.enterprise.name}</strong>
              {row.isExample && <ExampleTag />}
            </span>
            <span className="card-line">{row.project?.name ?? '尚未对应项目'}</span>
            <span className="lead-next">
              <span>{row.nextStep}</span>
              <DueDate day={row.nextStepOn} isOpen={isWaiting(row)} />
            </span>
            <span className="card-foot">
              <StageTag stage={row.stage} />
              <LeadStatusTag status={row.status} />
              <span>{row.areaName}</span>
              <span>{row.owner.name}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
