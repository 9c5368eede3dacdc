import { Injectable } from '@nestjs/common';
import type { IndustryView, RegionView } from '@lianghuan/contracts';
import Fuse from 'fuse.js';
import { searchTextOf } from '../search/search-text.js';
import { ReferenceData } from './reference-data.js';

interface Wanted {
  readonly q?: string;
  readonly codes?: readonly string[];
}
const LIMIT = 30;

/** Pickers over the closed lists: by code, by words, by pinyin or initials, and with a typing mistake. */
@Injectable()
export class ReferencePicker {
  #industries: Fuse<IndustryView & { search: string }> | undefined;
  #regions: Fuse<RegionView & { shortName: string; search: string }> | undefined;

  constructor(private readonly reference: ReferenceData) {}

  async industries(wanted: Wanted): Promise<IndustryView[]> {
    await this.reference.ready();
    if (wanted.codes !== undefined) return wanted.codes.flatMap((code) => this.reference.findIndustry(code) ?? []);
    this.#industries ??= indexOf(this.reference.industries);
    return pick(this.#industries, this.reference.industries, wanted.q);
  }

  async regions(wanted: Wanted): Promise<RegionView[]> {
    await this.reference.ready();
    if (wanted.codes !== undefined) return wanted.codes.flatMap((code) => this.reference.findRegion(code) ?? []);
    this.#regions ??= indexOf(this.reference.regions);
    return pick(this.#regions, this.reference.regions, wanted.q);
  }
}

function indexOf<T extends { code: string; name: string }>(rows: readonly T[]): Fuse<T & { search: string }> {
  return new Fuse(
    rows.map((row) => ({ ...row, search: searchTextOf([row.name]) })),
    { keys: ['code', 'name', 'search'], threshold: 0.3, ignoreLocation: true },
  );
}

function pick<T extends { code: string }>(
  index: Fuse<T & { search: string }>,
  rows: readonly T[],
  q: string | undefined,
): T[] {
  if (q === undefined || q === '') return rows.slice(0, LIMIT);
  // A code being typed means its own branch, in order.
  if (/^[A-Z]?\d*$/i.test(q)) return rows.filter((row) => row.code.startsWith(q.toUpperCase())).slice(0, LIMIT);
  return index.search(q, { limit: LIMIT }).map(({ item }) => item);
}
