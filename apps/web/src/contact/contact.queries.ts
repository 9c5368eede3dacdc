import {
  ContactList,
  ContactReveals,
  ContactView,
  People,
  RelationshipView,
  RevealedContact,
  type CreateContact,
  type HandOverEnterprise,
  type UpdateContact,
} from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

export function useContacts(enterpriseId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['contact', enterpriseId],
    queryFn: ({ signal }) => api.get(`/enterprises/${enterpriseId}/contacts`, ContactList, undefined, signal),
    enabled,
  });
}

export function useContactReveals(enterpriseId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['contact', enterpriseId, 'reveals'],
    queryFn: ({ signal }) => api.get(`/enterprises/${enterpriseId}/contact-reveals`, ContactReveals, undefined, signal),
    enabled,
  });
}

function useContactChange<Input, Result>(enterpriseId: string, send: (input: Input) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['contact', enterpriseId] }),
        client.invalidateQueries({ queryKey: ['audit'] }),
      ]),
  });
}

/** Adds a contact, or changes the one given. */
export function useSaveContact(enterpriseId: string, id: string | undefined) {
  return useContactChange(enterpriseId, (input: CreateContact | UpdateContact) =>
    id === undefined
      ? api.post(`/enterprises/${enterpriseId}/contacts`, ContactView, input)
      : api.patch(`/contacts/${id}`, ContactView, input),
  );
}

export function useWithdrawContact(enterpriseId: string, id: string) {
  return useContactChange(enterpriseId, (reason: string) =>
    api.post(`/contacts/${id}/withdraw`, ContactView, { reason }),
  );
}

/** Its result is kept by who asked, and nowhere else: no cache holds a number. */
export function useRevealContact(enterpriseId: string, id: string) {
  return useContactChange(enterpriseId, (reason: string) =>
    api.post(`/contacts/${id}/reveal`, RevealedContact, { reason }),
  );
}

const relationshipKey = (enterpriseId: string) => ['relationship', enterpriseId];

export function useRelationship(enterpriseId: string) {
  return useQuery({
    queryKey: relationshipKey(enterpriseId),
    queryFn: ({ signal }) => api.get(`/enterprises/${enterpriseId}/relationship`, RelationshipView, undefined, signal),
  });
}

export function useOwnerCandidates(enterpriseId: string) {
  return useQuery({
    queryKey: [...relationshipKey(enterpriseId), 'candidates'],
    queryFn: ({ signal }) => api.get(`/enterprises/${enterpriseId}/relationship/candidates`, People, undefined, signal),
  });
}

export function useHandOver(enterpriseId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: HandOverEnterprise) =>
      api.post(`/enterprises/${enterpriseId}/relationship/hand-over`, RelationshipView, input),
    onSuccess: () =>
      Promise.all(
        ['relationship', 'enterprise', 'contact', 'audit'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}
