import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { DuplicateSearch, MergeProposalSearch } from './duplicate.search.js';

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
const proposalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/duplicates/proposals',
  validateSearch: MergeProposalSearch,
  component: lazyRouteComponent(() => import('./merge-proposal-list-page.js'), 'MergeProposalListPage'),
});
const proposalRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/duplicates/proposals/$proposalId',
  component: lazyRouteComponent(() => import('./merge-proposal-page.js'), 'MergeProposalPage'),
});

export const duplicateRoutes = [listRoute, pairRoute, proposalsRoute, proposalRoute] as const;
