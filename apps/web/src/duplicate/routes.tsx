import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { DuplicateSearch } from './duplicate.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/duplicates',
  validateSearch: DuplicateSearch,
  component: lazyRouteComponent(() => import('./duplicate-list-page.js'), 'DuplicateListPage'),
});
const pairRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/duplicates/$pairId',
  component: lazyRouteComponent(() => import('./duplicate-page.js'), 'DuplicatePage'),
});

export const duplicateRoutes = [listRoute, pairRoute] as const;
