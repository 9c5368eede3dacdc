/** The records of the demonstration as its runs match them, by name instead of id, without its invented examples. */
import { readDataCsv } from '../../libs/crm/dist/csv/read-csv.js';
import {
  demonstrationEnterprises,
  demonstrationSubsidiaries,
  noticeProjects,
  promotedProjects,
} from '../../libs/crm/dist/demonstration/demonstration-records.js';

const wan = (yuan) => (yuan ? { totalInvestmentWan: Number(yuan) / 10_000 } : {});

function enterpriseOf(input, shares = []) {
  return {
    id: input.name,
    name: input.name,
    shortName: input.shortName ?? undefined,
    province: input.province ?? undefined,
    city: input.city ?? undefined,
    industryCodes: input.industryCodes,
    products: input.products.map((name, at) => ({ name, ...(shares[at] ? { share: Number(shares[at]) } : {}) })),
    listedCode: input.listedCode ?? undefined,
    ...(input.totalAssetsCny ? { totalAssetsWan: Number(input.totalAssetsCny) / 10_000 } : {}),
    ...(input.registeredCapitalCny ? { registeredCapitalWan: Number(input.registeredCapitalCny) / 10_000 } : {}),
  };
}

/** Local projects and all enterprises, with the place names runs leave out of the words. */
export function demonstrationRecords() {
  const areas = readDataCsv('reference/areas.csv');
  const nameOf = new Map(areas.map((area) => [area.code, area.name]));
  const projects = [...noticeProjects(), ...promotedProjects()]
    .filter(({ placement }) => placement === 'local')
    .map((input) => ({
      id: input.name,
      name: input.name,
      content: [input.content, input.scaleText].filter(Boolean).join('；') || undefined,
      sector: input.sector ?? undefined,
      province: input.province ?? undefined,
      city: '毕节市',
      county: nameOf.get(input.areaCode ?? ''),
      industryCodes: input.industryCodes,
      ...wan(input.totalInvestmentCny),
    }));
  const enterprises = [
    ...demonstrationEnterprises().map(({ input, shares }) => enterpriseOf(input, shares)),
    ...demonstrationSubsidiaries().map(({ input }) => enterpriseOf(input)),
  ];
  const places = [...new Set(areas.flatMap(({ name, short_name: short }) => [name, short]))].sort();
  return { projects, enterprises, options: { places } };
}
