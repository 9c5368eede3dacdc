import type { ArrivalQuery, GradingQuery } from '@lianghuan/contracts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { listSearch } from '../app/list-search.js';
import { shellRoute } from '../app/root.route.js';

const gradingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/grades',
  validateSearch: listSearch<keyof GradingQuery>()(['state', 'grade', 'basis', 'enterpriseId']),
  component: lazyRouteComponent(() => import('./grading-list-page.js'), 'GradingListPage'),
});
const rulesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/grades/rules',
  component: lazyRouteComponent(() => import('./rule-list-page.js'), 'RuleListPage'),
});
const arrivalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/grades/arrivals',
  validateSearch: listSearch<keyof ArrivalQuery>()(['year', 'sector']),
  component: lazyRouteComponent(() => import('./arrival-list-page.js'), 'ArrivalListPage'),
});

export const gradeRoutes = [gradingsRoute, rulesRoute, arrivalsRoute] as const;
