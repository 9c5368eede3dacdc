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
