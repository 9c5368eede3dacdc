import { termOf, type Code, type ImportView } from '@lianghuan/contracts';
import { StatusDot, type Tone } from '../register/status-tags.js';

const STATUS_TONES: Readonly<Record<ImportView['status'], Tone>> = {
  uploaded: 'muted',
  checking: 'accent',
  unmapped: 'warn',
  checked: 'warn',
  committing: 'accent',
  committed: 'ok',
  failed: 'bad',
  cancelled: 'muted',
};

/** How an import stands; once it was taken back, that counts. */
export function ImportStatusTag({ view: { status, undo } }: { readonly view: Pick<ImportView, 'status' | 'undo'> }) {
  if (undo?.status === 'done') return <StatusDot tone="muted">已撤销</StatusDot>;
  return <StatusDot tone={STATUS_TONES[status]}>{termOf('importStatus', status)}</StatusDot>;
}

const VERDICT_TONES: Readonly<Record<Code<'importVerdict'>, Tone>> = {
  create: 'ok',
  update: 'accent',
  unchanged: 'muted',
  skip: 'muted',
  error: 'bad',
};

export function VerdictTag({ verdict }: { readonly verdict: Code<'importVerdict'> }) {
  return <StatusDot tone={VERDICT_TONES[verdict]}>{termOf('importVerdict', verdict)}</StatusDot>;
}
