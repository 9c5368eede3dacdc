import type { EntityManager } from 'typeorm';

const POSTS = ['总经理', '投资部经理', '副总经理', '董事会秘书'];

/**
 * Invents a contact of each enterprise an example lead follows, and a second one of every other, marked 示例. The numbers are of a range nobody has.
 * @returns how many were made
 */
export async function seedExampleContacts(tx: EntityManager, today: string): Promise<number> {
  const leads = (await tx.query(
    `SELECT enterprise_id AS "enterpriseId", organisation_id AS "organisationId", owner_id AS "ownerId" FROM lead WHERE is_example ORDER BY code`,
  )) as { enterpriseId: string; organisationId: string; ownerId: string }[];
  const contacts = leads.flatMap(
    (lead, i) =>
    [0, ...(i % 2 === 0 ? [1] : [])].map((turn) => ({ ...lead, turn, number: String(i * 2 + turn + 1).padStart(2, '0') })), // prettier-ignore
  );
  for (const { enterpriseId, organisationId, ownerId, turn, number } of contacts) {
    await tx.query(
      `INSERT INTO enterprise_contact (enterprise_id, name, post, phone, mobile, email, note, source_name, source_on, primary_since, organisation_id,
         created_by_id, updated_by_id, is_example)
       VALUES ($1, $2, $3, $4, $5, $6, '示例联系人，姓名和号码均为虚构', '示例', $7, $8, $9, $10, $10, true)`,
      [
        enterpriseId, `示例联系人${number}`, POSTS[Number(number) % POSTS.length], turn === 0 ? `0857-000000${number}` : null, `100000000${number}`,
        `contact${number}@example.com`, today, turn === 0 ? new Date(`${today}T09:00:00+08:00`) : null, organisationId, ownerId,
      ], // prettier-ignore
    );
  }
  return contacts.length;
}
