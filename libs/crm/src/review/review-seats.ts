import type { Code } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { ReferenceData } from '../reference/reference-data.js';

/** A seat of a packet to be made: who sits there, and the newest version of its checklist. */
export interface Seat {
  readonly seat: Code<'reviewSeat'>;
  readonly organisationId: string;
  readonly checklistVersion: number;
}

interface SeatRow extends Seat {
  readonly industryCodes: string[];
}

/**
 * Who reviews a project: the investment department, one line department and each bureau that guarantees an element. The line department is
 * the chosen one, or the one in charge of the first of the project's industries that has one.
 * @throws {AppError} REVIEW_LINE_UNIT_UNKNOWN when neither the choice nor an industry names one
 */
export async function seatsFor(
  tx: EntityManager,
  reference: ReferenceData,
  industryCodes: readonly string[],
  chosenLineId: string | undefined,
): Promise<Seat[]> {
  const rows = (await tx.query(
    `SELECT s.seat, s.organisation_id AS "organisationId", s.industry_codes AS "industryCodes",
       (SELECT max(version) FROM review_checklist_item i WHERE i.seat = s.seat) AS "checklistVersion" FROM review_seat s ORDER BY s.sort`,
  )) as SeatRow[];
  const lines = rows.filter(({ seat }) => seat === 'line');
  const inCharge = (code: string) =>
    lines.find((row) => row.industryCodes.some((covered) => reference.withDescendants(covered).includes(code)));
  const line =
    chosenLineId === undefined
      ? industryCodes.map(inCharge).find((row) => row !== undefined)
      : lines.find(({ organisationId }) => organisationId === chosenLineId);
  if (line === undefined) throw new AppError('REVIEW_LINE_UNIT_UNKNOWN', { path: 'lineOrganisationId' });
  return rows.filter((row) => row.seat !== 'line' || row === line);
}
