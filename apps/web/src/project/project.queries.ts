import {
  LandNeedSummary,
  LinkageQuotaView,
  LandNeedPage,
  type AddSuccession,
  type ChangeReserveState,
  type JoinList,
  type LeaveList,
  type WithdrawMembership,
} from '@lianghuan/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';
import { useRowAction } from '../register/register.queries.js';
import { projectRegister } from './project.register.js';

export function useChangeReserveState(projectId: string) {
  return useRowAction(projectRegister, projectId, (body: ChangeReserveState) => ({ path: 'reserve-state', body }));
}

export function useJoinList(projectId: string) {
  return useRowAction(projectRegister, projectId, (body: JoinList) => ({ path: 'memberships', body }));
}

export function useLeaveList(projectId: string) {
  return useRowAction(
    projectRegister,
    projectId,
    ({ membershipId, body }: { membershipId: string; body: LeaveList }) => ({
      path: `memberships/${membershipId}/leave`,
      body,
    }),
  );
}

export function useWithdrawMembership(projectId: string) {
  return useRowAction(
    projectRegister,
    projectId,
    ({ membershipId, body }: { membershipId: string; body: WithdrawMembership }) => ({
      path: `memberships/${membershipId}/withdraw`,
      body,
    }),
  );
}

export function useAddSuccession(projectId: string) {
  return useRowAction(projectRegister, projectId, (body: AddSuccession) => ({ path: 'successions', body }));
}

export function useEndSuccession(projectId: string, id: string) {
  return useRowAction(projectRegister, projectId, (reason: string) => ({
    path: `successions/${id}/end`,
    body: { reason },
  }));
}

/** Before this year no quotas were set. */
export const FIRST_QUOTA_YEAR = 2023;

/**
 * How many leader-linked projects each area should have and has (measure 5). Without a year: the newest that has quotas,
 * since nobody opens the page to see that this year's are not set yet.
 */
export function useLinkageQuota(year: number | undefined, thisYear: number) {
  return useQuery({
    queryKey: ['project', 'linkage-quota', year ?? 'newest'],
    queryFn: async ({ signal }) => {
      const quotaOf = (wanted: number) =>
        api.get('/projects/linkage-quota', LinkageQuotaView, { year: wanted }, signal);
      if (year !== undefined) return quotaOf(year);
      for (let wanted = thisYear; wanted > FIRST_QUOTA_YEAR; wanted -= 1) {
        const quota = await quotaOf(wanted);
        if (quota.areas.length > 0) return quota;
      }
      return quotaOf(FIRST_QUOTA_YEAR);
    },
  });
}

/** Totals of the 用地需求清单, under its filters. */
export function useLandNeeds({ landYear, areaCode, landClass, needsForest }: ListSearch) {
  const query = { landYear, areaCode, landClass, needsForest };
  return useQuery({
    queryKey: ['project', 'land-needs', query],
    queryFn: ({ signal }) => api.get('/projects/land-needs', LandNeedSummary, query, signal),
    placeholderData: keepPreviousData,
  });
}

/** Local projects on the 用地需求清单 of a year. */
export function useLandProjects(search: ListSearch, enabled: boolean) {
  return useQuery({
    queryKey: ['project', 'land-needs', 'list', search],
    queryFn: ({ signal }) => api.get('/projects/land-needs/projects', LandNeedPage, search, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}
