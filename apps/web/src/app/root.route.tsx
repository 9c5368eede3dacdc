import type { QueryClient } from '@tanstack/react-query';
import { Outlet, createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { ApiError } from '../api/api-error.js';
import { meQuery } from '../session/session.queries.js';
import { ErrorPage } from './error-page.js';
import { NotFoundPage } from './not-found-page.js';

/** What every route may use while it loads. */
export interface RouterContext {
  readonly queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
});

/** Parent of every page behind the sign-in: navigation around it, and nobody enters unknown. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queryClient.ensureQueryData(meQuery);
      if (me.mustChangePassword) throw redirect({ to: '/initial-password', search: { returnTo: location.href } });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({ to: '/sign-in', search: { returnTo: location.href } });
      }
      throw error;
    }
  },
  component: lazyRouteComponent(() => import('./shell.js'), 'Shell'),
  errorComponent: ErrorPage,
});
