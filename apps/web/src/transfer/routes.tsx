import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { shellRoute } from '../app/root.route.js';

const transfersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/transfers',
  validateSearch: z.object({
    tab: z.enum(['imports', 'exports', 'bulk-edits']).optional().catch(undefined),
    page: z.coerce.number().int().min(1).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./transfers-page.js'), 'TransfersPage'),
});

export const transferRoutes = [transfersRoute] as const;
