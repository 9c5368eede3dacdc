import { LinkageQuotaView, type ChangeReserveState, type JoinList, type LeaveList } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';
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

/** How many leader-linked projects each area should have and has (measure 5). */
export function useLinkageQuota(year: number) {
  return useQuery({
    queryKey: ['project', 'linkage-quota', year],
    queryFn: ({ signal }) => api.get('/projects/linkage-quota', LinkageQuotaView, { year }, signal),
  });
}
