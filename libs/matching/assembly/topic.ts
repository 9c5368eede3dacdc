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

/** out[i] = query · row picked[i]. */
export function topicPick(query: usize, rows: usize, dimensions: i32, picked: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>load<u32>(picked + ((<usize>i) << 2)) * dimensions;
    store<i32>(out + ((<usize>i) << 2), dot(query, row, dimensions));
  }
}
