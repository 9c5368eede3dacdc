import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { FundsLineSearch, FundsSearch, NewFundsSearch } from './funds.search.js';

const progressRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/funds',
  validateSearch: FundsSearch,
  component: lazyRouteComponent(() => import('./funds-page.js'), 'FundsPage'),
});
const lineListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/funds/lines',
  validateSearch: FundsLineSearch,
  component: lazyRouteComponent(() => import('./funds-line-list-page.js'), 'FundsLineListPage'),
});
const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/funds/lines/new',
  validateSearch: NewFundsSearch,
  component: lazyRouteComponent(() => import('./funds-form-page.js'), 'FundsFormPage'),
});
const lineRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/funds/lines/$lineId',
  component: lazyRouteComponent(() => import('./funds-line-page.js'), 'FundsLinePage'),
});

export const fundsRoutes = [progressRoute, lineListRoute, newRoute, lineRoute] as const;
