import type { Code } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';
import { fingerprintOf, type Heading, type MappedColumn, type TableColumn } from './heading.js';
import type { StoredColumn, StoredFixed } from './import-batch.entity.js';

/** 列对应: what the columns of a heading were last said to be in a unit. */
export interface SavedMapping {
  readonly fingerprint: string;
  readonly columns: readonly MappedColumn[];
  readonly fixed: readonly StoredFixed[];
  /** Who said so. */
  readonly name: string;
  readonly at: Date;
}

/** Of these headings the one its unit said something of last, and what; undefined where it said nothing of any. */
export async function findMapping<H extends Pick<Heading, 'columns'>>(
  tx: EntityManager,
  organisationId: string | null,
  register: Code<'register'>,
  headings: readonly H[],
): Promise<{ readonly heading: H; readonly saved: SavedMapping } | undefined> {
  const byFingerprint = new Map(headings.map((heading) => [fingerprintOf(heading.columns), heading]).reverse() as [string, H][]); // prettier-ignore
  const [saved] = (await tx.query(
    `SELECT m.fingerprint, m.columns, m.fixed, u.display_name AS name, m.saved_at AS at FROM import_mapping m JOIN app_user u ON u.id = m.saved_by_id
     WHERE m.organisation_id = $1 AND m.register = $2 AND m.fingerprint = ANY ($3) ORDER BY m.saved_at DESC LIMIT 1`,
    [organisationId, register, [...byFingerprint.keys()]],
  )) as SavedMapping[];
  const heading = byFingerprint.get((saved as SavedMapping | undefined)?.fingerprint ?? '');
  return heading && { heading, saved };
}

/** Columns as a batch keeps them. */
export function storedColumnsOf(columns: readonly TableColumn[]): StoredColumn[] {
  return columns.map(({ saidUnit: _saidUnit, ...column }) => ({ ...column, field: column.field?.name ?? null }));
}
