import { join } from 'node:path';
import { readCsv } from './csv.mjs';

const reference = (name) => readCsv(join(import.meta.dirname, '..', 'reference', name));

/** Printed place names → codes of ../reference/regions.csv and ../reference/areas.csv. */
export function readPlaces() {
  const regions = reference('regions.csv');
  const areaCodes = new Set(reference('areas.csv').map((area) => area.code));
  const provinces = regions.filter((region) => region.level === 'province');
  const below = (parent, level) =>
    regions.filter((region) => region.level === level && region.province_code === parent);
  const gb = (region) => region.code_kind === 'gb2260' && !/^(市辖区|县|省直辖|自治区直辖)/.test(region.name);

  const province = (name) => {
    const found = provinces.find((region) => region.name === name || region.short_name === name);
    if (!found && name !== '') throw new Error(`unknown province: ${name}`);
    return found;
  };

  /** The code of the exactly named city, or of the province when the city is not a prefecture. */
  const cityCode = (provinceRegion, city) =>
    below(provinceRegion.code, 'prefecture').find((region) => gb(region) && region.name === city)?.code ??
    provinceRegion.code;

  /** `毕节市金沙县` → 520523, `红河州泸西县` → 532500, `彭水县` under 重庆 → 500000. Two counties named → their city. */
  const placeCode = (provinceRegion, place) => {
    const zone = below(provinceRegion.code, 'zone').find((region) => place.includes(region.name));
    if (zone) return zone.code;
    const counties = below(provinceRegion.code, 'county').filter(
      (region) =>
        place.includes(region.name) ||
        place.includes(`${region.short_name || region.name}县`) ||
        place.includes(shortCounty(region.name)),
    );
    if (counties.length === 1) return counties[0].code;
    // At least two characters before the suffix: 荆州市 is not 荆.
    const stem = place.replace(/^(.{2,}?)(市|州|盟|地区).*$/, '$1');
    return (
      below(provinceRegion.code, 'prefecture').find((region) => gb(region) && region.name.startsWith(stem))?.code ??
      provinceRegion.code
    );
  };

  const areaOf = (code) => (areaCodes.has(code) ? code : '');
  return { province, cityCode, placeCode, areaOf };
}

/** 道真仡佬族苗族自治县 is printed 道真县. */
function shortCounty(name) {
  return name.replace(/^(..)(?:.+族)+自治县$/, '$1县');
}
