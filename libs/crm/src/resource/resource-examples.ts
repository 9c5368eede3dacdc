import { CreateResource, type ExtraValue } from '@lianghuan/contracts';
import { dayAfter } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { listOf, orNull, readDataCsv } from '../csv/read-csv.js';
import { EXAMPLE_PROVENANCE } from '../record/example-provenance.js';
import type { ResourceService } from './resource.service.js';

/**
 * Invents idle assets (measures 18–20) and standard plots with their control indicators (measure 31), marked 示例. They are read, listed and
 * reserved like others; matching leaves them out.
 * @returns how many were made
 */
export async function seedExampleResources(
  tx: EntityManager,
  resources: ResourceService,
  today: string,
): Promise<number> {
  const inputs = [...assets(today), ...plots()].map((input) => CreateResource.parse(input));
  const made = await resources.storeMany(tx, inputs);
  await tx.query('UPDATE resource SET is_example = true WHERE id = ANY ($1)', [made.map(({ id }) => id)]);
  return made.length;
}

function assets(today: string): object[] {
  const dayIn = (days: string, sign: 1 | -1) => (days === '' ? null : dayAfter(today, sign * Number(days)));
  return readDataCsv('demonstration/example-assets.csv').map((r) => ({
    ...EXAMPLE_PROVENANCE,
    code: r.code,
    name: r.item,
    kind: 'idle_asset',
    areaCode: r.area_code,
    place: r.place,
    ownerName: r.owner,
    quantityTotal: '1',
    quantityUnit: '项',
    titleState: r.title_state,
    constraintCodes: r.encumbrance.includes('抵押') ? ['mortgage'] : [],
    extra: filled({
      assetKind: r.asset_kind,
      originalCostCny: r.original_cost_yuan,
      bookValueCny: r.book_value_yuan,
      floorAreaM2: r.floor_area_m2,
      landAreaMu: r.land_area_mu,
      buildYear: r.build_year === '' ? null : Number(r.build_year),
      useState: r.use_state,
      idleSince: r.idle_since,
      encumbrance: r.encumbrance,
      titleMethod: r.title_method,
      titleProgress: r.title_progress,
      titleDueOn: dayIn(r.title_due_in, 1),
      revivalWay: r.revival_way,
      expectedReturnCny: r.expected_return_yuan,
      isPilot: r.is_pilot,
      revivedOn: dayIn(r.revived_ago, -1),
      realisedCny: r.realised_yuan,
      policyLoanLender: r.loan_lender,
      policyLoanCny: r.loan_yuan,
      policyLoanOn: r.loan_yuan === '' ? null : dayIn(r.revived_ago, -1),
    }),
  }));
}

function plots(): object[] {
  return readDataCsv('demonstration/example-plots.csv').map((r) => ({
    ...EXAMPLE_PROVENANCE,
    code: r.code,
    name: r.item,
    kind: 'land',
    category: '标准地',
    areaCode: r.area_code,
    level: 'township',
    place: r.park,
    industryCodes: listOf(r.industry_codes),
    quantityTotal: r.area_mu,
    quantityUnit: '亩',
    titleState: r.title_state,
    infrastructure: '道路、给排水、供电、通信通达，场地平整',
    extra: filled({
      plotUse: r.plot_use,
      supplyState: r.supply_state,
      parkName: r.park,
      investmentIntensity: r.investment_intensity,
      outputPerMu: r.output_per_mu,
      taxPerMu: r.tax_per_mu,
      energyPerOutput: r.energy_per_output,
      emissionPerOutput: r.emission_per_output,
      floorAreaRatio: r.floor_area_ratio,
      completionMonths: Number(r.completion_months),
      priceBasis: r.price_basis,
    }),
  }));
}

/** Without what is not known. */
function filled(values: Readonly<Record<string, ExtraValue | null>>): Record<string, ExtraValue> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, ExtraValue] => orNull(String(entry[1] ?? '')) !== null),
  );
}
