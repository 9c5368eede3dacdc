import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Id, Instant, pageOf } from './primitives.js';

/** 留痕: who changed what, when and why; written by database triggers, never changed. */
export const AuditEntryView = z.object({
  id: z.string(),
  at: Instant,
  tableName: z.string(),
  rowId: z.string(),
  action: z.enum(codesOf('auditAction')),
  actorName: z.string(),
  reason: z.string().nullable(),
  /** Field → [before, after]. */
  changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
});
export type AuditEntryView = z.infer<typeof AuditEntryView>;
export const AuditPage = pageOf(AuditEntryView);
export const AuditQuery = z.object({
  noun: z.enum(['resource', 'market', 'project', 'enterprise', 'need', 'lead', 'funds']),
  id: Id,
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(30),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
