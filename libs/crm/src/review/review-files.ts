import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/**
 * Ties files the actor uploaded for a review to an opinion or to the evidence of a condition.
 * @throws {AppError} FILE_NOT_FOUND for files of others, of another purpose, or tied already
 */
export async function attachFiles(
  tx: EntityManager,
  fileIds: readonly string[],
  to: { readonly packetId: string; readonly opinionId?: string; readonly conditionId?: string },
): Promise<void> {
  if (fileIds.length === 0) return;
  const free = (await tx.query(
    `SELECT id FROM stored_file WHERE id = ANY ($1) AND purpose = 'review' AND created_by_id = access.actor_id() AND NOT file_is_of_review(id)`,
    [fileIds],
  )) as { id: string }[];
  const missing = fileIds.find((id) => !free.some((file) => file.id === id));
  if (missing !== undefined) throw new AppError('FILE_NOT_FOUND', { id: missing });
  await tx.query(
    `INSERT INTO review_file (packet_id, opinion_id, condition_id, file_id) SELECT $1, $2, $3, id FROM unnest($4::uuid[]) id`,
    [to.packetId, to.opinionId ?? null, to.conditionId ?? null, [...new Set(fileIds)]],
  );
}
