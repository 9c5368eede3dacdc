import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { orNull, readDataCsv } from '../csv/read-csv.js';

/** One printed figure of a published statistic. */
export interface PublishedMember {
  readonly dimension: 'area' | 'field';
  readonly name: string;
  /** For a part of a field: the field it is part of. */
  readonly parentName: string | null;
  readonly areaCode: string | null;
  readonly count: number;
  readonly amountCny: string;
}

export interface PublishedSet {
  readonly code: string;
  readonly title: string;
  readonly sourceName: string;
  readonly sourceKind: string;
  readonly sourceOn: string;
  readonly sourceUrl: string | null;
  readonly totalCount: number;
  readonly totalAmountCny: string;
  readonly members: readonly PublishedMember[];
}

/** 2023年一季度重大项目集中开工: 84 projects, 361.52亿元 as printed (acceptance check 2). */
export function collectiveStart2023q1(): PublishedSet {
  const rows = readDataCsv('reference/collective-start-2023q1.csv');
  const [{ source_outlet: sourceName, source_kind: sourceKind, source_date: sourceOn, source_url }] = rows;
  // A part names its field by the field's short name (“四化”项目 is 四化).
  const nameOfField = new Map(rows.filter((r) => r.by === 'field').map((r) => [r.field, r.name]));
  return {
    code: 'collective-start-2023q1',
    title: '2023年一季度重大项目集中开工',
    sourceName,
    sourceKind,
    sourceOn,
    sourceUrl: orNull(source_url),
    totalCount: 84,
    totalAmountCny: '36152000000.00',
    members: rows.map((r) => ({
      dimension: r.by as 'area' | 'field',
      name: r.name,
      parentName: r.parent_field === '' ? null : (nameOfField.get(r.parent_field) ?? r.parent_field),
      areaCode: orNull(r.area_code),
      count: Number(r.projects),
      amountCny: r.investment_yuan,
    })),
  };
}

/**
 * Checks that a set adds up: areas to the total, fields to the total, and the parts of each field to the field.
 * @throws {Error} naming the sum that is off
 */
export function requireSumsToAgree(set: PublishedSet): void {
  const expect = (what: string, members: readonly PublishedMember[], count: number, amountCny: string) => {
    const counted = members.reduce((sum, member) => sum + member.count, 0);
    const amount = members.reduce((sum, member) => sum.plus(member.amountCny), new Decimal(0));
    if (counted !== count || !amount.eq(amountCny)) {
      throw new Error(
        `published statistic ${set.code}: ${what} add up to ${counted} / ${amount.toFixed(2)}, not to ${count} / ${amountCny}`,
      );
    }
  };
  const top = (dimension: string) => set.members.filter((m) => m.dimension === dimension && m.parentName === null);
  expect('areas', top('area'), set.totalCount, set.totalAmountCny);
  expect('fields', top('field'), set.totalCount, set.totalAmountCny);
  for (const parentName of new Set(set.members.flatMap((m) => m.parentName ?? []))) {
    const parent = set.members.find((m) => m.name === parentName && m.parentName === null);
    if (parent === undefined) throw new Error(`published statistic ${set.code}: no field ${parentName}`);
    const parts = set.members.filter((m) => m.parentName === parentName);
    expect(`parts of ${parentName}`, parts, parent.count, parent.amountCny);
  }
}

/** Stores published statistics; a set that does not add up is refused whole. May run again. */
export async function loadPublishedStatistics(
  tx: EntityManager,
  sets: readonly PublishedSet[] = [collectiveStart2023q1()],
): Promise<void> {
  for (const set of sets) {
    requireSumsToAgree(set);
    await tx.query(
      `INSERT INTO published_statistic (code, title, source_name, source_kind, source_on, source_url, total_count, total_amount_cny)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (code) DO UPDATE SET title = EXCLUDED.title, source_name = EXCLUDED.source_name, source_kind = EXCLUDED.source_kind,
         source_on = EXCLUDED.source_on, source_url = EXCLUDED.source_url, total_count = EXCLUDED.total_count, total_amount_cny = EXCLUDED.total_amount_cny`,
      [
        set.code,
        set.title,
        set.sourceName,
        set.sourceKind,
        set.sourceOn,
        set.sourceUrl,
        set.totalCount,
        set.totalAmountCny,
      ],
    );
    await tx.query('DELETE FROM published_statistic_member WHERE statistic_code = $1', [set.code]);
    for (const [position, member] of set.members.entries()) {
      await tx.query(
        `INSERT INTO published_statistic_member (statistic_code, position, dimension, name, parent_name, area_code, count, amount_cny)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          set.code,
          position,
          member.dimension,
          member.name,
          member.parentName,
          member.areaCode,
          member.count,
          member.amountCny,
        ],
      );
    }
  }
}
