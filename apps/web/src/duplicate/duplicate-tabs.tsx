import { Link } from '@tanstack/react-router';

const EXACT = { exact: true, includeSearch: false } as const;

/** What waits to be compared, and what units ask of each other. */
export function DuplicateTabs() {
  return (
    <nav className="page-tabs" aria-label="查重">
      <Link to="/duplicates" activeOptions={EXACT}>
        待查重
      </Link>
      <Link to="/duplicates/proposals" activeOptions={EXACT}>
        合并提议
      </Link>
    </nav>
  );
}
