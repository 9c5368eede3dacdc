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

const recognitionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/grades/recognitions',
  validateSearch: listSearch()([]),
  component: lazyRouteComponent(() => import('./recognition-batch-list-page.js'), 'RecognitionBatchListPage'),
});
const recognitionBatchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/grades/recognitions/$batchId',
  validateSearch: listSearch<'verdict'>()(['verdict']),
  component: lazyRouteComponent(() => import('./recognition-batch-page.js'), 'RecognitionBatchPage'),
});

export const gradeRoutes = [
  gradingsRoute,
  rulesRoute,
  arrivalsRoute,
  recognitionsRoute,
  recognitionBatchRoute,
] as const;
