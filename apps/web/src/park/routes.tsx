import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';

const parkRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/parks',
  component: lazyRouteComponent(() => import('./park-page.js'), 'ParkPage'),
});

export const parkRoutes = [parkRoute] as const;
