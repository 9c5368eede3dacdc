import { AccessQuestion } from '@lianghuan/contracts';
import { z } from 'zod';

/** The question in the address bar; what is not a possible part of it is left out. */
export const AccessSearch = z.object({
  userId: AccessQuestion.shape.userId.optional().catch(undefined),
  subject: AccessQuestion.shape.subject.optional().catch(undefined),
  record: AccessQuestion.shape.record.optional().catch(undefined),
});
export type AccessSearch = z.infer<typeof AccessSearch>;
