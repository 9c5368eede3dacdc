import { callReasonText, type HomeView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Panel } from '../app/panel.js';
import { ExampleTag } from '../lead/example-tag.js';
import './home.css';

/** 该联系谁: the first of the list, each with its weightiest reason. */
export function CallsPanel({ calls }: { readonly calls: NonNullable<HomeView['calls']> }) {
  return (
    <Panel
      title="今天先联系"
      extra={
        <Link to="/calls">
          该联系谁 <span className="number">{calls.total}</span>
        </Link>
      }
    >
      {calls.items.length === 0 ? (
        <p className="faint">眼下没有要联系的。</p>
      ) : (
        <ul className="suggestion-projects">
          {calls.items.map(({ id, lead, enterprise, project, points, reasons }) => (
            <li key={id}>
              <Link
                {...(lead === null
                  ? { to: '/calls', search: { q: enterprise.name } }
                  : { to: '/leads/$leadId', params: { leadId: lead.id } })}
                className="row-link"
              >
                <span className="row-main">
                  <span className="row-title">
                    {enterprise.name} {lead?.isExample === true && <ExampleTag />}
                  </span>
                  <span className="small">{callReasonText(reasons[0])}</span>
                  <span className="soft small">
                    {[project?.name, reasons.length > 1 && `另有 ${reasons.length - 1} 条理由`]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
                <span className="row-count number">
                  <strong>{points}</strong> 分
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
