import { termOf, type Code } from '@lianghuan/contracts';
import { StatusDot, type Tone } from '../register/status-tags.js';

const TONE: Readonly<Record<Code<'reserveState'>, Tone>> = {
  draft: 'muted',
  pending: 'accent',
  in_reserve: 'ok',
  needs_update: 'warn',
  paused: 'warn',
  exited: 'muted',
};

export function ReserveStateTag({ state }: { readonly state: Code<'reserveState'> }) {
  return <StatusDot tone={TONE[state]}>{termOf('reserveState', state)}</StatusDot>;
}
