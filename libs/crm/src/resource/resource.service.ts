import { Injectable } from '@nestjs/common';
import {
  CreateResource,
  EXTRA_PREFIX,
  type ExtraCondition,
  type ExtraValues,
  isExtraBound,
  isOrderedExtra,
  type Permission,
  type ResourceQuery,
  ResourceView,
  ListedResource,
} from '@lianghuan/contracts';
import { type Actor, type AppError, ValidationError } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { FieldValues } from '../change/change-journal.js';
import { supplyDuplicates } from '../duplicate/supply-duplicates.js';
import { ExtraFields } from '../extra-field/extra-fields.js';
import { extraOrder } from '../extra-field/extra-order.js';
import { tiedPark } from '../park/tied-park.js';
import { findByCodeOrName, nameAndAreaKey } from '../record/name-and-area.js';
import { whereOneOf } from '../record/one-of.js';
import { reachesSql, type RecordRef, RecordServices, type RowChange } from '../record/register.js';
import { RegisterService } from '../record/register.service.js';
import type { PackedRows } from '../record/row-store.js';
import { areaNameSql } from '../record/shown-row.js';
import { levelOf, reachesField, reachesFieldSql } from '../record/supply-level.js';
import { resourceNature } from '../record/supply-nature.js';
import { requireKnownExtras } from '../search/known-parameters.js';
import { searchTextOf } from '../search/search-text.js';
import { BALANCE_OF_ROW, promiseRefusals, refuseInUse } from '../supply/register-promises.js';
import { supplyRefusalOf } from '../supply/supply-refusal.js';
import { checkRevival } from './asset-revival.js';
import { Resource } from './resource.entity.js';

/** 资源库: what the city side can offer (measure 1b). */
@Injectable()
export class ResourceService extends RegisterService<Resource, CreateResource, ResourceQuery, ResourceView> {
  protected readonly noun = 'resource';
  protected readonly entity = Resource;
  protected readonly schema = CreateResource;
  protected readonly viewSchema = ResourceView;
  protected readonly listedSchema = ListedResource;
  protected override readonly isNamedWithArea = true;
  protected override readonly shown = SHOWN;
  protected override readonly shownJoins = BALANCE_OF_ROW;
  protected override readonly shownRights = {
    edit: `(${reachesSql('$2', 'r.area_code')} OR ${reachesFieldSql('resource.update')})`,
    archive: `(${reachesSql('$3', 'r.area_code')} OR ${reachesFieldSql('resource.archive')})`,
  };
  protected override readonly isSurveyed = true;
  protected readonly codePrefix = 'ZY';
  protected readonly sortable = {
    updatedAt: 'updatedAt', code: 'code', name: 'name', areaCode: 'areaCode', kind: 'kind', quantityTotal: 'quantityTotal',
    valuationCny: 'valuationCny', statisticYear: 'statisticYear', validUntil: 'validUntil',
  }; // prettier-ignore

  override readonly duplicateRule = supplyDuplicates<Partial<Resource>>(this.reference, (row) => ({
    name: row.name,
    kind: row.kind,
    areaCode: row.areaCode,
    place: row.place,
    quantity: row.quantityTotal,
    unit: row.quantityUnit,
    party: row.ownerName,
  }));
  override readonly duplicateFacts = [
    'name', 'kind', 'areaCode', 'place', 'quantityTotal', 'quantityUnit', 'ownerName',
  ] as const; // prettier-ignore

  constructor(
    services: RecordServices,
    private readonly extraFields: ExtraFields,
  ) {
    super(services);
  }

  protected override async prepareReading(): Promise<void> {
    await super.prepareReading();
    await this.extraFields.ready();
  }

  override async prepareMany(tx: EntityManager, inputs: readonly CreateResource[]): Promise<PackedRows<Resource>> {
    await this.extraFields.ready();
    return super.prepareMany(tx, inputs);
  }

  override async change(
    tx: EntityManager,
    target: string | Resource,
    changes: Partial<CreateResource> & { version?: number },
  ): Promise<Resource> {
    await this.extraFields.ready();
    return super.change(tx, target, changes);
  }

  override async findRefusals(
    tx: EntityManager,
    wanted: readonly { readonly id?: string; readonly input: Partial<CreateResource> }[],
  ): Promise<(AppError | undefined)[]> {
    await this.extraFields.ready();
    return super.findRefusals(tx, wanted);
  }

  /** What was filled in of the kind a batch made it is somebody's work, which going back to the old kind would set aside. */
  protected override builtUpon(row: Resource, before: FieldValues, after: FieldValues): string[] {
    if (typeof before.kind !== 'string' || row.kind !== after.kind || 'extra' in after) return [];
    const { setAside } = this.extraFields.ofKind(before.kind, row.extra, {});
    return Object.keys(setAside).map((name) => EXTRA_PREFIX + name);
  }

  protected areaOf(row: Resource): string {
    return row.areaCode;
  }

  protected override reaches(actor: Actor, permission: Permission, row: Resource): boolean {
    return super.reaches(actor, permission, row) || reachesField(actor, permission, row, this.reference);
  }

  protected searchText(row: Resource): string {
    return searchTextOf(
      [row.name, row.category, ...this.reference.areaNames(row.areaCode)],
      [row.code, row.place, row.ownerName, row.note, ...this.extraWords(row)],
    );
  }

  /** Words of the row's extra fields, as people read them. */
  private extraWords({ kind, extra }: Resource): string[] {
    return this.extraFields.of([kind]).flatMap(({ name, kind: valueKind, choices }) => {
      const value = extra[name];
      if (typeof value !== 'string') return [];
      if (valueKind === 'text') return [value];
      return valueKind === 'choice' ? (choices.find(({ code }) => code === value)?.term ?? []) : [];
    });
  }

  naturalKeyOf(input: Partial<CreateResource>): string | null {
    return input.code?.trim() || nameAndAreaKey(input.name, input.areaCode);
  }

  findByNaturalKeys(tx: EntityManager, keys: readonly string[]): Promise<Map<string, RecordRef>> {
    return findByCodeOrName(tx, 'resource', ['code'], keys);
  }

  protected checkRow({ row, before, input }: RowChange<Resource, CreateResource>): void {
    row.extraSetAside ??= {};
    let kept: ExtraValues = before?.extra ?? {};
    if (before !== undefined && before.kind !== row.kind) {
      const { values, setAside } = this.extraFields.ofKind(row.kind, kept, before.extraSetAside);
      kept = values;
      row.extraSetAside = setAside;
    }
    row.extra = this.extraFields.merge(row.kind, kept, input.extra ?? {});
    this.reference.requireArea(row.areaCode);
    row.park = tiedPark(this.reference, {
      path: `${EXTRA_PREFIX}parkName`,
      areaCode: row.areaCode,
      written: textOf(row.extra.parkName),
      before: before && { areaCode: before.areaCode, written: textOf(before.extra.parkName) },
    });
    row.level = levelOf(row, this.reference);
    row.nature ??= resourceNature(row);
    const { quantityTotal, quantityCommitted } = row;
    if (quantityTotal !== null && quantityCommitted !== null && new Decimal(quantityCommitted).gt(quantityTotal)) {
      throw new ValidationError([{ path: 'quantityCommitted', code: 'too_big', message: '已承诺数量不能多于总量' }]);
    }
    if (row.kind === 'idle_asset') checkRevival(row.extra, before?.extra, this.clock.today());
  }

  /** Also: a resource never becomes less than what is promised of it. The table's trigger says so for what is changed unasked. */
  protected override async findDuplicates(
    tx: EntityManager,
    rows: readonly Resource[],
  ): Promise<(AppError | undefined)[]> {
    const [duplicates, promises] = [
      await super.findDuplicates(tx, rows),
      await promiseRefusals(tx, rows.map(promisedRow)),
    ];
    return rows.map((_, i) => duplicates[i] ?? promises[i]);
  }

  protected override refusalOf(error: unknown, row: Resource | undefined): AppError | undefined {
    return supplyRefusalOf(error, row?.name);
  }

  protected override archiveRefusals(tx: EntityManager, rows: readonly Resource[]): Promise<(AppError | undefined)[]> {
    return refuseInUse(tx, rows);
  }

  protected filter(query: SelectQueryBuilder<Resource>, wanted: ResourceQuery): void {
    for (const name of ['areaCode', 'level', 'kind', 'tier', 'nature', 'titleState', 'park'] as const)
      whereOneOf(query, name, wanted[name]);
    if (wanted.parkUntied === true) query.andWhere(`r.park IS NULL AND r.extra ->> 'parkName' IS NOT NULL`);
    requireKnownExtras(wanted.extra ?? [], this.extraFields.all.map(({ name }) => name)); // prettier-ignore
    for (const [i, condition] of (wanted.extra ?? []).entries()) {
      const { name } = condition;
      if ('from' in condition) {
        this.filterRange(query, condition, i);
        continue;
      }
      const { values } = condition;
      const filled = values.filter((value) => value !== '-');
      const parts = filled.map((value, j) => {
        query.setParameter(`extra${i}_${j}`, JSON.stringify({ [name]: value }));
        return `r.extra @> :extra${i}_${j}::jsonb`;
      });
      if (filled.length < values.length) parts.push(`(r.extra ->> :extra${i}) IS NULL`);
      query.andWhere(`(${parts.join(' OR ')})`, { [`extra${i}`]: name });
    }
  }

  private filterRange(query: SelectQueryBuilder<Resource>, { name, from, to }: ExtraRange, i: number): void {
    const field = this.extraFields.ordered(name);
    if (field === undefined || [from, to].some((end) => end !== '' && !isExtraBound(field, end)))
      throw new ValidationError([{ path: 'extra', code: 'invalid', message: `${name}:${from}..${to}` }]);
    const type = field.kind === 'day' ? 'text' : 'numeric';
    const value = extraOrder(field);
    if (from !== '') query.andWhere(`${value} >= :from${i}::${type}`, { [`from${i}`]: from });
    if (to !== '') query.andWhere(`${value} <= :to${i}::${type}`, { [`to${i}`]: to });
  }

  protected override orderOf(name: string): { readonly expression: string; readonly isNullable: boolean } {
    const field = name.startsWith(EXTRA_PREFIX) ? this.extraFields.ordered(name.slice(EXTRA_PREFIX.length)) : undefined;
    return field === undefined ? super.orderOf(name) : { expression: extraOrder(field), isNullable: true };
  }

  override get sortNames(): string[] {
    return [...super.sortNames, ...this.extraFields.all.filter(isOrderedExtra).map(({ name }) => EXTRA_PREFIX + name)];
  }

  override extraNamesOf(kind: unknown): string[] {
    return this.extraFields.of([String(kind)]).map(({ name }) => EXTRA_PREFIX + name);
  }
}

const SHOWN = {
  areaName: areaNameSql('r.area_code'),
  completeness: `(SELECT count(*) FILTER (WHERE r.extra ? f.name)::float / nullif(count(*), 0) FROM extra_field f
    WHERE f.register = 'resource' AND f.retired_at IS NULL AND f.is_expected AND r.kind = ANY (f.subtypes))`,
  quantityPromised: `coalesce(balance.committed, '0')`,
  quantityReserved: `coalesce(balance.reserved, '0')`,
  quantityAvailable: 'balance.available',
};

type ExtraRange = Extract<ExtraCondition, { readonly from: string }>;

const promisedRow = ({ id, name, quantityTotal, quantityCommitted }: Resource) => ({
  id,
  name,
  total: quantityTotal === null ? null : new Decimal(quantityTotal),
  committedBeside: new Decimal(quantityCommitted ?? 0),
});

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
