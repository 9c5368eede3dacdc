import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { SurveyCellSearch, SurveyListSearch, SurveySearch } from './survey.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/surveys',
  validateSearch: SurveyListSearch,
  component: lazyRouteComponent(() => import('./survey-list-page.js'), 'SurveyListPage'),
});
const cellsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/surveys/cells',
  validateSearch: SurveyCellSearch,
  component: lazyRouteComponent(() => import('./survey-cell-list-page.js'), 'SurveyCellListPage'),
});
const surveyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/surveys/$campaignId',
  validateSearch: SurveySearch,
  component: lazyRouteComponent(() => import('./survey-page.js'), 'SurveyPage'),
});

export const surveyRoutes = [listRoute, cellsRoute, surveyRoute] as const;
