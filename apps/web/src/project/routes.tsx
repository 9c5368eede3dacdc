import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { shellRoute } from '../app/root.route.js';
import { ListProposalSearch } from './list-proposal.queries.js';
import { LandNeedSearch, ProjectSearch } from './project.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects',
  validateSearch: ProjectSearch,
  component: lazyRouteComponent(() => import('./project-list-page.js'), 'ProjectListPage'),
});
const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/new',
  component: lazyRouteComponent(() => import('./project-form-page.js'), 'ProjectFormPage'),
});
const linkageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/linkage',
  validateSearch: z.object({ year: z.coerce.number().int().min(2023).max(2100).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./linkage-quota-page.js'), 'LinkageQuotaPage'),
});
const landNeedRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/land-needs',
  validateSearch: LandNeedSearch,
  component: lazyRouteComponent(() => import('./land-need-page.js'), 'LandNeedPage'),
});
const landListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/land-lists/$versionId',
  validateSearch: z.object({ against: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./land-list-page.js'), 'LandListPage'),
});
const proposalRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/list-proposals',
  validateSearch: ListProposalSearch,
  component: lazyRouteComponent(() => import('./list-proposal-page.js'), 'ListProposalPage'),
});
const detailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId',
  component: lazyRouteComponent(() => import('./project-detail-page.js'), 'ProjectDetailPage'),
});
const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId/edit',
  component: lazyRouteComponent(() => import('./project-form-page.js'), 'ProjectFormPage'),
});

export const projectRoutes = [
  listRoute,
  newRoute,
  linkageRoute,
  landNeedRoute,
  landListRoute,
  proposalRoute,
  detailRoute,
  editRoute,
] as const;
