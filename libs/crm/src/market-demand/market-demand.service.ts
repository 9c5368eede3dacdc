import { Injectable } from '@nestjs/common';
import { CreateMarket, type MarketQuery, MarketView, type Permission, ListedMarket } from '@lianghuan/contracts';
import { type Actor, type AppError, ValidationError } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { supplyDuplicates } from '../duplicate/supply-duplicates.js';
import { findByCodeOrName, nameAndAreaKey } from '../record/name-and-area.js';
import { whereOneOf } from '../record/one-of.js';
import { reachesSql, type RecordRef, RecordServices, type RowChange } from '../record/register.js';
import { RegisterService } from '../record/register.service.js';
import { areaNameSql } from '../record/shown-row.js';
import { levelOf, reachesField, reachesFieldSql } from '../record/supply-level.js';
import { marketNature } from '../record/supply-nature.js';
import { searchTextOf } from '../search/search-text.js';
import { BALANCE_OF_ROW, promiseRefusals, refuseInUse } from '../supply/register-promises.js';
import { supplyRefusalOf } from '../supply/supply-refusal.js';
import { MarketDemand } from './market-demand.entity.js';

/** 市场库: demand that can be offered in exchange for industry (measure 1c). */
@Injectable()
export class MarketDemandService extends RegisterService<MarketDemand, CreateMarket, MarketQuery, MarketView> {
  protected readonly noun = 'market';
  protected readonly entity = MarketDemand;
  protected readonly schema = CreateMarket;
  protected readonly viewSchema = MarketView;
  protected readonly listedSchema = ListedMarket;
  protected override readonly isNamedWithArea = true;
  protected override readonly shown = SHOWN;
  protected override readonly shownJoins = BALANCE_OF_ROW;
  protected override readonly shownRights = {
    edit: `(${reachesSql('$2', 'r.area_code')} OR ${reachesFieldSql('market.update')})`,
    archive: `(${reachesSql('$3', 'r.area_code')} OR ${reachesFieldSql('market.archive')})`,
  };
  protected override readonly isSurveyed = true;
  protected readonly codePrefix = 'SC';
  protected readonly sortable = {
    updatedAt: 'updatedAt', code: 'code', name: 'name', areaCode: 'areaCode', kind: 'kind', annualVolume: 'annualVolume',
    annualValueCny: 'annualValueCny', periodYear: 'periodYear', validUntil: 'validUntil',
  }; // prettier-ignore

  override readonly duplicateRule = supplyDuplicates<Partial<MarketDemand>>(this.reference, (row) => ({
    name: row.name,
    kind: row.kind,
    areaCode: row.areaCode,
    quantity: row.annualVolume ?? row.annualValueCny,
    unit: row.annualVolume ? row.volumeUnit : '元',
    party: row.buyers,
  }));
  override readonly duplicateFacts = [
    'name', 'kind', 'areaCode', 'annualVolume', 'volumeUnit', 'annualValueCny', 'buyers',
  ] as const; // prettier-ignore

  constructor(services: RecordServices) {
    super(services);
  }

  protected areaOf(row: MarketDemand): string {
    return row.areaCode;
  }

  protected override reaches(actor: Actor, permission: Permission, row: MarketDemand): boolean {
    return super.reaches(actor, permission, row) || reachesField(actor, permission, row, this.reference);
  }

  protected searchText(row: MarketDemand): string {
    return searchTextOf(
      [row.name, row.category, ...this.reference.areaNames(row.areaCode)],
      [row.code, row.buyers, row.currentSuppliers, row.note],
    );
  }

  naturalKeyOf(input: Partial<CreateMarket>): string | null {
    return input.code?.trim() || nameAndAreaKey(input.name, input.areaCode);
  }

  findByNaturalKeys(tx: EntityManager, keys: readonly string[]): Promise<Map<string, RecordRef>> {
    return findByCodeOrName(tx, 'market', ['code'], keys);
  }

  protected checkRow({ row }: RowChange<MarketDemand, CreateMarket>): void {
    this.reference.requireArea(row.areaCode);
    row.level = levelOf(row, this.reference);
    row.nature ??= marketNature(row);
    if (row.kind === 'base_fact' && row.nature !== 'statistic') {
      throw new ValidationError([{ path: 'nature', code: 'invalid', message: '市场基础数据只能作为背景统计' }]);
    }
  }

  /** Also: a market never becomes less than what is promised of it. The table's trigger says so for what is changed unasked. */
  protected override async findDuplicates(
    tx: EntityManager,
    rows: readonly MarketDemand[],
  ): Promise<(AppError | undefined)[]> {
    const [duplicates, promises] = [
      await super.findDuplicates(tx, rows),
      await promiseRefusals(tx, rows.map(promisedRow)),
    ];
    return rows.map((_, i) => duplicates[i] ?? promises[i]);
  }

  protected override refusalOf(error: unknown, row: MarketDemand | undefined): AppError | undefined {
    return supplyRefusalOf(error, row?.name);
  }

  protected override archiveRefusals(
    tx: EntityManager,
    rows: readonly MarketDemand[],
  ): Promise<(AppError | undefined)[]> {
    return refuseInUse(tx, rows);
  }

  protected filter(query: SelectQueryBuilder<MarketDemand>, wanted: MarketQuery): void {
    for (const name of ['areaCode', 'level', 'nature', 'kind'] as const) whereOneOf(query, name, wanted[name]);
  }
}

const SHOWN = {
  areaName: areaNameSql('r.area_code'),
  offered: `json_build_object('total', balance.total, 'unit', balance.unit, 'committed', balance.committed, 'reserved', balance.reserved,
    'available', balance.available)`,
};

/** What may be replaced of a market is what is on offer; the view `supply` says the same. */
const promisedRow = ({ id, name, annualVolume, annualValueCny, substitutableShare }: MarketDemand) => {
  const whole = annualVolume ?? annualValueCny;
  return {
    id,
    name,
    total: whole === null ? null : new Decimal(whole).times(substitutableShare ?? 1),
    committedBeside: new Decimal(0),
  };
};
