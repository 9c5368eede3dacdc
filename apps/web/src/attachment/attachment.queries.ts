import {
  AttachmentPage,
  AttachmentView,
  StoredFileView,
  type AddAttachment,
  type AddAttachmentVersion,
  type SubjectRef,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, apiUrl } from '../api/client.js';

export function useAttachments(on: SubjectRef, page: number) {
  return useQuery({
    queryKey: ['attachment', on.subjectId, page],
    queryFn: ({ signal }) => api.get('/attachments', AttachmentPage, { ...on, page }, signal),
    placeholderData: keepPreviousData,
  });
}

function useAttachmentMutation<Input>(send: (input: Input) => Promise<AttachmentView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all(['attachment', 'timeline'].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}
export const useAddAttachment = () =>
  useAttachmentMutation((input: AddAttachment) => api.post('/attachments', AttachmentView, input));
export const useRenewAttachment = (id: string) =>
  useAttachmentMutation((input: AddAttachmentVersion) =>
    api.post(`/attachments/${id}/versions`, AttachmentView, input),
  );
export const useWithdrawAttachment = (id: string) =>
  useAttachmentMutation((reason: string) => api.post(`/attachments/${id}/withdraw`, AttachmentView, { reason }));

/** Stores one file; the attachment refers to it by its id. */
export function uploadAttachment(file: File, onProgress: (share: number) => void): Promise<StoredFileView> {
  const form = new FormData();
  form.append('file', file, file.name);
  return api.upload('/attachments/files', StoredFileView, form, { onProgress });
}

/** Address of a version: for saving, or for showing. The server asks for the right to read it each time. */
export function versionUrl(id: string, no: number, form: 'save' | 'show'): string {
  return apiUrl(`/attachments/${id}/versions/${no}${form === 'show' ? '/preview' : ''}`);
}
