import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { NeedSearch } from './need.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/needs',
  validateSearch: NeedSearch,
  component: lazyRouteComponent(() => import('./need-list-page.js'), 'NeedListPage'),
});
const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/needs/new',
  component: lazyRouteComponent(() => import('./need-form-page.js'), 'NeedFormPage'),
});
const detailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/needs/$needId',
  component: lazyRouteComponent(() => import('./need-detail-page.js'), 'NeedDetailPage'),
});
const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/needs/$needId/edit',
  component: lazyRouteComponent(() => import('./need-form-page.js'), 'NeedFormPage'),
});

export const needRoutes = [listRoute, newRoute, detailRoute, editRoute] as const;
