import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/** PROJECT_UNDER_REVIEW for each of these projects that has an open packet. */
export async function openPacketRefusals(tx: EntityManager, ids: readonly string[]): Promise<(AppError | undefined)[]> {
  const packets = (await tx.query(
    'SELECT open_review_packet(w.id) AS number FROM unnest($1::uuid[]) WITH ORDINALITY w(id, at) ORDER BY w.at',
    [ids],
  )) as { number: number | null }[];
  return packets.map(({ number }) => (number === null ? undefined : new AppError('PROJECT_UNDER_REVIEW', { number })));
}

/** @throws {AppError} PROJECT_UNDER_REVIEW */
export async function requireNoOpenPacket(tx: EntityManager, id: string): Promise<void> {
  const [refusal] = await openPacketRefusals(tx, [id]);
  if (refusal !== undefined) throw refusal;
}
