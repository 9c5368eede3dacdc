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

/** Areas, GB/T 4754 industries, GB/T 2260 regions and parks. They change with a migration or a national standard, so they are read once. */
@Injectable()
export class ReferenceData {
  #loaded: Promise<void> | undefined;
  #areas = new Map<string, AreaView>();
  #industries = new Map<string, IndustryView>();
  #regions = new Map<string, RegionView & { shortName: string }>();
  #parks: Park[] = [];

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
    const [areas, industries, regions, parks] = (await Promise.all([
      this.dataSource.query('SELECT code, name, short_name AS "shortName", kind, parent_code AS "parentCode" FROM area ORDER BY sort'),
      this.dataSource.query('SELECT code, name, level, path FROM industry ORDER BY code'),
      this.dataSource.query('SELECT code, name, short_name AS "shortName", level, parent_code AS "parentCode" FROM region ORDER BY code'),
      this.dataSource.query('SELECT name, area_code AS "areaCode", lead_industry AS "leadIndustry", industry_codes AS "industryCodes" FROM park ORDER BY area_code'),
    ])) as [AreaView[], IndustryView[], (RegionView & { shortName: string })[], Park[]]; // prettier-ignore
    this.#areas = new Map(areas.map((a) => [a.code, a]));
    this.#industries = new Map(industries.map((i) => [i.code, i]));
    this.#regions = new Map(regions.map((r) => [r.code, r]));
    this.#parks = parks;
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

  findArea(code: string): AreaView | undefined {
    return this.#areas.get(code);
  }
  findIndustry(code: string): IndustryView | undefined {
    return this.#industries.get(code);
  }
  findRegion(code: string): (RegionView & { shortName: string }) | undefined {
    return this.#regions.get(code);
  }
  /** Code, full or short name of an area → the area. For imports and searches. */
  areaNamed(text: string): AreaView | undefined {
    const wanted = normalizeSearch(text);
    return (
      this.#areas.get(text.trim()) ??
      this.areas.find((a) => normalizeSearch(a.name) === wanted || normalizeSearch(a.shortName) === wanted)
    );
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
