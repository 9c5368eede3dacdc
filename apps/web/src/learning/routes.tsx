import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';

const learningRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/learning',
  component: lazyRouteComponent(() => import('./learning-page.js'), 'LearningPage'),
});

export const learningRoutes = [learningRoute] as const;
