/**
 * The `rank`-th highest of the first `count` of some numbers, which are put into another order: all before it are at least as
 * high.
 */
export function highestAtRank(numbers: Float64Array, rank: number, count = numbers.length): number {
  const wanted = rank - 1;
  for (let [low, high] = [0, count - 1]; low < high;) {
    const pivot = numbers[(low + high) >> 1];
    let [left, right] = [low, high];
    while (left <= right) {
      while (numbers[left] > pivot) left++;
      while (numbers[right] < pivot) right--;
      if (left > right) break;
      const number = numbers[left];
      numbers[left++] = numbers[right];
      numbers[right--] = number;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else break;
  }
  return numbers[wanted];
}
