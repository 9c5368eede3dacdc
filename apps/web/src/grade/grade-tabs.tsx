import { Link } from '@tanstack/react-router';
import { useCan } from '../session/session.queries.js';

/** The three pages of 优强企业. */
export function GradeTabs({ current }: { readonly current: 'arrivals' | 'gradings' | 'rules' }) {
  const can = useCan();
  return (
    <nav className="page-tabs" aria-label="优强企业">
      {can('lead.read') && (
        <Link to="/grades/arrivals" aria-current={current === 'arrivals' ? 'page' : undefined}>
          引进计数
        </Link>
      )}
      <Link to="/grades" aria-current={current === 'gradings' ? 'page' : undefined}>
        评定审批
      </Link>
      <Link to="/grades/rules" aria-current={current === 'rules' ? 'page' : undefined}>
        优强规则
      </Link>
    </nav>
  );
}
