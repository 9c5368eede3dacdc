import type { Need } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import type { ReferenceData } from '../reference/reference-data.js';

/** Divisions of GB/T 4754 have two digits; a section, a letter, stands for all of its divisions. */
const DIVISION = /^\d{2}$/;

/** The need matrix as it stands now, for a match run to freeze: one need per code and per word of each entry that is not archived. */
export async function needsInUse(tx: EntityManager, reference: ReferenceData): Promise<Need[]> {
  const rows = (await tx.query(
    `SELECT side, relation AS source, industry_codes AS "industryCodes", words, category, strength::double precision AS strength
     FROM need_entry WHERE archived_at IS NULL ORDER BY code`,
  )) as (Pick<Need, 'side' | 'source' | 'category' | 'strength'> & {
    readonly industryCodes: string[];
    readonly words: string[];
  })[];
  return rows.flatMap(({ industryCodes, words, ...need }) => [
    ...words.map((word) => ({ ...need, word })),
    ...industryCodes
      .flatMap((code) =>
        /^\d/.test(code) ? [code] : reference.withDescendants(code).filter((below) => DIVISION.test(below)),
      )
      .map((industryCode) => ({ ...need, industryCode })),
  ]);
}
