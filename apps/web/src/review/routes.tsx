import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { ConditionSearch, ReviewSearch } from './review.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reviews',
  validateSearch: ReviewSearch,
  component: lazyRouteComponent(() => import('./review-list-page.js'), 'ReviewListPage'),
});
const conditionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reviews/conditions',
  validateSearch: ConditionSearch,
  component: lazyRouteComponent(() => import('./condition-list-page.js'), 'ConditionListPage'),
});
const packetRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reviews/$packetId',
  component: lazyRouteComponent(() => import('./review-packet-page.js'), 'ReviewPacketPage'),
});

export const reviewRoutes = [listRoute, conditionsRoute, packetRoute] as const;
