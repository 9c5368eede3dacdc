import type { ErrorCode, Permission, SubjectRef } from '@lianghuan/contracts';
import { AppError, type Actor, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

interface SubjectRule {
  readonly permission: Permission;
  readonly notFound: ErrorCode;
  /** SQL of the name people know the row `s` by. */
  readonly name: string;
}

/** Records that attachments and comments hang on. A code is the name of its table, and `<code>_id` the column that points to it. */
export const SUBJECTS: Readonly<Record<SubjectRef['subject'], SubjectRule>> = {
  resource: { permission: 'resource.read', notFound: 'RESOURCE_NOT_FOUND', name: 's.name' },
  market: { permission: 'market.read', notFound: 'MARKET_NOT_FOUND', name: 's.name' },
  project: { permission: 'project.read', notFound: 'PROJECT_NOT_FOUND', name: 's.name' },
  enterprise: { permission: 'enterprise.read', notFound: 'ENTERPRISE_NOT_FOUND', name: 's.name' },
  lead: { permission: 'lead.read', notFound: 'LEAD_NOT_FOUND', name: 's.enterprise_name' },
  review_packet: {
    permission: 'review.read',
    notFound: 'REVIEW_PACKET_NOT_FOUND',
    name: '(SELECT p.name FROM project p WHERE p.id = s.project_id)',
  },
};

/** @throws {AppError} …_NOT_FOUND of the record when it is not there or not the actor's to see */
export async function requireSubject(
  tx: EntityManager,
  actor: Actor,
  { subject, subjectId }: SubjectRef,
): Promise<void> {
  const { permission, notFound } = SUBJECTS[subject];
  const isSeen =
    may(actor, permission) &&
    (await tx.query<unknown[]>(`SELECT FROM ${subject} WHERE id = $1`, [subjectId])).length > 0;
  if (!isSeen) throw new AppError(notFound, { id: subjectId });
}

/** SQL of the name of the record a row `t` of `attachment` or `comment` is on; null where it is not the reader's to see. */
export function subjectNameOf(t: string): string {
  const branches = Object.entries(SUBJECTS).map(
    ([subject, { name }]) =>
      `WHEN '${subject}' THEN (SELECT ${name} FROM ${subject} s WHERE s.id = ${t}.${subject}_id)`,
  );
  return `CASE ${t}.subject ${branches.join(' ')} END`;
}
