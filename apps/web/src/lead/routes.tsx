import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../app/root.route.js';
import { LeadSearch, NewLeadSearch } from './lead.search.js';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads',
  validateSearch: LeadSearch,
  component: lazyRouteComponent(() => import('./lead-list-page.js'), 'LeadListPage'),
});
const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads/new',
  validateSearch: NewLeadSearch,
  component: lazyRouteComponent(() => import('./lead-form-page.js'), 'LeadFormPage'),
});
const detailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads/$leadId',
  component: lazyRouteComponent(() => import('./lead-detail-page.js'), 'LeadDetailPage'),
});

export const leadRoutes = [listRoute, newRoute, detailRoute] as const;
