import { termOf, type Code, type ReviewPacketView } from '@lianghuan/contracts';
import { StatusDot, type Tone } from '../register/status-tags.js';

const STATUS_TONE: Readonly<Record<Code<'reviewStatus'>, Tone>> = {
  open: 'accent',
  approved: 'ok',
  conditional: 'ok',
  returned: 'warn',
  vetoed: 'bad',
  withdrawn: 'muted',
};
const VERDICT_TONE: Readonly<Record<Code<'reviewVerdict'>, Tone>> = {
  pass: 'ok',
  conditional: 'ok',
  return: 'warn',
  veto: 'bad',
};
const CONDITION_TONE: Readonly<Record<Code<'reviewConditionState'>, Tone>> = {
  open: 'warn',
  reported: 'accent',
  closed: 'ok',
};

export function ReviewStatusTag({ status }: Pick<ReviewPacketView, 'status'>) {
  return <StatusDot tone={STATUS_TONE[status]}>{termOf('reviewStatus', status)}</StatusDot>;
}

/** 评审结论; nothing yet: 待评审. */
export function VerdictTag({ verdict }: { readonly verdict: Code<'reviewVerdict'> | null }) {
  return verdict === null ? (
    <StatusDot tone="muted">待评审</StatusDot>
  ) : (
    <StatusDot tone={VERDICT_TONE[verdict]}>{termOf('reviewVerdict', verdict)}</StatusDot>
  );
}

export function ConditionStateTag({ state }: { readonly state: Code<'reviewConditionState'> }) {
  return <StatusDot tone={CONDITION_TONE[state]}>{termOf('reviewConditionState', state)}</StatusDot>;
}

/** How far a packet is: one mark per seat, and in words how many have concluded. */
export function SeatProgress({ seats }: Pick<ReviewPacketView, 'seats'>) {
  const done = seats.filter(({ verdict }) => verdict !== null).length;
  return (
    <span className="seat-progress">
      <span className="seat-marks" aria-hidden="true">
        {seats.map(({ seat, verdict }) => (
          <i
            key={seat}
            className={verdict === null ? undefined : `is-${VERDICT_TONE[verdict]}`}
            title={`${termOf('reviewSeat', seat)}：${verdict === null ? '待评审' : termOf('reviewVerdict', verdict)}`}
          />
        ))}
      </span>
      <span className="number">
        {done}/{seats.length} 席
      </span>
    </span>
  );
}
