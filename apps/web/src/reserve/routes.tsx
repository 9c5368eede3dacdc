import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { ProposalSearch, ReserveSearch } from './reserve.search.js';

const figuresRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reserve',
  validateSearch: ReserveSearch,
  component: lazyRouteComponent(() => import('./reserve-page.js'), 'ReservePage'),
});
const proposalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reserve/proposals',
  validateSearch: ProposalSearch,
  component: lazyRouteComponent(() => import('./proposal-list-page.js'), 'ProposalListPage'),
});

export const reserveRoutes = [figuresRoute, proposalsRoute] as const;
