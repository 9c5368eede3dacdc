import {
  CITY_AREA,
  type Code,
  type CreateEnterprise,
  type CreateEnterpriseSite,
  type CreateGroupRelation,
  type CreateMarket,
  type CreateProject,
  type CreateResource,
} from '@lianghuan/contracts';
import { listOf, orNull, readDataCsv } from '../csv/read-csv.js';
import { normalizedName } from '../enterprise/enterprise-name.js';

/* Real records that ship with the product (data/PROVENANCE.md), as the registers take them. What a source does not say stays empty. */

type Row = Record<string, string>;

const QUALIFIERS: Readonly<Record<string, Code<'qualifier'>>> = {
  equals: 'equal',
  around: 'around',
  at_least: 'at_least',
  at_most: 'at_most',
  more_than: 'more_than',
};
const qualifierOf = (value: string): Code<'qualifier'> => QUALIFIERS[value] ?? 'equal';

/** Last year of `2016-2025`, year of `2023-06`. */
function yearOf(value: string): number | null {
  const years = value.match(/\d{4}/g);
  return years === null ? null : Number(years.at(-1));
}

function provenanceOf(row: Row) {
  const kind = (row.source_kind || 'aggregator') as Code<'sourceKind'>;
  return {
    sourceName: orNull(row.source_outlet),
    sourceKind: kind,
    sourceUrl: orNull(row.source_url),
    sourceOn: orNull(row.source_date ?? row.page_date),
    confidence:
      kind === 'official'
        ? ('high' as const)
        : ['media', 'official-mirror', 'company'].includes(kind)
          ? ('medium' as const)
          : ('low' as const),
  };
}

const NOTICE = {
  sourceName: '毕府发〔2023〕8号',
  sourceKind: 'official' as const,
  sourceOn: '2023-05-24',
  confidence: 'high' as const,
};

const joined = (...parts: (string | null)[]) => parts.filter((part) => part !== null && part !== '').join('；') || null;

export function demonstrationResources(): CreateResource[] {
  return readDataCsv('demonstration/resources.csv').map((r) => ({
    ...provenanceOf(r),
    code: r.code,
    name: r.item,
    kind: r.kind as Code<'resourceKind'>,
    category: orNull(r.category),
    areaCode: r.area_code || CITY_AREA,
    place: orNull(r.place),
    industryCodes: listOf(r.industry_codes),
    quantityTotal: orNull(r.quantity),
    quantityUnit: orNull(r.quantity_unit),
    quantityQualifier: qualifierOf(r.qualifier),
    reserveBasis: (orNull(r.reserve_basis) ?? null) as Code<'reserveBasis'> | null,
    statisticYear: yearOf(r.year),
    titleState: 'unknown' as const,
    constraintCodes: [],
    note: joined(orNull(r.note), r.quantity === '' ? `原文数值：${r.value}${r.unit}` : null),
  }));
}

export function demonstrationMarkets(): CreateMarket[] {
  return readDataCsv('demonstration/markets.csv').map((r) => ({
    ...provenanceOf(r),
    code: r.code,
    name: r.item,
    kind: r.kind as Code<'marketKind'>,
    category: orNull(r.category),
    areaCode: r.area_code || CITY_AREA,
    industryCodes: listOf(r.industry_codes),
    annualVolume: orNull(r.quantity),
    volumeUnit: orNull(r.quantity_unit),
    volumeQualifier: qualifierOf(r.qualifier),
    annualValueCny: orNull(r.amount_yuan),
    periodYear: yearOf(r.year),
    // A sum over years is no yearly demand.
    nature: r.year.includes('-') ? ('statistic' as const) : null,
    note: joined(orNull(r.note), r.year.includes('-') ? `统计期 ${r.year}` : null),
  }));
}

const MODERNISATION: Readonly<Record<string, Code<'modernisation'>>> = {
  工业: 'industrialisation',
  能源: 'industrialisation',
  农业现代化: 'agriculture',
  新型城镇化: 'urbanisation',
  旅游产业: 'tourism',
};

export function noticeProjects(): CreateProject[] {
  return readDataCsv('demonstration/projects-notice.csv').map((r) => ({
    ...NOTICE,
    code: r.code,
    name: r.name,
    placement: 'local' as const,
    fundingPlan: [],
    areaCode: orNull(r.area_code),
    province: '贵州省',
    place: orNull(r.place),
    sector: orNull(r.sector),
    industryCodes: listOf(r.industry_codes),
    modernisation: MODERNISATION[r.sector] ?? ('none' as const),
    scaleText: joined(orNull(r.phase), orNull(r.capacity_text)),
    phase: r.action.includes('建成') || r.action.includes('投运') ? ('finishing' as const) : r.action.includes('开工') ? ('new_build' as const) : r.phase === '前期工作' ? ('early_work' as const) : ('planned' as const), // prettier-ignore
    investmentQualifier: 'equal' as const,
    investorName: orNull(r.named_enterprise),
    responsibleUnits: listOf(r.responsible_departments),
    note: joined(
      r.action === '' ? null : `方案要求：${r.action}`,
      orNull(r.note) === null ? null : '地点以方案原文为准',
    ),
  }));
}

const PHASES: Readonly<Record<string, Code<'projectPhase'>>> = {
  started: 'building',
  built: 'done',
  signed: 'early_work',
  introduced: 'early_work',
  negotiating: 'early_work',
  promoted: 'planned',
  planned: 'planned',
};

export function promotedProjects(): CreateProject[] {
  return readDataCsv('demonstration/projects-promoted.csv').map((r) => {
    const isLocal = r.area_code !== '';
    return {
      ...provenanceOf({ ...r, source_date: r.page_date }),
      code: r.code,
      name: r.name,
      placement: isLocal ? ('local' as const) : ('reference' as const),
      fundingPlan: [],
      areaCode: orNull(r.area_code),
      province: orNull(r.province),
      place: orNull(r.place),
      industryCodes: listOf(r.industry_codes),
      content: orNull(r.content),
      phase: PHASES[r.status] ?? ('planned' as const),
      totalInvestmentCny: orNull(r.investment_yuan),
      // A published project is listed as it is, also below the threshold of measure 10.
      thresholdExceptionReason:
        isLocal && r.investment_yuan !== '' && Number(r.investment_yuan) < 5_000_000
          ? '公开报道的既有项目，如实收录'
          : null,
      investmentQualifier: qualifierOf(r.investment_qualifier),
      investorName: orNull(r.investor) ?? orNull(r.named_enterprise),
      responsibleUnits: [],
      note: orNull(r.note),
    };
  });
}

const CONTROLLERS: Readonly<Record<string, Code<'controllerType'>>> = {
  地方国企: 'local_state',
  中央国企: 'central_state',
  民营企业: 'private',
  外资企业: 'foreign',
  集体企业: 'collective',
  无实际控制人: 'none',
};

/** An enterprise with the revenue shares of its product lines, which the public form does not ask for. */
export interface DemonstrationEnterprise {
  readonly input: CreateEnterprise;
  readonly shares: readonly (string | null)[];
}

export function demonstrationEnterprises(): DemonstrationEnterprise[] {
  const products = new Map<string, Row[]>();
  for (const row of readDataCsv('demonstration/enterprise-products.csv')) {
    products.set(row.ts_code, [...(products.get(row.ts_code) ?? []), row]);
  }
  const listed = readDataCsv('demonstration/enterprises.csv').map((r): DemonstrationEnterprise => {
    const lines = (products.get(r.ts_code) ?? []).toSorted((a, b) => Number(a.position) - Number(b.position));
    return {
      shares: lines.map((line) => orNull(line.share)),
      input: {
        sourceName: '公开行情与证券资料汇编',
        sourceKind: 'aggregator',
        sourceOn: orNull(r.listing_status_as_of),
        confidence: 'medium',
        name: r.full_name || r.short_name,
        shortName: orNull(r.short_name),
        formerNames: [],
        regionCode: orNull(r.region_code) ?? orNull(r.province_code),
        province: orNull(r.province),
        city: orNull(r.city),
        industryCodes: listOf(r.industry_codes),
        products: lines.map((line) => line.product),
        listedCode: orNull(r.listing_code),
        exchange: orNull(r.exchange),
        registeredCapitalCny: orNull(r.registered_capital_yuan),
        totalAssetsCny: orNull(r.total_assets_yuan),
        totalAssetsOn: orNull(r.total_assets_as_of),
        revenueCny: orNull(r.revenue_2021_yuan),
        revenueYear: r.revenue_2021_yuan === '' ? null : 2021,
        employeeCount: r.employees === '' ? null : Number(r.employees),
        controllerType: CONTROLLERS[r.controller_type] ?? null,
        status: 'active',
        doNotContact: false,
        website: orNull(r.website),
      },
    };
  });
  const local = readDataCsv('demonstration/enterprises-local.csv').map((r): DemonstrationEnterprise => {
    const names = listOf(r.products);
    return {
      shares: names.map(() => null),
      input: {
        ...provenanceOf(r),
        name: r.name,
        formerNames: [],
        regionCode: /^\d{6}$/.test(r.region_code) ? r.region_code : CITY_AREA,
        province: '贵州省',
        city: '毕节市',
        industryCodes: [],
        products: names,
        status: 'active',
        doNotContact: false,
      },
    };
  });
  return [...listed, ...local];
}

/** A subsidiary with the link to its listed parent, whose securities code is `parentListedCode`. */
export interface DemonstrationSubsidiary {
  readonly input: CreateEnterprise;
  readonly parentListedCode: string;
  readonly link: Omit<CreateGroupRelation, 'parentId' | 'childId'>;
}

export function demonstrationSubsidiaries(): DemonstrationSubsidiary[] {
  const parents = new Map(readDataCsv('demonstration/enterprises.csv').map((row) => [row.ts_code, row]));
  // Names that differ in brackets alone, or are a listed company's, are one enterprise.
  const taken = new Set(demonstrationEnterprises().map(({ input }) => normalizedName(input.name)));
  const isFirst = ({ name }: Row) => !taken.has(normalizedName(name)) && taken.add(normalizedName(name)).size > 0;
  const rows = readDataCsv('demonstration/enterprises-subsidiaries.csv').filter(isFirst);
  return rows.map((r) => ({
    parentListedCode: parents.get(r.parent_ts_code)?.listing_code ?? '',
    link: {
      kind: r.kind as Code<'groupRelation'>,
      isIndirect: r.is_indirect === '1',
      share: orNull(r.share),
      sourceName: SUBSIDIARY_SOURCE,
      sourceOn: r.report_date,
    },
    input: {
      sourceName: SUBSIDIARY_SOURCE,
      sourceKind: 'aggregator',
      sourceOn: r.report_date,
      confidence: 'medium',
      name: r.name,
      formerNames: [],
      groupName: parents.get(r.parent_ts_code)?.short_name ?? null,
      regionCode: orNull(r.region_code),
      province: orNull(r.province),
      city: orNull(r.city),
      industryCodes: [],
      products: [],
      registeredCapitalCny: orNull(r.registered_capital_yuan),
      status: 'active',
      doNotContact: false,
    },
  }));
}

const SUBSIDIARY_SOURCE = '上市公司定期报告附注汇编';

/** Sites the sources tell of, with the name of their enterprise; each has the source of the record it was read from. */
export function demonstrationSites(): (CreateEnterpriseSite & { readonly enterprise: string })[] {
  const sources = new Map(
    ['enterprises-local', 'projects-promoted'].flatMap((file) =>
      readDataCsv(`demonstration/${file}.csv`).map((row) => [row.code, row] as const),
    ),
  );
  return readDataCsv('demonstration/enterprise-sites.csv').map((r) => {
    const source = sources.get(r.source_code);
    if (source === undefined) throw new Error(`no source ${r.source_code}`);
    return {
      enterprise: r.enterprise,
      kind: r.kind as Code<'siteKind'>,
      status: r.status as Code<'siteStatus'>,
      name: orNull(r.name),
      regionCode: orNull(r.region_code),
      place: orNull(r.place),
      products: listOf(r.products),
      capacity: orNull(r.capacity),
      capacityUnit: orNull(r.capacity_unit),
      since: orNull(r.since),
      sourceName: source.source_outlet,
      sourceUrl: orNull(source.source_url),
      sourceOn: orNull(source.source_date ?? source.page_date),
      note: orNull(r.note),
    };
  });
}
