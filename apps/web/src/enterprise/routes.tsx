import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { EnterpriseSearch } from './enterprise.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/enterprises',
  validateSearch: EnterpriseSearch,
  component: lazyRouteComponent(() => import('./enterprise-list-page.js'), 'EnterpriseListPage'),
});
const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/enterprises/new',
  component: lazyRouteComponent(() => import('./enterprise-form-page.js'), 'EnterpriseFormPage'),
});
const detailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/enterprises/$enterpriseId',
  component: lazyRouteComponent(() => import('./enterprise-detail-page.js'), 'EnterpriseDetailPage'),
});
const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/enterprises/$enterpriseId/edit',
  component: lazyRouteComponent(() => import('./enterprise-form-page.js'), 'EnterpriseFormPage'),
});

export const enterpriseRoutes = [listRoute, newRoute, detailRoute, editRoute] as const;
