import type { TargetView } from '@lianghuan/contracts';
import { Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { Target } from './target.entity.js';

/** 目标: read by screens and by the indicators that are measured against them. */
@Injectable()
export class TargetService {
  constructor(private readonly database: Database) {}

  /** Targets of a year, or of all years, in the order of their codes. */
  list(year?: number): Promise<TargetView[]> {
    return this.database.transaction(async (tx) => {
      const targets = await tx.find(Target, {
        where: year === undefined ? {} : { year },
        order: { year: 'ASC', code: 'ASC', areaCode: 'ASC' },
      });
      return targets.map(targetView);
    });
  }

  async find(tx: EntityManager, code: string, year: number, areaCode: string): Promise<TargetView | null> {
    const target = await tx.findOneBy(Target, { code, year, areaCode });
    return target === null ? null : targetView(target);
  }

  /** The last year up to the given one with a target of this code for the area. */
  async findPlanYear(tx: EntityManager, code: string, areaCode: string, upTo: number): Promise<number | null> {
    const [{ year }] = (await tx.query(
      'SELECT max(year) AS year FROM target WHERE code = $1 AND area_code = $2 AND year <= $3',
      [code, areaCode, upTo],
    )) as [{ year: number | null }];
    return year;
  }
}

function targetView(target: Target): TargetView {
  return {
    id: target.id,
    code: target.code,
    indicator: target.indicator,
    year: target.year,
    areaCode: target.areaCode,
    comparator: target.comparator,
    value: new Decimal(target.value).toFixed(),
    valueTo: target.valueTo === null ? null : new Decimal(target.valueTo).toFixed(),
    unit: target.unit,
    toleranceShare: target.toleranceShare === null ? null : new Decimal(target.toleranceShare).toNumber(),
    clause: target.clause,
    basis: target.basis,
  };
}
