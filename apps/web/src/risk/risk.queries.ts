import { RiskView, type RiskSubject, type SetRiskFlag } from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

const keyOf = ({ kind, id }: RiskSubject) => ['risk', kind, id];

export function useRisk(subject: RiskSubject) {
  return useQuery({
    queryKey: keyOf(subject),
    queryFn: ({ signal }) => api.get('/risk-flags', RiskView, subject, signal),
  });
}

export function useSetRisk(subject: RiskSubject) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Omit<SetRiskFlag, 'subject'>) => api.post('/risk-flags', RiskView, { subject, ...input }),
    onSuccess: (view) => client.setQueryData(keyOf(subject), view),
  });
}

export function useClearRisk(subject: RiskSubject) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post('/risk-flags/clear', RiskView, subject),
    onSuccess: (view) => client.setQueryData(keyOf(subject), view),
  });
}
