import { codesOf } from '@lianghuan/contracts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { shellRoute } from '../app/root.route.js';

const detailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/transfers/bulk-edits/$bulkEditId',
  validateSearch: z.object({
    outcome: z.enum(codesOf('bulkEditOutcome')).optional().catch(undefined),
    page: z.coerce.number().int().min(1).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./bulk-edit-page.js'), 'BulkEditPage'),
});

export const bulkEditRoutes = [detailRoute] as const;
