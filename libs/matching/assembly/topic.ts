/**
 * Dot products of one int16 query with int8 rows, exact in int32. 16 values a step: two loads that widen to int16, two
 * multiply-and-add-pairs, two sums that do not wait for each other. Dimensions beyond the last 8 are done one by one.
 */
@inline
function dot(query: usize, row: usize, dimensions: i32): i32 {
  let even = i32x4.splat(0);
  let odd = i32x4.splat(0);
  let d = 0;
  for (; d + 16 <= dimensions; d += 16) {
    even = i32x4.add(even, i32x4.dot_i16x8_s(v128.load(query + (d << 1)), v128.load_ext<i8>(row + d)));
    odd = i32x4.add(odd, i32x4.dot_i16x8_s(v128.load(query + (d << 1), 16), v128.load_ext<i8>(row + d, 8)));
  }
  if (d + 8 <= dimensions) {
    even = i32x4.add(even, i32x4.dot_i16x8_s(v128.load(query + (d << 1)), v128.load_ext<i8>(row + d)));
    d += 8;
  }
  const lanes = i32x4.add(even, odd);
  let sum =
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3);
  for (; d < dimensions; d++) sum += <i32>load<i16>(query + (d << 1)) * <i32>load<i8>(row + d);
  return sum;
}

/** out[i] = query · row i, for `count` rows that lie one after another from `rows` on. */
export function topicScan(query: usize, rows: usize, dimensions: i32, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    store<i32>(out + ((<usize>i) << 2), dot(query, rows, dimensions));
    rows += dimensions;
  }
}

/** The same dot product where the row is of int16 too. */
@inline
function dotWide(query: usize, row: usize, dimensions: i32): i32 {
  let lanes = i32x4.splat(0);
  let d = 0;
  for (; d + 8 <= dimensions; d += 8)
    lanes = i32x4.add(lanes, i32x4.dot_i16x8_s(v128.load(query + (d << 1)), v128.load(row + (d << 1))));
  let sum =
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3);
  for (; d < dimensions; d++) sum += <i32>load<i16>(query + (d << 1)) * <i32>load<i16>(row + (d << 1));
  return sum;
}

/** `topicScan` where the rows are of int16 too. */
export function topicScanWide(query: usize, rows: usize, dimensions: i32, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    store<i32>(out + ((<usize>i) << 2), dotWide(query, rows, dimensions));
    rows += dimensions << 1;
  }
}

/** Rows that are fetched together. */
const AHEAD: i32 = 16;

/** Touches some rows of so many bytes: they lie far apart, and come from memory side by side this way. */
function touch(rows: usize, bytes: usize, picked: usize, count: i32): i32 {
  let sum: i32 = 0;
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>load<u32>(picked + (<usize>i << 2)) * bytes;
    for (let at: usize = 0; at < bytes; at += 64) sum += load<i8>(row + at);
  }
  return sum;
}

/** out[i] = query · row picked[i], where the rows are of int16 too. */
export function topicPickWide(query: usize, rows: usize, dimensions: i32, picked: usize, count: i32, out: usize): void {
  const bytes = <usize>dimensions << 1;
  for (let i = 0; i < count; i++) {
    const next = picked + (<usize>i << 2);
    if (i % AHEAD == 0) store<i32>(out + (<usize>i << 2), touch(rows, bytes, next, min(AHEAD, count - i)));
    store<i32>(out + (<usize>i << 2), dotWide(query, rows + <usize>load<u32>(next) * bytes, dimensions));
  }
}

/** Rows whose heads are made in one go: a plane is read in long runs, and the heads stay in the first-level cache. */
const HEADS: usize = 4096;
/** What a head is at least before dimensions are added: no sum then leaves 16 bits, not even that of a hidden row. */
const LOWEST_HEAD: i16 = -16384;

/** Where the worth of a row's list of codes stands. */
@inline
function codesAt(ofCodes: usize, lists: usize, row: usize): usize {
  return ofCodes + (<usize>load<u32>(lists + row) << 1);
}

/**
 * What size, codes and province make of `count` rows, in units of the heads and never too low. `factor` turns a 64th of a
 * prior into them, in 32,768ths.
 */
@inline
function beginHeads(
  priors: usize,
  codeLists: usize,
  provinces: usize,
  ofCodes: usize,
  province: i32,
  ofProvince: i32,
  factor: i32,
  count: usize,
  heads: usize,
): void {
  const own = i16x8.splat(<i16>province);
  const worth = i16x8.splat(<i16>ofProvince);
  const factors = i16x8.splat(<i16>factor);
  const lowest = i16x8.splat(LOWEST_HEAD);
  for (let i: usize = 0; i + 8 <= count; i += 8) {
    const lists = codeLists + (i << 2);
    let codes = v128.load_lane<i16>(codesAt(ofCodes, lists, 0), lowest, 0);
    codes = v128.load_lane<i16>(codesAt(ofCodes, lists, 4), codes, 1);
    codes = v128.load_lane<i16>(codesAt(ofCodes, lists, 8), codes, 2);
    codes = v128.load_lane<i16>(codesAt(ofCodes, lists, 12), codes, 3);
    codes = v128.load_lane<i16>(codesAt(ofCodes, lists, 16), codes, 4);
    codes = v128.load_lane<i16>(codesAt(ofCodes, lists, 20), codes, 5);
    codes = v128.load_lane<i16>(codesAt(ofCodes, lists, 24), codes, 6);
    codes = v128.load_lane<i16>(codesAt(ofCodes, lists, 28), codes, 7);
    const prior = i16x8.q15mulr_sat_s(
      i16x8.narrow_i32x4_s(
        i32x4.shr_s(v128.load(priors + (i << 2)), 6),
        i32x4.shr_s(v128.load(priors + (i << 2), 16), 6),
      ),
      factors,
    );
    const place = v128.and(i16x8.eq(v128.load(provinces + (i << 1)), own), worth);
    v128.store(heads + (i << 1), i16x8.add(codes, i16x8.add(place, i16x8.max_s(prior, lowest))));
  }
}

/** What four dimensions make of eight rows. */
@inline
function headOf(a: usize, b: usize, c: usize, d: usize, ofA: v128, ofB: v128, ofC: v128, ofD: v128): v128 {
  return i16x8.add(
    i16x8.add(i16x8.mul(v128.load_ext<i8>(a), ofA), i16x8.mul(v128.load_ext<i8>(b), ofB)),
    i16x8.add(i16x8.mul(v128.load_ext<i8>(c), ofC), i16x8.mul(v128.load_ext<i8>(d), ofD)),
  );
}

/** Adds what four dimensions make of `count` rows to their heads. */
@inline
function addPlanes(planes: usize, stride: usize, strongest: usize, weights: usize, count: usize, heads: usize): void {
  const a = planes + <usize>load<u32>(strongest) * stride;
  const b = planes + <usize>load<u32>(strongest, 4) * stride;
  const c = planes + <usize>load<u32>(strongest, 8) * stride;
  const d = planes + <usize>load<u32>(strongest, 12) * stride;
  const ofA = v128.load_splat<i16>(weights);
  const ofB = v128.load_splat<i16>(weights, 2);
  const ofC = v128.load_splat<i16>(weights, 4);
  const ofD = v128.load_splat<i16>(weights, 6);
  let row: usize = 0;
  for (; row + 16 <= count; row += 16) {
    const head = heads + (row << 1);
    v128.store(head, i16x8.add(v128.load(head), headOf(a + row, b + row, c + row, d + row, ofA, ofB, ofC, ofD)));
    v128.store(
      head,
      i16x8.add(v128.load(head, 16), headOf(a + row + 8, b + row + 8, c + row + 8, d + row + 8, ofA, ofB, ofC, ofD)),
      16,
    );
  }
  if (row + 8 <= count) {
    const head = heads + (row << 1);
    v128.store(head, i16x8.add(v128.load(head), headOf(a + row, b + row, c + row, d + row, ofA, ofB, ofC, ofD)));
  }
}

/**
 * Heads of the rows [from, to), `heads` beginning with the first of them: what size, codes, province and the strongest
 * dimensions of a query make of a row, in whole numbers of 16 bits. `planes` holds the topics dimension by dimension.
 * The last few rows, which make no eight, are given the highest head.
 */
export function nearHeads(
  planes: usize,
  stride: usize,
  strongest: usize,
  weights: usize,
  strongestCount: i32,
  factor: i32,
  headOfCodes: usize,
  province: i32,
  headOfProvince: i32,
  priors: usize,
  codeLists: usize,
  provinces: usize,
  from: usize,
  to: usize,
  heads: usize,
): void {
  for (let first = from; first < to; first += HEADS) {
    const count = min(HEADS, to - first);
    beginHeads(
      priors + (first << 2),
      codeLists + (first << 2),
      provinces + (first << 1),
      headOfCodes,
      province,
      headOfProvince,
      factor,
      count,
      heads,
    );
    for (let i = 0; i < strongestCount; i += 4)
      addPlanes(planes + first, stride, strongest + (<usize>i << 2), weights + (<usize>i << 1), count, heads);
    for (let i = count & ~7; i < count; i++) store<i16>(heads + (i << 1), i16.MAX_VALUE);
    heads += count << 1;
  }
}

/** The highest of 64 heads, in eight parts. */
@inline
function highestHeads(heads: usize): v128 {
  let highest = i16x8.max_s(v128.load(heads), v128.load(heads, 16));
  highest = i16x8.max_s(highest, i16x8.max_s(v128.load(heads, 32), v128.load(heads, 48)));
  highest = i16x8.max_s(highest, i16x8.max_s(v128.load(heads, 64), v128.load(heads, 80)));
  return i16x8.max_s(highest, i16x8.max_s(v128.load(heads, 96), v128.load(heads, 112)));
}

/** Numbers of the rows, from `first` on, whose head is at least `lowest` and at most `highest`, ascending, into `found`. Returns how many. */
export function siftHeads(heads: usize, count: usize, lowest: i32, highest: i32, first: usize, found: usize): i32 {
  const start = found;
  const from = i16x8.splat(<i16>lowest);
  const to = i16x8.splat(<i16>highest);
  for (let group: usize = 0; group < count; group += 64) {
    const end = min(group + 64, count);
    // Few groups have such a row.
    if (end - group == 64 && !v128.any_true(i16x8.ge_s(highestHeads(heads + (group << 1)), from))) continue;
    for (let i = group; i < end; i += 8) {
      const own = v128.load(heads + (i << 1));
      let mask = i16x8.bitmask(v128.and(i16x8.ge_s(own, from), i16x8.le_s(own, to)));
      if (end - i < 8) mask &= (1 << <i32>(end - i)) - 1;
      while (mask != 0) {
        store<u32>(found, <u32>(first + i) + ctz(mask));
        found += 4;
        mask &= mask - 1;
      }
    }
  }
  return <i32>((found - start) >> 2);
}

/** out[i] = query · row picked[i] + what its size, codes and province add. */
export function nearPick(
  query: usize,
  topics: usize,
  dimensions: i32,
  priors: usize,
  codeLists: usize,
  provinces: usize,
  ofCodes: usize,
  province: i32,
  ofProvince: i32,
  picked: usize,
  count: i32,
  out: usize,
): void {
  for (let i = 0; i < count; i++) {
    const row = <usize>load<u32>(picked + (<usize>i << 2));
    store<i32>(
      out + (<usize>i << 2),
      load<i32>(priors + (row << 2)) +
        load<i32>(ofCodes + (<usize>load<u32>(codeLists + (row << 2)) << 2)) +
        (load<u16>(provinces + (row << 1)) == province ? ofProvince : 0),
    );
  }
  for (let i = 0; i < count; i++) {
    const next = picked + (<usize>i << 2);
    // What is touched is not used: taken away again.
    const touched = i % AHEAD == 0 ? touch(topics, dimensions, next, min(AHEAD, count - i)) : 0;
    const at = out + (<usize>i << 2);
    store<i32>(at, load<i32>(at) + touched);
    store<i32>(at, load<i32>(at) - touched + dot(query, topics + <usize>load<u32>(next) * dimensions, dimensions));
  }
}
