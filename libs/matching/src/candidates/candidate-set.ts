import type { ConstraintSubject } from '../constraints/constraint.js';
import { type Column, fromBytes, toBytes } from '../packed/sheet.js';
import { stringAt } from '../packed/strings.js';
import type { MeasuredCandidates } from '../ranking/rank-pool.js';
import { FLAG, type Segment } from '../segment/segment.js';

interface CandidateColumns {
  readonly hashes: Uint32Array<ArrayBufferLike>;
  readonly idUnits: Column;
  readonly idOffsets: Uint32Array<ArrayBufferLike>;
  /** Score in each list, candidates × lists; NaN where the candidate is not in the list. */
  readonly listScores: Float64Array<ArrayBufferLike>;
  /** Raw measures, candidates × criteria; NaN where a field is missing. */
  readonly measures: Float32Array<ArrayBufferLike>;
  /** Value of the size, neutral where it is not known. */
  readonly sizes: Float32Array<ArrayBufferLike>;
  readonly flags: Uint8Array<ArrayBufferLike>;
  readonly assets: Float64Array<ArrayBufferLike>;
  readonly codeLists: Uint32Array<ArrayBufferLike>;
  readonly provinces: Uint32Array<ArrayBufferLike>;
  readonly cities: Uint32Array<ArrayBufferLike>;
}

interface CandidateMeta {
  readonly epoch: string;
  readonly projectId: string;
  readonly codeLists: readonly (readonly string[])[];
  readonly provinces: readonly string[];
  readonly cities: readonly string[];
}

/**
 * What one segment has for one project, to be carried elsewhere: the best of each list, with everything a ranking and the
 * hard rules need. Small (about 100 bytes a candidate), and the same whatever thread or machine made it.
 */
export class CandidateSet implements MeasuredCandidates {
  readonly size: number;

  constructor(
    readonly meta: CandidateMeta,
    readonly columns: CandidateColumns,
  ) {
    this.size = columns.hashes.length;
  }

  /** @throws IndexFormatError */
  static fromBytes(bytes: Uint8Array): CandidateSet {
    const { meta, columns } = fromBytes('candidates', bytes);
    return new CandidateSet(meta as CandidateMeta, columns as unknown as CandidateColumns);
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return toBytes('candidates', { meta: this.meta, columns: { ...this.columns } });
  }

  idAt(place: number): string {
    return stringAt({ units: this.columns.idUnits, offsets: this.columns.idOffsets }, place);
  }

  get epoch(): string {
    return this.meta.epoch;
  }

  get listScores(): Float64Array {
    return this.columns.listScores;
  }

  get measures(): Float32Array {
    return this.columns.measures;
  }

  get sizes(): Float32Array {
    return this.columns.sizes;
  }

  hashAt(place: number): number {
    return this.columns.hashes[place];
  }

  subjectAt(place: number): ConstraintSubject {
    const { flags, codeLists, provinces, cities, assets } = this.columns;
    return {
      id: this.idAt(place),
      status: statusOf(flags[place]),
      doNotContact: (flags[place] & FLAG.doNotContact) !== 0,
      assetsWan: Number.isNaN(assets[place]) ? undefined : assets[place],
      industryCodes: this.meta.codeLists[codeLists[place]],
      province: this.meta.provinces[provinces[place]],
      city: this.meta.cities[cities[place]],
    };
  }
}

const statusOf = (flags: number): ConstraintSubject['status'] =>
  flags & FLAG.statusKnown ? (flags & FLAG.woundUp ? 'woundUp' : 'active') : undefined;

/** An enterprise of a segment, read from its row when a rule asks: most rules look at one or two fields. */
class RowSubject implements ConstraintSubject {
  constructor(
    private readonly segment: Segment,
    private readonly row: number,
  ) {}

  get id(): string {
    return this.segment.idAt(this.row);
  }

  get status(): ConstraintSubject['status'] {
    return statusOf(this.segment.columns.flags[this.row]);
  }

  get doNotContact(): boolean {
    return (this.segment.columns.flags[this.row] & FLAG.doNotContact) !== 0;
  }

  get assetsWan(): number | undefined {
    const assets = this.segment.columns.assets[this.row];
    return Number.isNaN(assets) ? undefined : assets;
  }

  get industryCodes(): readonly string[] {
    return this.segment.codesAt(this.row);
  }

  get province(): string {
    return this.segment.meta.provinces[this.segment.columns.provinces[this.row]];
  }

  get city(): string {
    return this.segment.meta.cities[this.segment.columns.cities[this.row]];
  }
}

/** The enterprise in a row of a segment, as the hard rules see it. */
export function subjectAt(segment: Segment, row: number): ConstraintSubject {
  return new RowSubject(segment, row);
}

/** Packs candidates that stand in the rows of a segment. */
export function packCandidates(
  projectId: string,
  segment: Segment,
  rows: Uint32Array,
  { epoch, listScores, measures, sizes }: MeasuredCandidates,
): CandidateSet {
  const { columns } = segment;
  const codeLists = new Renumbering(segment.meta.codeLists);
  const provinces = new Renumbering(segment.meta.provinces);
  const cities = new Renumbering(segment.meta.cities);
  const size = rows.length;
  const own = {
    hashes: new Uint32Array(size),
    flags: new Uint8Array(size),
    assets: new Float64Array(size),
    codeLists: new Uint32Array(size),
    provinces: new Uint32Array(size),
    cities: new Uint32Array(size),
  };
  for (let place = 0; place < size; place++) {
    const row = rows[place];
    own.hashes[place] = columns.hashes[row];
    own.flags[place] = columns.flags[row];
    own.assets[place] = columns.assets[row];
    own.codeLists[place] = codeLists.number(columns.codeLists[row]);
    own.provinces[place] = provinces.number(columns.provinces[row]);
    own.cities[place] = cities.number(columns.cities[row]);
  }
  return new CandidateSet(
    { epoch, projectId, codeLists: codeLists.values, provinces: provinces.values, cities: cities.values },
    { ...own, ...idsOf(segment, rows), listScores, measures, sizes },
  );
}

/** The few values of a dictionary that are used, numbered anew. */
class Renumbering<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<number, number>();

  constructor(private readonly all: readonly T[]) {}

  number(old: number): number {
    const known = this.#numbers.get(old);
    if (known !== undefined) return known;
    this.#numbers.set(old, this.values.length);
    return this.values.push(this.all[old]) - 1;
  }
}

function idsOf({ columns }: Segment, rows: Uint32Array): Pick<CandidateColumns, 'idUnits' | 'idOffsets'> {
  const idOffsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, place) => {
    idOffsets[place + 1] = idOffsets[place] + columns.idOffsets[row + 1] - columns.idOffsets[row];
  });
  const length = idOffsets[rows.length];
  const idUnits = columns.idUnits instanceof Uint8Array ? new Uint8Array(length) : new Uint16Array(length);
  rows.forEach((row, place) => {
    for (let i = 0, from = columns.idOffsets[row]; i < idOffsets[place + 1] - idOffsets[place]; i++)
      idUnits[idOffsets[place] + i] = columns.idUnits[from + i];
  });
  return { idUnits, idOffsets };
}
