import { type SignalBrief, termOf } from '@lianghuan/contracts';
import { StatusDot } from '../register/status-tags.js';

/** A signal beside something else: kind, what happened, when, and who says so. */
export function SignalLine({ signal }: { readonly signal: SignalBrief }) {
  return (
    <p className="small">
      <StatusDot tone={signal.direction === 'risk' ? 'warn' : 'accent'}>{termOf('signalKind', signal.kind)}</StatusDot>{' '}
      {signal.title}
      <span className="faint">
        （{signal.occurredOn}，{signal.sourceName}，{termOf('signalState', signal.state)}）
      </span>
    </p>
  );
}
