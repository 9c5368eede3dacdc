import { type DuplicateReasonView, termOf } from '@lianghuan/contracts';

/** The findings that speak for two rows being one, the weightiest first, in one line. */
export function reasonsInWords(reasons: readonly DuplicateReasonView[], most = 3): string {
  return [...reasons]
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, most)
    .map(({ code }) => termOf('duplicateReason', code))
    .join('、');
}

/** A weight with its sign: `+4`, `−2`. */
export function signed(weight: number): string {
  return weight < 0 ? `−${-weight}` : `+${weight}`;
}
