import type { AccessQuestion } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { useCan } from '../session/session.queries.js';

/** 谁能看: from a record to the page that says who may see and change it; for those who may ask. */
export function AccessLink({ subject, record }: Pick<AccessQuestion, 'subject' | 'record'>) {
  if (!useCan()('access.explain')) return null;
  return (
    <p className="small gap-below">
      <Link to="/access" search={{ subject, record }}>
        谁能查看、修改这条记录
      </Link>
    </p>
  );
}
