import { codesOf } from '@lianghuan/contracts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { shellRoute } from '../app/root.route.js';

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/transfers/imports/new',
  validateSearch: z.object({ register: z.enum(codesOf('register')).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./import-upload-page.js'), 'ImportUploadPage'),
});
const detailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/transfers/imports/$importId',
  validateSearch: z.object({
    verdict: z.enum(codesOf('importVerdict')).optional().catch(undefined),
    // Text in the address, a flag in the page.
    likely: z
      .union([z.literal(true), z.literal('true')])
      .transform((): true => true)
      .optional()
      .catch(undefined),
    page: z.coerce.number().int().min(1).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./import-page.js'), 'ImportPage'),
});

export const importRoutes = [newRoute, detailRoute] as const;
