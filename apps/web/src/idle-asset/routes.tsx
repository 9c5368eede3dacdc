import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';

const idleAssetRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/idle-assets',
  component: lazyRouteComponent(() => import('./idle-asset-page.js'), 'IdleAssetPage'),
});

export const idleAssetRoutes = [idleAssetRoute] as const;
