import { Injectable } from '@nestjs/common';
import type { AreaView, IndustryView, RegionView } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import { DataSource } from 'typeorm';
import { normalizeSearch } from '../search/search-text.js';

export interface Park {
  readonly name: string;
  readonly areaCode: string | null;
  readonly leadIndustry: string;
  readonly industryCodes: string[];
}

/**
 * Names people use that are neither the full nor the short name: before 黔西 became a city and 毕节 a prefecture-level city (2011, 2021),
 * and of the zones' own offices.
 */
const AREA_ALIASES: Readonly<Record<string, readonly string[]>> = {
  '520500': ['毕节地区', '毕节'],
  '520502': ['七星关', '县级毕节市'],
  '520521': ['大方'],
  '520581': ['黔西', '黔西县'],
  '520523': ['金沙'],
  '520524': ['织金'],
  '520525': ['纳雍'],
  '520526': ['威宁', '威宁自治县'],
  '520527': ['赫章'],
  '520500-GXQ': ['高新区', '毕节高新技术产业开发区', '毕节国家高新区'],
  '520500-BLDJ': ['百里杜鹃管委会', '百管委', '百里杜鹃旅游区'],
  '520500-BJ': ['毕节市本级', '市级'],
};

/** Areas, GB/T 4754 industries, GB/T 2260 regions, parks, and which department answers for which field. They change with a migration or a national standard, so they are read once. */
@Injectable()
export class ReferenceData {
  #loaded: Promise<void> | undefined;
  #areas = new Map<string, AreaView>();
  #industries = new Map<string, IndustryView>();
  #regions = new Map<string, RegionView & { shortName: string }>();
  readonly #placeNames = new Map<string | null, readonly string[]>();
  #parks: Park[] = [];
  /** Unit → 领域 it answers for. */
  #fields = new Map<string, readonly string[]>();
  /** Code → itself and all codes below it. */
  #branches = new Map<string, string[]>();

  constructor(private readonly dataSource: DataSource) {}

  /** Loads once; call before the synchronous look-ups. */
  ready(): Promise<void> {
    this.#loaded ??= this.#load().catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  /** Forgets what was read: after the reference tables were filled. */
  reload(): Promise<void> {
    this.#loaded = undefined;
    return this.ready();
  }

  async #load(): Promise<void> {
    const [areas, industries, regions, parks, departments] = (await Promise.all([
      this.dataSource.query('SELECT code, name, short_name AS "shortName", kind, parent_code AS "parentCode" FROM area ORDER BY sort'),
      this.dataSource.query('SELECT code, name, level, path, parent_code AS "parentCode" FROM industry ORDER BY code'),
      this.dataSource.query('SELECT code, name, short_name AS "shortName", level, parent_code AS "parentCode" FROM region ORDER BY code'),
      this.dataSource.query('SELECT name, area_code AS "areaCode", lead_industry AS "leadIndustry", industry_codes AS "industryCodes" FROM park ORDER BY area_code'),
      this.dataSource.query('SELECT organisation_id AS "unitId", array_agg(field) AS fields FROM survey_department GROUP BY organisation_id'),
    ])) as [AreaView[], (IndustryView & { parentCode: string | null })[], (RegionView & { shortName: string })[], Park[], { unitId: string; fields: string[] }[]]; // prettier-ignore
    this.#areas = new Map(areas.map((a) => [a.code, a]));
    this.#industries = new Map(industries.map((i) => [i.code, i]));
    this.#regions = new Map(regions.map((r) => [r.code, r]));
    this.#parks = parks;
    this.#fields = new Map(departments.map(({ unitId, fields }) => [unitId, fields]));
    this.#placeNames.clear();
    this.#branches = new Map(industries.map(({ code }) => [code, [code]]));
    const parentOf = new Map(industries.map((i) => [i.code, i.parentCode]));
    for (const { code, parentCode } of industries) {
      for (let above = parentCode; above !== null; above = parentOf.get(above) ?? null) {
        this.#branches.get(above)?.push(code);
      }
    }
  }

  get areas(): AreaView[] {
    return [...this.#areas.values()];
  }
  get parks(): readonly Park[] {
    return this.#parks;
  }
  get industries(): IndustryView[] {
    return [...this.#industries.values()];
  }
  get regions(): (RegionView & { shortName: string })[] {
    return [...this.#regions.values()];
  }

  /** 领域 (`register.kind`) a unit answers for as their 责任部门; see survey-departments.csv. */
  fieldsOf(organisationId: string): readonly string[] {
    return this.#fields.get(organisationId) ?? [];
  }

  findArea(code: string): AreaView | undefined {
    return this.#areas.get(code);
  }
  findIndustry(code: string): IndustryView | undefined {
    return this.#industries.get(code);
  }
  findRegion(code: string): (RegionView & { shortName: string }) | undefined {
    return this.#regions.get(code);
  }
  /** An industry code and all codes below it: `26` finds 2613, `C` all of manufacturing. An unknown code is only itself. */
  withDescendants(code: string): readonly string[] {
    return this.#branches.get(code) ?? [code];
  }
  /** Whether an area is one of these or lies below one. What belongs to no area is within the whole city only. */
  isWithin(code: string | null, areaCodes: readonly string[]): boolean {
    if (code === null) return areaCodes.some((c) => this.#areas.get(c)?.kind === 'city');
    for (let area: string | null = code; area !== null; area = this.#areas.get(area)?.parentCode ?? null) {
      if (areaCodes.includes(area)) return true;
    }
    return false;
  }
  /** These areas and all below them; with the city also '', which stands for no area. */
  areasWithin(areaCodes: readonly string[]): string[] {
    return ['', ...this.#areas.keys()].filter((code) => this.isWithin(code || null, areaCodes));
  }
  /** All names an area goes by: full, short, former and everyday ones. */
  areaNames(code: string | null): string[] {
    const area = code === null ? undefined : this.#areas.get(code);
    return area === undefined ? [] : [...new Set([area.name, area.shortName, ...(AREA_ALIASES[area.code] ?? [])])];
  }
  /** Names a text about an area may begin with: its own, those of the areas above it and of the province. Longest first. */
  placeNames(code: string | null): readonly string[] {
    const known = this.#placeNames.get(code);
    if (known !== undefined) return known;
    const names = new Set<string>();
    const start = code ?? this.areas.find(({ kind }) => kind === 'city')?.code ?? null;
    for (let at = start; at !== null; at = this.#areas.get(at)?.parentCode ?? null) {
      for (const name of this.areaNames(at)) names.add(name);
      for (let region = this.#regions.get(at); region !== undefined;) {
        names.add(region.name).add(region.shortName);
        region = region.parentCode === null ? undefined : this.#regions.get(region.parentCode);
      }
    }
    const sorted = [...names].filter(Boolean).sort((a, b) => b.length - a.length);
    this.#placeNames.set(code, sorted);
    return sorted;
  }
  /** Code or any name of an area → the area. For imports and searches. */
  areaNamed(text: string): AreaView | undefined {
    const wanted = normalizeSearch(text);
    return (
      this.#areas.get(text.trim()) ??
      this.areas.find((a) => this.areaNames(a.code).some((name) => normalizeSearch(name) === wanted))
    );
  }
  /** Full name of a region: 贵州省毕节市织金县. */
  regionName(code: string | null): string | null {
    const region = code === null ? undefined : this.#regions.get(code);
    if (region === undefined) return code;
    return `${(region.parentCode === null ? '' : this.regionName(region.parentCode)) ?? ''}${region.name}`;
  }
  areaName(code: string | null): string | null {
    return code === null ? null : (this.#areas.get(code)?.name ?? code);
  }

  /** @throws {AppError} UNKNOWN_AREA */
  requireArea(code: string): void {
    if (!this.#areas.has(code)) throw new AppError('UNKNOWN_AREA', { value: code, path: 'areaCode' });
  }
  /** @throws {AppError} UNKNOWN_INDUSTRY naming the first unknown code */
  requireIndustries(codes: readonly string[]): void {
    const unknown = codes.find((code) => !this.#industries.has(code));
    if (unknown !== undefined) throw new AppError('UNKNOWN_INDUSTRY', { value: unknown, path: 'industryCodes' });
  }
  /** @throws {AppError} UNKNOWN_REGION */
  requireRegion(code: string): void {
    if (!this.#regions.has(code)) throw new AppError('UNKNOWN_REGION', { value: code, path: 'regionCode' });
  }
}
