import type { EntityManager } from 'typeorm';
import { listOf, orNull, readDataCsv } from '../csv/read-csv.js';
import { requireUnits } from '../organisation/require-units.js';

/**
 * Loads who sits in the joint review and what each seat answers (data/reference/review-*.csv). Part of the deploy step; may run again.
 * Seats are replaced; of checklists new versions are added and those packets were made with stay as they were.
 * @throws {Error} for a unit there is none of
 */
export async function loadReviewSeats(tx: EntityManager): Promise<void> {
  const named = readDataCsv('reference/review-seats.csv');
  await requireUnits(
    tx,
    'review-seats.csv',
    named.map((row) => row.organisation_code),
  );
  const seats = named.map((row, sort) => ({
    ...row,
    industry_codes: listOf(row.industry_codes),
    sort,
  }));
  await tx.query('DELETE FROM review_seat');
  await tx.query(
    `INSERT INTO review_seat (seat, organisation_id, industry_codes, basis, sort)
     SELECT r.seat, o.id, r.industry_codes, r.basis, r.sort
     FROM jsonb_to_recordset($1::jsonb) AS r(seat text, organisation_code text, industry_codes text[], basis text, sort int)
     JOIN organisation o ON o.code = r.organisation_code`,
    [JSON.stringify(seats)],
  );
  const items = readDataCsv('reference/review-checklists.csv').map((row) => ({
    ...row,
    basis: orNull(row.basis),
    is_required: row.is_required === '1',
    is_declaration: row.is_declaration === '1',
  }));
  await tx.query(
    `INSERT INTO review_checklist_item (seat, version, sort, code, text, is_required, is_declaration, basis)
     SELECT seat, version, sort, code, text, is_required, is_declaration, basis FROM jsonb_to_recordset($1::jsonb)
       AS r(seat text, version int, sort int, code text, text text, is_required boolean, is_declaration boolean, basis text)
     ON CONFLICT (seat, version, code) DO NOTHING`,
    [JSON.stringify(items)],
  );
}
