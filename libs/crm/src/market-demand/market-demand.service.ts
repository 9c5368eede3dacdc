import { Injectable } from '@nestjs/common';
import { CreateMarket, type MarketQuery, type MarketView } from '@lianghuan/contracts';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { findByCodeOrName, nameAndAreaKey } from '../record/name-and-area.js';
import {
  type RecordRef,
  RecordServices,
  type RecordViewBase,
  RegisterService,
  type RowChange,
} from '../record/register.service.js';
import { searchTextOf } from '../search/search-text.js';
import { MarketDemand } from './market-demand.entity.js';

/** 市场库: demand that can be offered in exchange for industry (measure 1c). */
@Injectable()
export class MarketDemandService extends RegisterService<MarketDemand, CreateMarket, MarketQuery, MarketView> {
  protected readonly noun = 'market';
  protected readonly entity = MarketDemand;
  protected readonly schema = CreateMarket;
  protected readonly codePrefix = 'SC';
  protected readonly sortable = {
    updatedAt: 'updatedAt', code: 'code', name: 'name', areaCode: 'areaCode', kind: 'kind', annualVolume: 'annualVolume',
    annualValueCny: 'annualValueCny', periodYear: 'periodYear', validUntil: 'validUntil',
  }; // prettier-ignore

  constructor(services: RecordServices) {
    super(services);
  }

  protected areaOf(row: MarketDemand): string {
    return row.areaCode;
  }

  protected searchText(row: MarketDemand): string {
    return searchTextOf(
      [row.name, row.category, ...this.reference.areaNames(row.areaCode)],
      [row.code, row.buyers, row.currentSuppliers, row.note],
    );
  }

  protected namesFor(row: MarketDemand): (string | null)[] {
    return [row.name, row.category];
  }

  naturalKeyOf(input: Partial<CreateMarket>): string | null {
    return input.code?.trim() || nameAndAreaKey(input.name, input.areaCode);
  }

  findByNaturalKeys(tx: EntityManager, keys: readonly string[]): Promise<Map<string, RecordRef>> {
    return findByCodeOrName(tx, 'market', ['code'], keys);
  }

  protected checkRow({ row }: RowChange<MarketDemand, CreateMarket>): void {
    this.reference.requireArea(row.areaCode);
  }

  protected filter(query: SelectQueryBuilder<MarketDemand>, wanted: MarketQuery): void {
    if (wanted.areaCode) query.andWhere('r.areaCode = ANY(:areaCode)', { areaCode: wanted.areaCode });
    if (wanted.kind) query.andWhere('r.kind = ANY(:kind)', { kind: wanted.kind });
  }

  protected async toViews(
    _tx: EntityManager,
    rows: MarketDemand[],
    bases: ReadonlyMap<string, RecordViewBase>,
  ): Promise<MarketView[]> {
    return rows.map(
      (row) =>
        ({
          ...row,
          ...bases.get(row.id),
          areaName: this.reference.areaName(row.areaCode) ?? row.areaCode,
        }) as unknown as MarketView,
    );
  }
}
