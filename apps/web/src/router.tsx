import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { ErrorPage } from './app/error-page.js';
import { PagePending } from './app/page-pending.js';
import { rootRoute, shellRoute } from './app/root.route.js';
import { parseSearch, stringifySearch } from './app/search.js';
import { accessRoutes } from './access/routes.js';
import { callRoutes } from './call/routes.js';
import { commentRoutes } from './comment/routes.js';
import { connectorRoutes } from './connector/routes.js';
import { bulkEditRoutes } from './bulk-edit/routes.js';
import { duplicateRoutes } from './duplicate/routes.js';
import { enterpriseRoutes } from './enterprise/routes.js';
import { fundsRoutes } from './funds/routes.js';
import { homeRoutes } from './home/routes.js';
import { idleAssetRoutes } from './idle-asset/routes.js';
import { importRoutes } from './import/routes.js';
import { chainRoutes } from './industry-chain/routes.js';
import { learningRoutes } from './learning/routes.js';
import { leadRoutes } from './lead/routes.js';
import { marketRoutes } from './market/routes.js';
import { matchRoutes } from './match/routes.js';
import { needRoutes } from './need/routes.js';
import { parkRoutes } from './park/routes.js';
import { projectRoutes } from './project/routes.js';
import { gradeRoutes } from './grade/routes.js';
import { reserveRoutes } from './reserve/routes.js';
import { resourceRoutes } from './resource/routes.js';
import { reviewRoutes } from './review/routes.js';
import { initialPasswordRoute, signInRoute } from './session/routes.js';
import { supplyRoutes } from './supply/routes.js';
import { surveyRoutes } from './survey/routes.js';
import { transferRoutes } from './transfer/routes.js';
import { userRoutes } from './user/routes.js';

/** Every page of the product. A noun adds its pages in `<noun>/routes.tsx` and is listed here. */
const routeTree = rootRoute.addChildren([
  signInRoute,
  initialPasswordRoute,
  shellRoute.addChildren([
    ...homeRoutes,
    ...commentRoutes,
    ...matchRoutes,
    ...learningRoutes,
    ...callRoutes,
    ...leadRoutes,
    ...chainRoutes,
    ...fundsRoutes,
    ...resourceRoutes,
    ...marketRoutes,
    ...projectRoutes,
    ...reviewRoutes,
    ...reserveRoutes,
    ...gradeRoutes,
    ...enterpriseRoutes,
    ...duplicateRoutes,
    ...needRoutes,
    ...supplyRoutes,
    ...surveyRoutes,
    ...idleAssetRoutes,
    ...parkRoutes,
    ...transferRoutes,
    ...importRoutes,
    ...bulkEditRoutes,
    ...connectorRoutes,
    ...userRoutes,
    ...accessRoutes,
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: PagePending,
    // Of each page, so that the navigation around it stays.
    defaultErrorComponent: ErrorPage,
    defaultPendingMs: 400,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
