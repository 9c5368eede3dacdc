import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { parseSearch } from '../app/search.js';

/** A link to an address the server names, `/leads?mine=true`: its query becomes the search of the page. */
export function PathLink(props: { readonly path: string; readonly className?: string; readonly children: ReactNode }) {
  const [pathname = '/', query = ''] = props.path.split('?', 2);
  return (
    <Link to={pathname} search={parseSearch(query) as never} className={props.className}>
      {props.children}
    </Link>
  );
}
