import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { shellRoute } from '../app/root.route.js';

const text = z.string().optional().catch(undefined);
/** What the chain pages keep in the address bar. */
const ListSearch = z.object({
  areaCode: text,
  gapClass: z.enum(['build', 'fill', 'extend', 'strengthen']).optional().catch(undefined),
  figure: z.enum(['gaps', 'occupants', 'investment', 'funds']).optional().catch(undefined),
  page: z.coerce.number().int().min(1).optional().catch(undefined),
});
const ChainSearch = z.object({ areaCode: text, node: z.uuid().optional().catch(undefined) });
const AreaSearch = z.object({ areaCode: text });

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/chains',
  validateSearch: ListSearch,
  component: lazyRouteComponent(() => import('./chain-list-page.js'), 'ChainListPage'),
});
const placeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/chains/place',
  validateSearch: AreaSearch,
  component: lazyRouteComponent(() => import('./chain-place-page.js'), 'ChainPlacePage'),
});
const chainRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/chains/$chainId',
  validateSearch: ChainSearch,
  component: lazyRouteComponent(() => import('./chain-page.js'), 'ChainPage'),
});
const membersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/chains/$chainId/members',
  validateSearch: AreaSearch,
  component: lazyRouteComponent(() => import('./chain-members-page.js'), 'ChainMembersPage'),
});
const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/chains/$chainId/edit',
  component: lazyRouteComponent(() => import('./chain-edit-page.js'), 'ChainEditPage'),
});

export const chainRoutes = [listRoute, placeRoute, chainRoute, membersRoute, editRoute] as const;
