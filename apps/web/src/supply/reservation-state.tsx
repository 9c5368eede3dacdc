import { termOf, type ReservationView } from '@lianghuan/contracts';
import { dayOf, today } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { qualified } from '../register/cells.js';
import { StatusDot, type Tone } from '../register/status-tags.js';

const TONE: Readonly<Record<ReservationView['state'], Tone>> = {
  reserved: 'accent',
  committed: 'ok',
  waiting: 'warn',
  released: 'muted',
  expired: 'muted',
  reversed: 'muted',
  withdrawn: 'muted',
};
const DAY_MS = 86_400_000;

/** Disputed since it was reserved or promised, and nobody has said why it stands. */
function isUnanswered({ supply, disputeReason, state }: ReservationView): boolean {
  return supply.isDisputed && disputeReason === null && (state === 'reserved' || state === 'committed');
}

/** Where a reservation stands, with its place in the queue while it waits. */
export function ReservationState({ item }: { readonly item: ReservationView }) {
  return (
    <>
      <StatusDot tone={TONE[item.state]}>
        {termOf('reservationState', item.state)}
        {item.waitPosition !== null && `（第 ${item.waitPosition} 位）`}
      </StatusDot>
      {isUnanswered(item) && (
        <>
          {' '}
          <StatusDot tone="bad">权属有争议</StatusDot>
        </>
      )}
      {item.movedUpAt !== null && <span className="small soft number"> {dayOf(item.movedUpAt)} 由候补转来</span>}
    </>
  );
}

/** Until when a reservation holds; a week before, how many days are left. */
export function HeldUntil({ item }: { readonly item: ReservationView }) {
  if (item.state === 'waiting') return <span className="faint">轮到后保留 {item.holdDays} 天</span>;
  if (item.expiresAt === null) return <span className="faint">—</span>;
  if (item.state !== 'reserved') return <span className="number faint">{dayOf(item.expiresAt)}</span>;
  const days = (Date.parse(dayOf(item.expiresAt)) - Date.parse(today())) / DAY_MS;
  return (
    <span className={days <= 7 ? 'number doubt' : 'number'}>
      <span className="nowrap">{dayOf(item.expiresAt)}</span>
      {days <= 7 && <span className="nowrap"> 还剩 {days} 天</span>}
    </span>
  );
}

/** A quantity with its unit as people read it; in full, and as it was asked for, for whoever points at it. */
export function ReservedQuantity({ item }: { readonly item: ReservationView }) {
  const whole = `${formatNumber(item.quantity)} ${item.unit}`;
  const asked = item.asked.unit === item.unit ? '' : `（申请 ${formatNumber(item.asked.quantity)} ${item.asked.unit}）`;
  return (
    <span className="number nowrap" title={whole + asked}>
      {qualified(item.quantity, item.unit, 'equal')}
    </span>
  );
}

/** For land: what would be invested per 亩 beside the plot's control value, and the evaluations the park shares (measure 31). */
export function PlotFacts({ item: { plot } }: { readonly item: ReservationView }) {
  if (plot === null || (plot.controlIntensity === null && plot.evaluations.length === 0)) return null;
  const { intensity, controlIntensity, isMet, evaluations } = plot;
  return (
    <p className="small soft">
      {controlIntensity !== null && (
        <span className="number">
          投资强度 {intensity === null ? '未知' : formatNumber(intensity)}，控制值 {formatNumber(controlIntensity)}{' '}
          万元/亩 {isMet !== null && <StatusDot tone={isMet ? 'ok' : 'bad'}>{isMet ? '达标' : '未达标'}</StatusDot>}
        </span>
      )}
      {evaluations.length > 0 && (
        <span>
          {plot.parkName}已有区域评估，不再单独评估：
          {evaluations.map((kind) => termOf('parkEvaluation', kind)).join('、')}
        </span>
      )}
    </p>
  );
}

/** What it is for: the project, or the lead where there is no project yet. */
export function purposeOf(item: ReservationView): string {
  return item.project?.name ?? (item.lead === null ? '（线索无权查看）' : `线索 ${item.lead.code}`);
}
