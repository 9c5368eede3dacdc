import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { AccessSearch } from './access.search.js';

const accessRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/access',
  validateSearch: AccessSearch,
  component: lazyRouteComponent(() => import('./access-page.js'), 'AccessPage'),
});

export const accessRoutes = [accessRoute] as const;
