import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { ReservationSearch } from './reservation.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reservations',
  validateSearch: ReservationSearch,
  component: lazyRouteComponent(() => import('./reservation-list-page.js'), 'ReservationListPage'),
});

export const supplyRoutes = [listRoute] as const;
