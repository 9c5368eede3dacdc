import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../app/root.route.js';

const ReturnTo = z.object({ returnTo: z.string().optional().catch(undefined) });

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: ReturnTo,
  component: lazyRouteComponent(() => import('./sign-in-page.js'), 'SignInPage'),
});

export const initialPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/initial-password',
  validateSearch: ReturnTo,
  component: lazyRouteComponent(() => import('./initial-password-page.js'), 'InitialPasswordPage'),
});
