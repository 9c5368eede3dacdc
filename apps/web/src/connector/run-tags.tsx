import { codesOf, termOf, type Code, type ConnectorCounts, type ConnectorRunView } from '@lianghuan/contracts';
import { formatNumber } from '../format/number.js';
import { StatusDot, type Tone } from '../register/status-tags.js';

const STATUS_TONES: Readonly<Record<Code<'jobStatus'>, Tone>> = {
  queued: 'muted',
  running: 'accent',
  done: 'ok',
  failed: 'bad',
  cancelled: 'warn',
};
export const VERDICT_TONES: Readonly<Record<Code<'connectorVerdict'>, Tone>> = {
  create: 'ok',
  update: 'ok',
  propose: 'warn',
  signal: 'accent',
  unchanged: 'muted',
  skip: 'muted',
  error: 'bad',
};

export function RunStatus({ run }: { readonly run: Pick<ConnectorRunView, 'mode' | 'status' | 'isUndone'> }) {
  return (
    <StatusDot tone={run.isUndone ? 'muted' : STATUS_TONES[run.status]}>
      {termOf('connectorMode', run.mode)}
      {run.isUndone ? '已撤销' : termOf('jobStatus', run.status)}
    </StatusDot>
  );
}

/** Only the verdicts there are. */
export function RunCounts({ counts }: { readonly counts: ConnectorCounts }) {
  const present = codesOf('connectorVerdict').filter((code) => counts[code] > 0);
  if (present.length === 0) return <span className="faint">没有读到行</span>;
  return (
    <span className="connector-counts">
      {present.map((code) => (
        <span key={code} className="nowrap">
          <StatusDot tone={VERDICT_TONES[code]}>{termOf('connectorVerdict', code)}</StatusDot>{' '}
          <span className="number">{formatNumber(counts[code])}</span>
        </span>
      ))}
    </span>
  );
}
