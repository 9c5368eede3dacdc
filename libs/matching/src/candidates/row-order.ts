/** Bits of a row that are looked at in one go. */
const BITS = 9;
const COUNTS = new Uint32Array(1 << BITS);
let order = new Uint32Array(0);
let lastOrder = new Uint32Array(0);

/**
 * Places of the first `count` of some rows in the order of the rows, equal ones in the order they stand in. Cost: a pass for
 * every {@link BITS} bits of the highest row. The next use overwrites them.
 */
export function orderOfRows(rows: Uint32Array, count: number): Uint32Array {
  if (order.length < count) [order, lastOrder] = [new Uint32Array(count), new Uint32Array(count)];
  let highest = 0;
  for (let i = 0; i < count; i++) {
    order[i] = i;
    if (rows[i] > highest) highest = rows[i];
  }
  for (let shift = 0; shift < 32 && highest >>> shift > 0; shift += BITS) {
    [order, lastOrder] = [lastOrder, order];
    sortByBits(rows, count, shift);
  }
  return order;
}

/** Puts the places of the last order into that of some bits of their rows; what has the same bits stays as it was. */
function sortByBits(rows: Uint32Array, count: number, shift: number): void {
  const mask = COUNTS.length - 1;
  COUNTS.fill(0);
  for (let i = 0; i < count; i++) COUNTS[(rows[i] >>> shift) & mask]++;
  let before = 0;
  for (let bits = 0; bits <= mask; bits++) {
    const those = COUNTS[bits];
    COUNTS[bits] = before;
    before += those;
  }
  for (let i = 0; i < count; i++) order[COUNTS[(rows[lastOrder[i]] >>> shift) & mask]++] = lastOrder[i];
}
