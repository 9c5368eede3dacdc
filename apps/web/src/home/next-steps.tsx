import type { LeadView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Panel } from '../app/panel.js';
import { today } from '../format/date.js';
import { DueDate } from '../lead/due-date.js';
import { daysAfter } from '../lead/due.js';
import { ExampleTag } from '../lead/example-tag.js';
import '../lead/lead.css';
import { StageTag } from '../lead/stage-tag.js';

interface NextStepsProps {
  /** Overdue first, as the server sorts them. */
  readonly leads: readonly LeadView[];
  readonly overdueCount: number;
}

/** 我的下一步: what I promised to do, and by when. */
export function NextSteps({ leads, overdueCount }: NextStepsProps) {
  return (
    <Panel
      title="我的下一步"
      extra={
        <span className="panel-links">
          {overdueCount > 0 && (
            <Link
              to="/leads"
              search={{ mine: 'true', status: 'open', dueBy: daysAfter(today(), -1) }}
              className="bad-link number"
            >
              已逾期 {overdueCount} 条
            </Link>
          )}
          <Link to="/leads" search={{ mine: 'true' }}>
            我的线索
          </Link>
        </span>
      }
    >
      {leads.length === 0 ? (
        <p className="faint">
          没有要办的下一步。可以从<Link to="/match-runs">匹配建议</Link>里采纳一家企业，建立线索。
        </p>
      ) : (
        <ul className="next-steps">
          {leads.map((lead) => (
            <li key={lead.id}>
              <Link to="/leads/$leadId" params={{ leadId: lead.id }} className="row-link">
                <span className="row-main">
                  <span className="row-title">
                    {lead.nextStep} {lead.isExample && <ExampleTag />}
                  </span>
                  <span className="soft small">
                    {[lead.enterprise.name, lead.project?.name].filter(Boolean).join(' · ')}
                  </span>
                </span>
                <span className="row-side small">
                  <DueDate day={lead.nextStepOn} isOpen />
                  <StageTag stage={lead.stage} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
