/** No more postings: larger than every document number. */
const NONE: u32 = 0x7fffffff;
/** Numbers of a cursor, 32 bits each: next byte, end, next document, weight, whether gaps are 16 bits wide. */
const CURSOR: usize = 20;

/**
 * Adds each list's weight to the 16-bit sums of its documents in [from, to), and moves its cursor on. A gap is one byte,
 * 255 meaning that two bytes follow, 65,535 that four follow; lists marked wide begin with two.
 */
export function accumulate(postings: usize, cursors: usize, lists: i32, from: u32, to: u32, sums: usize): void {
  for (let i = 0; i < lists; i++) {
    let doc = load<u32>(cursors, 8);
    if (doc < to) {
      let at = postings + <usize>load<u32>(cursors);
      const end = postings + <usize>load<u32>(cursors, 4);
      const weight = load<u32>(cursors, 12);
      const isWide = load<u32>(cursors, 16);
      do {
        const sum = sums + (<usize>(doc - from) << 1);
        store<u16>(sum, load<u16>(sum) + weight);
        if (at == end) {
          doc = NONE;
          break;
        }
        let gap: u32 = isWide ? 255 : load<u8>(at++);
        if (gap == 255) {
          gap = load<u16>(at);
          at += 2;
          if (gap == 65535) {
            gap = load<u32>(at);
            at += 4;
          }
        }
        doc += gap;
      } while (doc < to);
      store<u32>(cursors, <u32>(at - postings));
      store<u32>(cursors, doc, 8);
    }
    cursors += CURSOR;
  }
}

/**
 * Documents of a window whose sum is above the floor of their group of 64, into `found`, ascending, and their sums into
 * `foundSums`; sets all sums back to 0. `first` is the number of the window's first document. Returns how many.
 */
export function sweep(sums: usize, groups: i32, floors: usize, first: u32, found: usize, foundSums: usize): i32 {
  const start = found;
  const zero = i16x8.splat(0);
  for (let g = 0; g < groups; g++) {
    const floor = i16x8.splat(<i16>load<u16>(floors));
    let highest = i16x8.max_u(v128.load(sums), v128.load(sums, 16));
    highest = i16x8.max_u(highest, i16x8.max_u(v128.load(sums, 32), v128.load(sums, 48)));
    highest = i16x8.max_u(highest, i16x8.max_u(v128.load(sums, 64), v128.load(sums, 80)));
    highest = i16x8.max_u(highest, i16x8.max_u(v128.load(sums, 96), v128.load(sums, 112)));
    if (v128.any_true(i16x8.gt_u(highest, floor))) {
      const limit = load<u16>(floors);
      for (let d: u32 = 0; d < 64; d++) {
        const sum = load<u16>(sums + (<usize>d << 1));
        if (sum > limit) {
          store<u32>(found, first + d);
          store<u16>(foundSums, sum);
          found += 4;
          foundSums += 2;
        }
      }
    }
    v128.store(sums, zero);
    v128.store(sums, zero, 16);
    v128.store(sums, zero, 32);
    v128.store(sums, zero, 48);
    v128.store(sums, zero, 64);
    v128.store(sums, zero, 80);
    v128.store(sums, zero, 96);
    v128.store(sums, zero, 112);
    sums += 128;
    floors += 2;
    first += 64;
  }
  return <i32>((found - start) >> 2);
}

/** Documents whose rows are fetched together. */
const AHEAD: i32 = 32;

/**
 * Touches all that scoring some documents will read. The rows lie far apart: touched one after another without waiting,
 * they come from memory side by side. The sum is of no use but keeps the loads.
 */
function touch(rows: usize, offsets: usize, lengths: usize, picked: usize, count: i32): u32 {
  let sum: u32 = 0;
  for (let i = 0; i < count; i++) {
    const doc = <usize>load<u32>(picked + (<usize>i << 2)) << 2;
    sum += load<u8>(rows + <usize>load<u32>(offsets + doc));
    sum += load<u8>(rows + <usize>load<u32>(offsets + doc, 4) - 1);
    sum += load<u32>(lengths + doc);
  }
  return sum;
}

/**
 * BM25 of whole documents, read from their rows. `setting` holds, in float64: k1 + 1, k1·(1 − b), k1·b ÷ mean length,
 * the step of the weights and the usual weight. A row is a run of numbers of 7 bits a byte, lowest first: twice the gap
 * to the term before, plus 1 when a byte with the weight follows. `slots` says for each term where in `weights` the
 * query has it, 0 for not at all.
 */
export function scoreRows(
  rows: usize,
  offsets: usize,
  lengths: usize,
  slots: usize,
  weights: usize,
  setting: usize,
  picked: usize,
  count: i32,
  out: usize,
): void {
  const gain = load<f64>(setting);
  const base = load<f64>(setting, 8);
  const perUnit = load<f64>(setting, 16);
  const step = load<f64>(setting, 24);
  const usual = load<f64>(setting, 32);
  for (let i = 0; i < count; i++) {
    if (i % AHEAD == 0)
      store<u32>(out + (<usize>i << 3), touch(rows, offsets, lengths, picked + (<usize>i << 2), min(AHEAD, count - i)));
    const doc = <usize>load<u32>(picked + (<usize>i << 2));
    let at = rows + <usize>load<u32>(offsets + (doc << 2));
    const end = rows + <usize>load<u32>(offsets + (doc << 2), 4);
    const slope = base + perUnit * <f64>load<f32>(lengths + (doc << 2));
    let term: u32 = 0;
    let score: f64 = 0;
    while (at < end) {
      let number: u32 = load<u8>(at++);
      if (number >= 128) {
        number &= 127;
        let shift = 7;
        let byte: u32;
        do {
          byte = load<u8>(at++);
          number |= (byte & 127) << shift;
          shift += 7;
        } while (byte >= 128);
      }
      term += number >> 1;
      let weight = usual;
      if (number & 1) weight = step * <f64>load<u8>(at++);
      const slot = <usize>load<u16>(slots + (<usize>term << 1));
      if (slot) score += load<f64>(weights + (slot << 3)) * ((weight * gain) / (weight + slope));
    }
    store<f64>(out + (<usize>i << 3), score);
  }
}
