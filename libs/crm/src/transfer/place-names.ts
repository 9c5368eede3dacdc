import type { ExtraFieldDefinition } from '@lianghuan/contracts';
import { Injectable } from '@nestjs/common';
import { ExtraFields } from '../extra-field/extra-fields.js';
import { ReferenceData } from '../reference/reference-data.js';
import { normalizeSearch } from '../search/search-text.js';
import { ClosestName } from './closest-name.js';

/** Names of the reference data that a cell may hold. */
export type ClosedList = 'area' | 'industry' | 'region';

/** Codes and names of areas, industries and regions both ways, as tables use them. Call {@link ready} first: it also reads the extra fields in force. */
@Injectable()
export class PlaceNames {
  #industries: Map<string, string[]> | undefined;
  #regions: Map<string, string[]> | undefined;
  readonly #closest = new Map<ClosedList, ClosestName>();

  constructor(
    private readonly reference: ReferenceData,
    private readonly extraFields: ExtraFields,
  ) {}

  async ready(): Promise<void> {
    await this.reference.ready();
    await this.extraFields.ready();
    this.#industries = undefined;
    this.#regions = undefined;
    this.#closest.clear();
  }

  /** An extra field in force. */
  extraField(name: string): ExtraFieldDefinition | undefined {
    return this.extraFields.all.find((field) => field.name === name);
  }

  /** Code, full or short name, also behind 贵州省毕节市 → code of the reporting area. */
  findArea(text: string): string | undefined {
    const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
    const withoutProvince = plain.replace(/^贵州省?(?=.)/, '');
    const withoutCity = withoutProvince.replace(/^毕节市(?=.)/, '');
    for (const name of [plain, withoutProvince, withoutCity]) {
      const area = this.reference.areaNamed(name);
      if (area !== undefined) return area.code;
    }
    // 织金 for 织金县: the name without its last character, where that is one area only.
    const stems = this.reference.areas.filter(
      (area) => area.kind === 'county' && area.shortName.slice(0, -1) === withoutCity,
    );
    return stems.length === 1 ? stems[0].code : undefined;
  }

  /** Names of all reporting areas, in their official order. */
  get areaNames(): string[] {
    return this.reference.areas.map((area) => area.name);
  }

  areaName(code: string): string {
    return this.reference.areaName(code) ?? code;
  }

  /** `26`, `26 化学原料…` or a name → code; of a name on several levels the widest. */
  findIndustry(text: string): string | undefined {
    const plain = text.normalize('NFKC').trim();
    const [, code, rest = ''] = /^([A-Ta-t]|\d{2,4})(?![\dA-Za-z])[\s.:-]*(.*)$/.exec(plain) ?? [];
    const coded = code === undefined ? undefined : this.reference.findIndustry(code.toUpperCase());
    // Code and name together must mean the same.
    if (coded !== undefined && (rest === '' || normalizeSearch(rest) === normalizeSearch(coded.name)))
      return coded.code;
    this.#industries ??= byName(this.reference.industries.map((industry) => [industry.name, industry.code]));
    const codes = this.#industries.get(normalizeSearch(plain)) ?? [];
    return codes.toSorted((a, b) => levelOf(a) - levelOf(b))[0];
  }

  industryName(code: string): string {
    const industry = this.reference.findIndustry(code);
    return industry === undefined ? code : `${code} ${industry.name}`;
  }

  /** Six digits, `520524 织金县` or a name → the codes it may mean. */
  findRegions(text: string): string[] {
    const plain = text.normalize('NFKC').trim();
    const code = /^\d{6}(?!\d)/.exec(plain)?.[0];
    if (code !== undefined) return this.reference.findRegion(code) === undefined ? [] : [code];
    this.#regions ??= byName(
      this.reference.regions.flatMap((region) => [
        [region.name, region.code],
        [region.shortName, region.code],
      ]),
    );
    return this.#regions.get(normalizeSearch(plain)) ?? [];
  }

  /** The name of a closed list that a text which is none of them most likely means. */
  closest(list: ClosedList, text: string): string | undefined {
    const names = this.#closest.get(list) ?? new ClosestName(this.#namesOf(list));
    this.#closest.set(list, names);
    return names.find(text);
  }

  #namesOf(list: ClosedList): string[] {
    if (list === 'area') return this.areaNames;
    return (list === 'industry' ? this.reference.industries : this.reference.regions).map(({ name }) => name);
  }

  regionName(code: string): string {
    const region = this.reference.findRegion(code);
    return region === undefined ? code : `${code} ${region.name}`;
  }
}

/** Section letter, then two to four digits. */
function levelOf(code: string): number {
  return /^[A-T]$/.test(code) ? 1 : code.length;
}

function byName(pairs: readonly (readonly string[])[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const [name, code] of pairs) {
    const key = normalizeSearch(name);
    const codes = names.get(key);
    if (codes === undefined) names.set(key, [code]);
    else if (!codes.includes(code)) codes.push(code);
  }
  return names;
}
