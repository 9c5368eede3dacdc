import type { PublishedStatisticView } from '@lianghuan/contracts';
import { AppError, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';

interface MemberRow {
  readonly dimension: 'area' | 'field';
  readonly name: string;
  readonly parentName: string | null;
  readonly count: number;
  readonly amountCny: string;
}

/** 公布统计: figures published elsewhere, shown with their source beside ours. */
@Injectable()
export class PublishedStatisticService {
  constructor(private readonly database: Database) {}

  /** @throws {AppError} NOT_FOUND */
  get(code: string): Promise<PublishedStatisticView> {
    return this.database.transaction(async (tx) => {
      const [statistic] = (await tx.query(
        `SELECT code, title, source_name AS "sourceName", source_on AS "sourceOn", total_count AS "totalCount", total_amount_cny AS "totalAmountCny"
         FROM published_statistic WHERE code = $1`,
        [code],
      )) as [Omit<PublishedStatisticView, 'totalAmountYi' | 'byArea' | 'byField'> & { totalAmountCny: string }] | [];
      if (statistic === undefined) throw new AppError('NOT_FOUND', { code });
      const members = (await tx.query(
        `SELECT dimension, name, parent_name AS "parentName", count, amount_cny AS "amountCny"
         FROM published_statistic_member WHERE statistic_code = $1 ORDER BY position`,
        [code],
      )) as MemberRow[];
      const figure = ({ name, count, amountCny }: MemberRow) => ({ name, count, amountYi: yi(amountCny) });
      return {
        ...statistic,
        totalAmountYi: yi(statistic.totalAmountCny),
        byArea: members.filter((m) => m.dimension === 'area').map(figure),
        byField: members
          .filter((m) => m.dimension === 'field' && m.parentName === null)
          .map((field) => ({
            ...figure(field),
            parts: members.filter((m) => m.parentName === field.name).map(figure),
          })),
      };
    });
  }
}

/** Yuan as 亿元, e.g. `361.52`. */
function yi(amountCny: string): string {
  return new Decimal(amountCny).div('100000000').toFixed();
}
