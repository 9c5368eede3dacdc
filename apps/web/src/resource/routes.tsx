import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { NewRowSearch } from '../register/new-row.search.js';
import { ResourceSearch } from './resource.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/resources',
  validateSearch: ResourceSearch,
  component: lazyRouteComponent(() => import('./resource-list-page.js'), 'ResourceListPage'),
});
const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/resources/new',
  validateSearch: NewRowSearch,
  component: lazyRouteComponent(() => import('./resource-form-page.js'), 'ResourceFormPage'),
});
const detailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/resources/$resourceId',
  component: lazyRouteComponent(() => import('./resource-detail-page.js'), 'ResourceDetailPage'),
});
const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/resources/$resourceId/edit',
  component: lazyRouteComponent(() => import('./resource-form-page.js'), 'ResourceFormPage'),
});

export const resourceRoutes = [listRoute, newRoute, detailRoute, editRoute] as const;
