import { LIST_LENGTHS, type ListName, LISTS } from '../candidates/lists.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { Block } from '../packed/block.js';
import { StandingColumns } from '../ranking/standing.js';
import { SlotOrders } from './slot-orders.js';

/** Entries kept of each list: some beyond its length, so that a removal mostly needs no new search. */
export const KEPT: Readonly<Record<ListName, number>> = Object.freeze({
  words: LIST_LENGTHS.words + 40,
  near: LIST_LENGTHS.near + 60,
});
/** Slots a project can need at once: one for each entry, and one for who comes before another is left out. */
export const SLOTS = KEPT.words + KEPT.near + 1;
/** Projects whose candidates lie together: as many as slots of 16 bits can be told apart. */
export const PROJECTS = Math.floor(2 ** 16 / SLOTS);

const WIDTH = ALL_CRITERIA.length;
const ALL_SLOTS = PROJECTS * SLOTS;
const BYTES =
  LISTS.reduce((sum, list) => sum + PROJECTS * SlotOrders.bytesOf(KEPT[list] + 1), 0) +
  PROJECTS * LISTS.length * (8 + 4) +
  ALL_SLOTS * (4 * WIDTH + 4 + 4 + 1) +
  // Each array begins at a multiple of the width of its elements.
  64;

/**
 * Candidates of {@link PROJECTS} projects in columns, {@link SLOTS} each: a change that reaches many projects finds numbers there,
 * not thousands of small objects. All zeros at first.
 */
export class CandidateColumns {
  /** By slot: measures × criteria, value of the size, number of the enterprise, and what the project notes of it. */
  readonly measures: Float32Array;
  readonly sizes: Float32Array;
  readonly numbers: Uint32Array;
  readonly bits: Uint8Array;
  /** By list, an order for each project. */
  readonly orders: readonly SlotOrders[];
  /**
   * By project and list: score and enterprise of the last entry when one was left out; whoever is not kept stands behind it. No
   * enterprise (-1) while everybody is kept.
   */
  readonly markScores: Float64Array;
  readonly markNumbers: Int32Array;
  readonly standing = new StandingColumns(ALL_SLOTS, PROJECTS);

  constructor() {
    const block = new Block(BYTES);
    this.orders = LISTS.map((list) => new SlotOrders(KEPT[list] + 1, PROJECTS, block));
    this.markScores = block.float64(PROJECTS * LISTS.length);
    this.markNumbers = block.int32(PROJECTS * LISTS.length);
    this.measures = block.float32(ALL_SLOTS * WIDTH);
    this.sizes = block.float32(ALL_SLOTS);
    this.numbers = block.uint32(ALL_SLOTS);
    this.bits = block.uint8(ALL_SLOTS);
  }
}
