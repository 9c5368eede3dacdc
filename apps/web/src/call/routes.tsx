import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { CallSearch } from './call.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/calls',
  validateSearch: CallSearch,
  component: lazyRouteComponent(() => import('./call-list-page.js'), 'CallListPage'),
});

export const callRoutes = [listRoute] as const;
