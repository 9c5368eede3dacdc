import { highestOf } from './retrieval';
import { mayHave } from './terms';

/** Numbers of a run of postings, 32 bits each: next posting, end, weight. */
const RUN: usize = 12;
/** Rows whose terms are fetched together. */
const AHEAD: i32 = 16;

/**
 * Adds weight × impact / 256, rounded up, of each run's postings to the 16-bit sums of their rows, up to row `to`, and
 * moves the runs on. `sums` begins with row `from`.
 */
export function addImpacts(
  rows: usize,
  impacts: usize,
  runs: usize,
  count: i32,
  from: u32,
  to: u32,
  sums: usize,
): void {
  for (let i = 0; i < count; i++) {
    let at = load<u32>(runs);
    const end = load<u32>(runs, 4);
    const weight = load<u32>(runs, 8);
    while (at < end) {
      const row = load<u32>(rows + (<usize>at << 2));
      if (row >= to) break;
      const sum = sums + (<usize>(row - from) << 1);
      store<u16>(sum, load<u16>(sum) + ((weight * load<u8>(impacts + at) + 255) >> 8));
      at++;
    }
    store<u32>(runs, at);
    runs += RUN;
  }
}

/** Sets sums back to 0, 64 at a time. */
export function clearSums(sums: usize, groups: i32): void {
  const end = sums + (<usize>groups << 7);
  const zero = i16x8.splat(0);
  for (; sums < end; sums += 64) {
    v128.store(sums, zero);
    v128.store(sums, zero, 16);
    v128.store(sums, zero, 32);
    v128.store(sums, zero, 48);
  }
}

/** Numbers of a dense term, 32 bits each: its place, its weight. */
const DENSE: usize = 8;

/** What two dense terms make of eight rows. */
@inline
function eightParts(one: usize, other: usize, ofOne: v128, ofOther: v128): v128 {
  return i16x8.add(i16x8.mul(v128.load_ext<u8>(one), ofOne), i16x8.mul(v128.load_ext<u8>(other), ofOther));
}

/**
 * Adds weight × impact of some dense terms, an even number, to the 16-bit sums of all rows. `impacts` holds the bytes of a term
 * one after another, 64 for each group.
 */
export function addDense(impacts: usize, terms: usize, count: i32, groups: i32, sums: usize): void {
  const length = <usize>groups << 6;
  for (let i = 0; i < count; i += 2) {
    const one = impacts + <usize>load<u32>(terms) * length;
    const ofOne = v128.load_splat<i16>(terms, 4);
    const other = impacts + <usize>load<u32>(terms, DENSE) * length;
    const ofOther = v128.load_splat<i16>(terms, DENSE + 4);
    for (let row: usize = 0; row < length; row += 16) {
      const sum = sums + (row << 1);
      const second = eightParts(one + row + 8, other + row + 8, ofOne, ofOther);
      v128.store(sum, i16x8.add(v128.load(sum), eightParts(one + row, other + row, ofOne, ofOther)));
      v128.store(sum, i16x8.add(v128.load(sum, 16), second), 16);
    }
    terms += 2 * DENSE;
  }
}

/** A bit for each of 16 sums, whether it reaches a bound. */
@inline
function reaching(sums: usize, bound: v128): u64 {
  const low = i16x8.ge_u(v128.load(sums), bound);
  return <u64>i8x16.bitmask(i8x16.narrow_i16x8_s(low, i16x8.ge_u(v128.load(sums, 16), bound)));
}

/** Rows of so many groups of 64 whose sum is at least `lowest` into `found`, ascending, and their sums into `foundSums`. Returns how many. */
export function siftSums(sums: usize, groups: i32, lowest: u32, found: usize, foundSums: usize): i32 {
  const start = found;
  const from = i16x8.splat(<i16>lowest);
  for (let g = 0; g < groups; g++) {
    const own = sums + (<usize>g << 7);
    if (!v128.any_true(i16x8.ge_u(highestOf(own), from))) continue;
    let mask =
      reaching(own, from) |
      (reaching(own + 32, from) << 16) |
      (reaching(own + 64, from) << 32) |
      (reaching(own + 96, from) << 48);
    while (mask != 0) {
      const row = <usize>ctz(mask);
      store<u32>(found, <u32>(g << 6) + <u32>row);
      store<u16>(foundSums, load<u16>(own + (row << 1)));
      found += 4;
      foundSums += 2;
      mask &= mask - 1;
    }
  }
  return <i32>((found - start) >> 2);
}

/**
 * Touches what weighing some rows will read: they lie far apart, and come from memory side by side this way. Entries only after
 * all offsets: the more that wait for nothing, the more are fetched at once.
 */
function touch(offsets: usize, terms: usize, counts: usize, damping: usize, norms: usize, picked: usize, count: i32): u32 {
  let sum: u32 = 0;
  for (let i = 0; i < count; i++) {
    const row = <usize>load<u32>(picked + (<usize>i << 2)) << 2;
    sum += load<u32>(offsets + row) + load<u32>(damping + row) + load<u32>(norms + row);
  }
  for (let i = 0; i < count; i++) {
    const row = <usize>load<u32>(picked + (<usize>i << 2)) << 2;
    const at = <usize>load<u32>(offsets + row);
    const end = <usize>load<u32>(offsets + row, 4);
    for (let term = at; term < end; term += 16) sum += load<u32>(terms + (term << 2));
    sum += load<u8>(counts + at);
  }
  return sum;
}

/**
 * BM25 and TF-IDF dot product of whole rows, as two float64 a row. `places` holds for every term its place in the query + 1, or 0,
 * and `bits` a bit for each that has one; `worth` three float64 a place: weight · idf, weight, idf. `tables` holds for each count
 * 0–255 the numerator of its saturation, then its logarithm.
 */
export function weighRows(
  offsets: usize,
  terms: usize,
  counts: usize,
  damping: usize,
  norms: usize,
  bits: usize,
  places: usize,
  worth: usize,
  tables: usize,
  picked: usize,
  count: i32,
  out: usize,
): void {
  for (let i = 0; i < count; i++) {
    if (i % AHEAD == 0)
      store<u32>(
        out + (<usize>i << 4),
        touch(offsets, terms, counts, damping, norms, picked + (<usize>i << 2), min(AHEAD, count - i)),
      );
    const row = <usize>load<u32>(picked + (<usize>i << 2)) << 2;
    const end = <usize>load<u32>(offsets + row, 4);
    const damp = <f64>load<f32>(damping + row);
    let words: f64 = 0;
    let focus: f64 = 0;
    for (let at = <usize>load<u32>(offsets + row); at < end; at++) {
      const term = load<u32>(terms + (at << 2));
      if (!mayHave(bits, term)) continue;
      const place = <usize>load<u16>(places + (<usize>term << 1));
      if (place == 0) continue;
      const units = <usize>load<u8>(counts + at);
      const own = worth + place * 24 - 24;
      words += load<f64>(own) * (load<f64>(tables + (units << 3)) / (<f64>units + damp));
      focus += load<f64>(own, 8) * (load<f64>(tables + (units << 3), 2048) * load<f64>(own, 16));
    }
    store<f64>(out + (<usize>i << 4), words);
    store<f64>(out + (<usize>i << 4), focus * <f64>load<f32>(norms + row), 8);
  }
}
