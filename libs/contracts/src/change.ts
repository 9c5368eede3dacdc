import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { CodeList, Id, Instant, pageOf } from './primitives.js';

/** 撤销: a batch of changes taken back, by whom and why, and how far. */
export const ChangeUndoView = z.object({
  id: Id,
  batchId: Id,
  status: z.enum(codesOf('jobStatus')),
  reason: z.string(),
  requestedByName: z.string(),
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  progressDone: z.int(),
  progressTotal: z.int(),
  counts: z.object({ restored: z.int(), withdrawn: z.int(), kept: z.int(), refused: z.int() }),
  errorCode: z.string().nullable(),
  /** The rows it was asked for; null: the whole batch. */
  rowIds: z.array(Id).nullable(),
});
export type ChangeUndoView = z.infer<typeof ChangeUndoView>;

/** One row of an undone batch. */
export const ChangeUndoRowView = z.object({
  rowId: Id,
  outcome: z.enum(codesOf('undoOutcome')),
  code: z.string().nullable(),
  name: z.string().nullable(),
  /** Titles of the fields changed since, for a kept row. */
  fields: z.array(z.string()),
  /** Who changed the row since the batch, and when. */
  changedBy: z.string().nullable(),
  changedAt: Instant.nullable(),
  errorCode: z.string().nullable(),
  errorDetails: z.record(z.string(), z.unknown()).nullable(),
});
export type ChangeUndoRowView = z.infer<typeof ChangeUndoRowView>;
export const ChangeUndoRowPage = pageOf(ChangeUndoRowView);
export const ChangeUndoRowQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  outcome: CodeList.optional(),
  /** Of this undo; otherwise of the last one of the whole batch. */
  undoId: Id.optional(),
});
export type ChangeUndoRowQuery = z.infer<typeof ChangeUndoRowQuery>;

export const ChangeUndoJob = z.strictObject({ undoId: Id });
export type ChangeUndoJob = z.infer<typeof ChangeUndoJob>;
