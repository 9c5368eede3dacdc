import type { Code } from '@lianghuan/contracts';

export type ReserveState = Code<'reserveState'>;

/** States in which the total investment may still be unknown. */
export const MAY_LACK_INVESTMENT: ReadonlySet<string> = new Set<ReserveState>(['draft', 'exited']);
