import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { shellRoute } from '../app/root.route.js';

const adminRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin',
  validateSearch: z.object({ q: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./admin-page.js'), 'AdminPage'),
});

const extraFieldsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/extra-fields',
  component: lazyRouteComponent(() => import('../extra-field/extra-field-page.js'), 'ExtraFieldPage'),
});

export const userRoutes = [adminRoute, extraFieldsRoute] as const;
