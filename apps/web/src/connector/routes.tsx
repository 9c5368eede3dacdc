import { codesOf, type FieldProposalQuery } from '@lianghuan/contracts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { listSearch } from '../app/list-search.js';
import { shellRoute } from '../app/root.route.js';

const page = z.coerce.number().int().min(1).optional().catch(undefined);

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/connectors',
  validateSearch: z.object({ page }),
  component: lazyRouteComponent(() => import('./connector-list-page.js'), 'ConnectorListPage'),
});
const runRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/connectors/runs/$connectorRunId',
  validateSearch: z.object({ verdict: z.enum(codesOf('connectorVerdict')).optional().catch(undefined), page }),
  component: lazyRouteComponent(() => import('./connector-run-page.js'), 'ConnectorRunPage'),
});
const proposalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/field-proposals',
  validateSearch: listSearch<keyof FieldProposalQuery>()(['state', 'enterpriseId', 'connectorId', 'runId', 'field']),
  component: lazyRouteComponent(() => import('./field-proposal-page.js'), 'FieldProposalPage'),
});

export const connectorRoutes = [listRoute, runRoute, proposalsRoute] as const;
