import type { PreparedProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import { Arena } from '../kernels/arena.js';
import { KERNELS_JAVASCRIPT } from '../kernels/kernels-javascript.js';
import { type Kernels, loadKernels } from '../kernels/kernels.js';
import type { RelatedIndustries } from '../normalize/related-industries.js';

/** Projects that have a term, by place, and what the term is worth to each. */
export interface ProjectPostings {
  readonly places: number[];
  /** Weight, and weight × idf. */
  readonly weights: number[];
  readonly worth: number[];
  /** Membership × idf; 1 where the project says the word itself. */
  readonly covering: number[];
  readonly isOwn: number[];
}

/** Room for three vectors of a million projects. */
const MOST_BYTES = 3 * 2 ** 28;
/** Projects whose vectors lie together. */
const BLOCK = 1024;

/** Vectors of int16 by place, where kernels can reach them. */
class VectorColumn {
  readonly #blocks: Int16Array[] = [];

  constructor(
    private readonly k: number,
    private readonly make: (length: number) => Int16Array,
  ) {}

  set(place: number, vector: ArrayLike<number> | undefined): void {
    const block = Math.floor(place / BLOCK);
    if (block === this.#blocks.length) this.#blocks.push(this.make(BLOCK * this.k));
    const at = (place % BLOCK) * this.k;
    if (vector) this.#blocks[block].set(vector, at);
    else this.#blocks[block].fill(0, at, at + this.k);
  }

  blockAt(place: number): Int16Array {
    return this.#blocks[Math.floor(place / BLOCK)];
  }
}

/** Lists of codes of the projects, each different one once. */
class CodeListColumn {
  readonly #numbers = new Map<string, number>();
  readonly #lists: (readonly string[])[] = [];
  /** By place. */
  readonly numbers: number[] = [];

  set(place: number, codes: readonly string[]): void {
    const key = codes.join();
    let number = this.#numbers.get(key);
    if (number === undefined) this.#numbers.set(key, (number = this.#lists.push(codes) - 1));
    this.numbers[place] = number;
  }

  /** Agreement of each list with the codes of an enterprise; NaN when either is empty. */
  values(codes: readonly string[], related: RelatedIndustries): Float64Array {
    return Float64Array.from(this.#lists, (list) =>
      list.length === 0 || codes.length === 0 ? Number.NaN : related.overlap(list, codes),
    );
  }
}

/**
 * What an enterprise asks of projects, side by side for all of them: a look at ten thousand reads memory in order. A project
 * stands at one place for as long as it is there.
 */
export class ProjectColumns {
  readonly kernels: Kernels;
  readonly near: VectorColumn;
  readonly topics: VectorColumn;
  readonly trades: VectorColumn;
  /** Whether a word of each has a topic, and whether anything is known of its industry. */
  readonly hasTopic: boolean[] = [];
  readonly hasTrade: boolean[] = [];
  readonly codes = new CodeListColumn();
  readonly parkCodes = new CodeListColumn();
  /** Numbers of their provinces, 0 being none; -1 for a place that is empty. */
  readonly provinces: number[] = [];
  readonly #projects: (PreparedProject | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #postings = new Map<number, ProjectPostings>();
  readonly #provinceNumbers = new Map<string, number>([['', 0]]);
  readonly #arena: Arena | undefined;

  constructor(private readonly epoch: Epoch) {
    // Kernels are worth it where the epoch lies in reach of them too.
    this.#arena = epoch.reference.memory && Arena.create({ maximumBytes: MOST_BYTES });
    this.kernels = this.#arena ? loadKernels(this.#arena.memory) : KERNELS_JAVASCRIPT;
    const column = (): VectorColumn =>
      new VectorColumn(this.dimensions, (length) => this.#arena?.int16(length) ?? new Int16Array(length));
    this.near = column();
    this.topics = column();
    this.trades = column();
  }

  /** Places handed out so far; some may be empty. */
  get size(): number {
    return this.#projects.length;
  }

  /** Length of the vectors. */
  get dimensions(): number {
    return this.epoch.topicModel.dimensions;
  }

  /** Room that kernels reach, for as many places as lie together. */
  bench(): { readonly query: Int16Array; readonly picked: Uint32Array; readonly dots: Int32Array } {
    return {
      query: this.#arena?.int16(this.dimensions) ?? new Int16Array(this.dimensions),
      picked: this.#arena?.uint32(BLOCK) ?? new Uint32Array(BLOCK),
      dots: this.#arena?.int32(BLOCK) ?? new Int32Array(BLOCK),
    };
  }

  /** First place after those that lie together with this one. */
  blockEnd(place: number): number {
    return Math.min(this.size, (Math.floor(place / BLOCK) + 1) * BLOCK);
  }

  /** Where a place lies in its block. */
  placeInBlock(place: number): number {
    return place % BLOCK;
  }

  at(place: number): PreparedProject | undefined {
    return this.#projects[place];
  }

  postingsOf(term: number): ProjectPostings | undefined {
    return this.#postings.get(term);
  }

  /** Number of a province; -2 for one that no project lies in. */
  provinceNumber(province: string): number {
    return this.#provinceNumbers.get(province) ?? -2;
  }

  /** @returns the place of the project */
  add(project: PreparedProject): number {
    const place = this.#free.pop() ?? this.#projects.length;
    this.#projects[place] = project;
    this.near.set(place, project.near);
    this.topics.set(place, project.topic);
    this.trades.set(place, project.trade);
    this.hasTopic[place] = project.hasTopic;
    this.hasTrade[place] = project.trade !== undefined;
    this.codes.set(place, project.codes);
    this.parkCodes.set(place, project.parkCodes);
    const province = this.#provinceNumbers.get(project.province) ?? this.#provinceNumbers.size;
    this.#provinceNumbers.set(project.province, province);
    this.provinces[place] = province;
    const { terms, weights, worth, covering, isOwn } = project.query;
    terms.forEach((term, i) => {
      let postings = this.#postings.get(term);
      if (!postings)
        this.#postings.set(term, (postings = { places: [], weights: [], worth: [], covering: [], isOwn: [] }));
      postings.places.push(place);
      postings.weights.push(weights[i]);
      postings.worth.push(worth[3 * i]);
      postings.covering.push(covering[i]);
      postings.isOwn.push(isOwn[i]);
    });
    return place;
  }

  remove(place: number): void {
    this.#projects[place]?.query.terms.forEach((term) => {
      const postings = this.#postings.get(term);
      const at = postings ? postings.places.indexOf(place) : -1;
      if (!postings || at < 0) return;
      // The order within a term does not matter: each project has its own sum.
      for (const column of Object.values(postings) as number[][]) {
        column[at] = column[column.length - 1];
        column.pop();
      }
    });
    this.#projects[place] = undefined;
    this.provinces[place] = -1;
    this.#free.push(place);
  }
}
