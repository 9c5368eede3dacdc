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

/** The same where the rows are of int16 too. */
export function topicScanWide(query: usize, rows: usize, dimensions: i32, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    let lanes = i32x4.splat(0);
    let d = 0;
    for (; d + 8 <= dimensions; d += 8)
      lanes = i32x4.add(lanes, i32x4.dot_i16x8_s(v128.load(query + (d << 1)), v128.load(rows + (d << 1))));
    let sum =
      i32x4.extract_lane(lanes, 0) +
      i32x4.extract_lane(lanes, 1) +
      i32x4.extract_lane(lanes, 2) +
      i32x4.extract_lane(lanes, 3);
    for (; d < dimensions; d++) sum += <i32>load<i16>(query + (d << 1)) * <i32>load<i16>(rows + (d << 1));
    store<i32>(out + ((<usize>i) << 2), sum);
    rows += dimensions << 1;
  }
}

/** out[i] = query · row picked[i]. */
export function topicPick(query: usize, rows: usize, dimensions: i32, picked: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>load<u32>(picked + ((<usize>i) << 2)) * dimensions;
    store<i32>(out + ((<usize>i) << 2), dot(query, row, dimensions));
  }
}

/**
 * Rows [from, to) whose dot product with the query, with what size, codes and province add, is at least `floor`:
 * their numbers into `found`, ascending, and their scores. Returns how many.
 */
export function nearRows(
  query: usize,
  topics: usize,
  dimensions: i32,
  priors: usize,
  codeLists: usize,
  provinces: usize,
  ofCodes: usize,
  ofProvinces: usize,
  from: u32,
  to: u32,
  floor: i32,
  found: usize,
  scores: usize,
): i32 {
  const start = found;
  let row = topics + <usize>from * dimensions;
  for (let i = <usize>from; i < <usize>to; i++) {
    const score =
      dot(query, row, dimensions) +
      load<i32>(priors + (i << 2)) +
      load<i32>(ofCodes + (<usize>load<u32>(codeLists + (i << 2)) << 2)) +
      load<i32>(ofProvinces + (<usize>load<u16>(provinces + (i << 1)) << 2));
    if (score >= floor) {
      store<u32>(found, <u32>i);
      store<i32>(scores, score);
      found += 4;
      scores += 4;
    }
    row += dimensions;
  }
  return <i32>((found - start) >> 2);
}
