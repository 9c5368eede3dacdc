import { Injectable } from '@nestjs/common';
import { CreateNeed, type NeedQuery, NeedView } from '@lianghuan/contracts';
import { AppError, ValidationError } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { whereOneOf } from '../record/one-of.js';
import { type RecordRef, RecordServices, reachesSql, type RowChange } from '../record/register.js';
import { RegisterService } from '../record/register.service.js';
import { searchTextOf } from '../search/search-text.js';
import { NeedEntry } from './need-entry.entity.js';
import { needName } from './need-name.js';

/** 供需矩阵: the entries a match run takes its needs from (matching §5.9). Everybody reads them, the city changes them. */
@Injectable()
export class NeedService extends RegisterService<NeedEntry, CreateNeed, NeedQuery, NeedView> {
  protected readonly noun = 'need';
  protected readonly entity = NeedEntry;
  protected readonly schema = CreateNeed;
  protected readonly viewSchema = NeedView;
  protected readonly listedSchema = NeedView;
  protected override readonly shownRights = { edit: reachesSql('$2', `''`), archive: reachesSql('$3', `''`) };
  protected override readonly comparedNames = ['name', 'category'] as const;
  protected readonly codePrefix = 'XQ';
  protected readonly sortable = {
    updatedAt: 'updatedAt', code: 'code', name: 'name', side: 'side', relation: 'relation', category: 'category', strength: 'strength',
    validUntil: 'validUntil',
  }; // prettier-ignore

  constructor(services: RecordServices) {
    super(services);
  }

  /** The matrix is the city's as a whole. */
  protected areaOf(): null {
    return null;
  }

  protected searchText(row: NeedEntry): string {
    return searchTextOf([row.name, row.category], [row.code, row.note]);
  }

  naturalKeyOf(input: Partial<CreateNeed>): string | null {
    if (input.code?.trim()) return input.code.trim();
    return input.category === undefined ? null : meaningKey({ ...NOTHING, ...input, category: input.category });
  }

  async findByNaturalKeys(tx: EntityManager, keys: readonly string[]): Promise<Map<string, RecordRef>> {
    const rows = (await tx.query(
      `SELECT code, side, industry_codes AS "industryCodes", words, category, id, version FROM need_entry
       WHERE code = ANY($1) OR concat_ws(E'\\n', side, category, array_to_string(industry_codes, ' '), array_to_string(words, ' ')) = ANY($1)`,
      [keys],
    )) as (Pick<NeedEntry, 'code' | 'side' | 'industryCodes' | 'words' | 'category'> & RecordRef)[];
    return new Map(
      rows.flatMap(({ id, version, ...row }) => [meaningKey(row), row.code].map((key) => [key, { id, version }])),
    );
  }

  protected override async findDuplicates(
    tx: EntityManager,
    rows: readonly NeedEntry[],
  ): Promise<(AppError | undefined)[]> {
    const codes = await super.findDuplicates(tx, rows);
    const same = await this.findByNaturalKeys(tx, rows.map(meaningKey));
    return rows.map((row, i) => {
      const other = same.get(meaningKey(row));
      const isTaken = other !== undefined && other.id !== row.id;
      return codes[i] ?? (isTaken ? new AppError('DUPLICATE_KEY', { field: 'category', value: row.name }) : undefined);
    });
  }

  protected checkRow({ row, before }: RowChange<NeedEntry, CreateNeed>): void {
    const issues = [
      ...(row.industryCodes.length + row.words.length === 0
        ? [{ path: 'industryCodes', code: 'required', message: '行业与关键词至少填一项' }]
        : []),
      ...(!new Decimal(row.strength).isPositive() || new Decimal(row.strength).isZero()
        ? [{ path: 'strength', code: 'too_small', message: '依赖程度须大于零；不再需要的条目请归档' }]
        : []),
      ...((row.relation === 'customer') === (row.side === 'market')
        ? []
        : [{ path: 'relation', code: 'invalid', message: '对应市场的关系是购买方，对应资源的是原料能源或选址要素' }]),
      ...((row.usePerInvestment === null) === (row.useUnit === null)
        ? []
        : [
            {
              path: row.useUnit === null ? 'useUnit' : 'usePerInvestment',
              code: 'required',
              message: '用量系数须同时填写数量和单位',
            },
          ]),
    ];
    if (issues.length > 0) throw new ValidationError(issues);
    row.words = [...new Set(row.words)];
    row.name = needName(row, (code) => this.reference.findIndustry(code)?.name ?? code);
    // Whoever touches a default answers for it from then on.
    row.isDefault = before === undefined ? false : before.isDefault && isSameNeed(before, row);
  }

  protected filter(query: SelectQueryBuilder<NeedEntry>, wanted: NeedQuery): void {
    for (const name of ['side', 'relation'] as const) whereOneOf(query, name, wanted[name]);
  }
}

type Meaning = Pick<NeedEntry, 'side' | 'category' | 'industryCodes' | 'words'>;
const NOTHING: Meaning = { side: 'resource', category: '', industryCodes: [], words: [] };

/** Two entries that say the same trade needs the same category are one, whatever their strength. */
function meaningKey({ side, category, industryCodes, words }: Meaning): string {
  return [side, category, industryCodes.join(' '), words.join(' ')].join('\n');
}

function isSameNeed(one: NeedEntry, other: NeedEntry): boolean {
  return meaningKey(one) === meaningKey(other) && new Decimal(one.strength).equals(other.strength) && one.relation === other.relation && one.usePerInvestment === other.usePerInvestment && one.useUnit === other.useUnit; // prettier-ignore
}
