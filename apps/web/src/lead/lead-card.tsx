import type { LeadView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { DueDate } from './due-date.js';
import { isWaiting } from './due.js';
import { ExampleTag } from './example-tag.js';
import { LeadStatusTag, StageTag } from './stage-tag.js';

/** A lead on a phone: the whole card opens it. */
export function LeadCard({ lead }: { readonly lead: LeadView }) {
  return (
    <Link to="/leads/$leadId" params={{ leadId: lead.id }} className="card-link">
      <span className="card-title">
        <strong>{lead.enterprise.name}</strong>
        {lead.isExample && <ExampleTag />}
      </span>
      <span className="card-line">{lead.project?.name ?? '尚未对应项目'}</span>
      <span className="lead-next">
        <span>{lead.nextStep}</span>
        <DueDate day={lead.nextStepOn} isOpen={isWaiting(lead)} />
      </span>
      <span className="card-foot">
        <StageTag stage={lead.stage} />
        <LeadStatusTag status={lead.status} />
        <span>{lead.areaName}</span>
        <span>{lead.owner.name}</span>
      </span>
    </Link>
  );
}
