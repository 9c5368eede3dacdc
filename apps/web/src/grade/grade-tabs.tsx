import { Link } from '@tanstack/react-router';
import { useCan } from '../session/session.queries.js';

const EXACT = { exact: true, includeSearch: false } as const;

/** The four pages of 优强企业; the link of the page one is on says so by itself. */
export function GradeTabs() {
  const can = useCan();
  return (
    <nav className="page-tabs" aria-label="优强企业">
      {can('lead.read') && (
        <Link to="/grades/arrivals" activeOptions={EXACT}>
          引进计数
        </Link>
      )}
      <Link to="/grades" activeOptions={EXACT}>
        评定审批
      </Link>
      <Link to="/grades/rules" activeOptions={EXACT}>
        优强规则
      </Link>
      <Link to="/grades/recognitions" activeOptions={EXACT}>
        名录登记
      </Link>
    </nav>
  );
}
