import type { Amount, Need } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import type { ReferenceData } from '../reference/reference-data.js';

/** Divisions of GB/T 4754 have two digits; a section, a letter, stands for all of its divisions. */
const DIVISION = /^\d{2}$/;

/** A need with what the trade uses for 亿元 of investment, where the entry has a coefficient. */
export interface NeedInUse extends Need {
  readonly use?: { readonly amount: Amount; readonly source: string };
}

/** The need matrix as it stands now, for a match run to freeze: one need per code and per word of each entry that is not archived. */
export async function needsInUse(tx: EntityManager, reference: ReferenceData): Promise<NeedInUse[]> {
  const rows = (await tx.query(
    `SELECT side, relation AS source, industry_codes AS "industryCodes", words, category, strength::double precision AS strength,
       CASE WHEN use_unit IS NOT NULL THEN jsonb_build_object('amount', jsonb_build_object('quantity', use_per_investment, 'unit', use_unit),
         'source', concat_ws('，', code, source_name)) END AS use
     FROM need_entry WHERE archived_at IS NULL ORDER BY code`,
  )) as (Pick<Need, 'side' | 'source' | 'category' | 'strength'> & {
    readonly industryCodes: string[];
    readonly words: string[];
    readonly use: NeedInUse['use'] | null;
  })[];
  return rows.flatMap(({ industryCodes, words, use, ...rest }) => {
    const need = use === null ? rest : { ...rest, use };
    return [
      ...words.map((word) => ({ ...need, word })),
      ...industryCodes
        .flatMap((code) =>
          /^\d/.test(code) ? [code] : reference.withDescendants(code).filter((below) => DIVISION.test(below)),
        )
        .map((industryCode) => ({ ...need, industryCode })),
    ];
  });
}
