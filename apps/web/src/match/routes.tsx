import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { SuggestionQuery } from '@lianghuan/contracts';
import { shellRoute } from '../app/root.route.js';
import { listSearch } from '../app/list-search.js';
import { AllocationSearch } from './allocation.search.js';
import { PackageSearch } from './package.search.js';

const SuggestionSearch = listSearch<keyof SuggestionQuery>()(['decision', 'hasSignal', 'isClearFit']);

const projectSuggestionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId/suggestions',
  validateSearch: SuggestionSearch,
  component: lazyRouteComponent(() => import('./project-suggestions-page.js'), 'ProjectSuggestionsPage'),
});
const enterpriseSuggestionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/enterprises/$enterpriseId/suggestions',
  validateSearch: SuggestionSearch,
  component: lazyRouteComponent(() => import('./enterprise-suggestions-page.js'), 'EnterpriseSuggestionsPage'),
});
const matchRunListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/match-runs',
  validateSearch: listSearch<never>()([]),
  component: lazyRouteComponent(() => import('./match-run-list-page.js'), 'MatchRunListPage'),
});
const matchRunRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/match-runs/$matchRunId',
  component: lazyRouteComponent(() => import('./match-run-page.js'), 'MatchRunPage'),
});
const allocationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/match-runs/$matchRunId/allocation',
  validateSearch: AllocationSearch,
  component: lazyRouteComponent(() => import('./allocation-page.js'), 'AllocationPage'),
});
const limitsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/match-runs/limits',
  component: lazyRouteComponent(() => import('./allocation-limits-page.js'), 'AllocationLimitsPage'),
});
const packagesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/exchange-packages',
  validateSearch: PackageSearch,
  component: lazyRouteComponent(() => import('./package-list-page.js'), 'PackageListPage'),
});

export const matchRoutes = [
  projectSuggestionsRoute,
  enterpriseSuggestionsRoute,
  matchRunListRoute,
  matchRunRoute,
  allocationRoute,
  limitsRoute,
  packagesRoute,
] as const;
