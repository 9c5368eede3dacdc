import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { NewRowSearch } from '../register/new-row.search.js';
import { MarketSearch } from './market.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/markets',
  validateSearch: MarketSearch,
  component: lazyRouteComponent(() => import('./market-list-page.js'), 'MarketListPage'),
});
const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/markets/new',
  validateSearch: NewRowSearch,
  component: lazyRouteComponent(() => import('./market-form-page.js'), 'MarketFormPage'),
});
const detailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/markets/$marketId',
  component: lazyRouteComponent(() => import('./market-detail-page.js'), 'MarketDetailPage'),
});
const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/markets/$marketId/edit',
  component: lazyRouteComponent(() => import('./market-form-page.js'), 'MarketFormPage'),
});

export const marketRoutes = [listRoute, newRoute, detailRoute, editRoute] as const;
