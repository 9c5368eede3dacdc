import { codesOf, termOf, type Code, type LeadView } from '@lianghuan/contracts';
import { StatusDot, type Tone } from '../register/status-tags.js';

const STAGES = codesOf('leadStage');
const STATUS_TONE: Readonly<Record<Code<'leadStatus'>, Tone>> = {
  open: 'accent',
  paused: 'warn',
  lost: 'muted',
  done: 'ok',
};

export function LeadStatusTag({ status }: Pick<LeadView, 'status'>) {
  return <StatusDot tone={STATUS_TONE[status]}>{termOf('leadStatus', status)}</StatusDot>;
}

/** Where the lead stands: the word, and how far along the seven stages. */
export function StageTag({ stage }: Pick<LeadView, 'stage'>) {
  const reached = STAGES.indexOf(stage);
  return (
    <span className="stage-tag">
      <span className="stage-steps" aria-hidden="true">
        {STAGES.map((code, index) => (
          <i key={code} className={index <= reached ? 'is-on' : undefined} />
        ))}
      </span>
      <span className="nowrap">{termOf('leadStage', stage)}</span>
    </span>
  );
}
