import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { shellRoute } from '../app/root.route.js';

const mentionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mentions',
  validateSearch: z.object({
    page: z.coerce.number().int().min(1).optional().catch(undefined),
    unread: z.coerce.string().pipe(z.literal('1')).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./mention-list-page.js'), 'MentionListPage'),
});

export const commentRoutes = [mentionsRoute] as const;
