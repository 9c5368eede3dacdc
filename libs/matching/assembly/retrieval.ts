/** No more postings: larger than every document number. */
const NONE: u32 = 0x7fffffff;
/** Bits of a list's kind. */
const WIDE: u32 = 1;
const WEIGHTED: u32 = 2;

/** Gaps that are read at once where they are one byte each. */
const BLOCK: usize = 8;
const LOW_BITS: u64 = 0x0101010101010101;
const HIGH_BITS: u64 = 0x8080808080808080;
const EVEN_BYTES: u64 = 0x00ff00ff00ff00ff;
const SUM_OF_FOUR: u64 = 0x0001000100010001;

/** Whether one of eight bytes is 255. */
function hasEscape(bytes: u64): bool {
  return ((~bytes - LOW_BITS) & bytes & HIGH_BITS) != 0;
}

/** Sum of eight bytes. */
function sumOf(bytes: u64): u32 {
  return <u32>((((bytes & EVEN_BYTES) + ((bytes >> 8) & EVEN_BYTES)) * SUM_OF_FOUR) >> 48);
}

function add(sums: usize, offset: u32, impact: u32): void {
  const sum = sums + ((<usize>offset) << 1);
  store<u16>(sum, load<u16>(sum) + impact);
}

/**
 * Adds what each list is worth to the 16-bit sums of its documents in [from, to), and writes to `next` where the cursors
 * then stand. A gap is one byte, 255 meaning that two bytes follow, 65,535 that four follow; wide lists begin with two.
 * In weighted lists a byte with the weight follows, and the worth is multiplied by the ratio of that weight.
 */
export function accumulate(
  postings: usize,
  lists: usize,
  worths: usize,
  count: i32,
  ratios: usize,
  cursors: usize,
  next: usize,
  from: u32,
  to: u32,
  sums: usize,
): void {
  for (let i = 0; i < count; i++) {
    let at = postings + <usize>load<u32>(cursors);
    let doc = load<u32>(cursors, 4);
    if (doc < to) {
      const end = postings + <usize>load<u32>(lists);
      const isWide = load<u32>(lists, 4) & WIDE;
      const isWeighted = load<u32>(lists, 4) & WEIGHTED;
      const worth = load<f64>(worths);
      let impact = <u32>ceil(worth);
      do {
        if (!(isWide | isWeighted)) {
          // Frequent terms, most of all postings: eight at a time as long as they stay in the window.
          while (at + BLOCK <= end) {
            let gaps = load<u64>(at);
            if (hasEscape(gaps) || doc + sumOf(gaps) >= to) break;
            for (let n = 0; n < 8; n++) {
              add(sums, doc - from, impact);
              doc += <u32>(gaps & 255);
              gaps >>= 8;
            }
            at += BLOCK;
          }
        }
        for (let n: usize = 0; n < BLOCK; n++) {
          if (isWeighted) impact = <u32>ceil(worth * load<f64>(ratios + ((<usize>load<u8>(at++)) << 3)));
          add(sums, doc - from, impact);
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
          if (doc >= to) break;
        }
      } while (doc < to);
    }
    store<u32>(next, <u32>(at - postings));
    store<u32>(next, doc, 4);
    lists += 8;
    worths += 8;
    cursors += 8;
    next += 8;
  }
}

/** The highest of 64 sums of 16 bits. */
@inline
export function highestOf(sums: usize): v128 {
  let highest = i16x8.max_u(v128.load(sums), v128.load(sums, 16));
  highest = i16x8.max_u(highest, i16x8.max_u(v128.load(sums, 32), v128.load(sums, 48)));
  highest = i16x8.max_u(highest, i16x8.max_u(v128.load(sums, 64), v128.load(sums, 80)));
  return i16x8.max_u(highest, i16x8.max_u(v128.load(sums, 96), v128.load(sums, 112)));
}

/** The highest sum of each group of 64. */
export function highestOfGroups(sums: usize, groups: i32, out: usize): void {
  for (let g = 0; g < groups; g++) {
    let highest = highestOf(sums);
    highest = i16x8.max_u(highest, i8x16.shuffle(highest, highest, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    highest = i16x8.max_u(highest, i8x16.shuffle(highest, highest, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
    store<u16>(out, max(i16x8.extract_lane_u(highest, 0), i16x8.extract_lane_u(highest, 1)));
    sums += 128;
    out += 2;
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
    if (v128.any_true(i16x8.gt_u(highestOf(sums), floor))) {
      const limit = load<u16>(floors);
      for (let d: u32 = 0; d < 64; d++) {
        const sum = load<u16>(sums + ((<usize>d) << 1));
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

/**
 * BM25 of a few documents, ascending, read from the lists, in float64, list after list. `setting` holds k1 + 1, the step
 * of the weights and the usual weight; `slopes` holds k1·(1 − b + b·length/mean length) of each document.
 */
export function scoreDocuments(
  postings: usize,
  lists: usize,
  weights: usize,
  count: i32,
  cursors: usize,
  setting: usize,
  picked: usize,
  slopes: usize,
  pickedCount: i32,
  scores: usize,
): void {
  const gain = load<f64>(setting);
  const step = load<f64>(setting, 8);
  const usual = load<f64>(setting, 16);
  for (let i = 0; i < pickedCount; i++) store<f64>(scores + ((<usize>i) << 3), 0);
  for (let l = 0; l < count; l++) {
    let at = postings + <usize>load<u32>(cursors);
    let doc = load<u32>(cursors, 4);
    const end = postings + <usize>load<u32>(lists);
    const isWide = load<u32>(lists, 4) & WIDE;
    const isWeighted = load<u32>(lists, 4) & WEIGHTED;
    const weight = load<f64>(weights);
    let i = 0;
    while (i < pickedCount && doc != NONE) {
      const wanted = load<u32>(picked + ((<usize>i) << 2));
      if (doc < wanted) {
        if (!(isWide | isWeighted)) {
          // Eight at a time over what is not wanted.
          while (at + BLOCK <= end) {
            const gaps = load<u64>(at);
            const next = doc + sumOf(gaps);
            if (hasEscape(gaps) || next > wanted) break;
            doc = next;
            at += BLOCK;
          }
          if (doc == wanted) continue;
        }
        if (isWeighted) at++;
        if (at == end) break;
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
        continue;
      }
      if (doc == wanted) {
        const frequency = isWeighted ? step * <f64>load<u8>(at) : usual;
        const score = scores + ((<usize>i) << 3);
        const slope = load<f64>(slopes + ((<usize>i) << 3));
        store<f64>(score, load<f64>(score) + weight * ((frequency * gain) / (frequency + slope)));
      }
      i++;
    }
    lists += 8;
    weights += 8;
    cursors += 8;
  }
}
