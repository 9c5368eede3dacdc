import { termOf, type FundsLineView } from '@lianghuan/contracts';
import { StatusDot, type Tone } from '../register/status-tags.js';

const TONE: Readonly<Record<FundsLineView['status'], Tone>> = {
  filed: 'accent',
  verified: 'ok',
  partly_verified: 'warn',
  rejected: 'bad',
  returned: 'bad',
  withdrawn: 'muted',
  reversal: 'muted',
};

export function FundsStatusTag({ status }: Pick<FundsLineView, 'status'>) {
  return <StatusDot tone={TONE[status]}>{termOf('fundsStatus', status)}</StatusDot>;
}
