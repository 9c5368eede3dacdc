import { CheckOutlined, ClockCircleOutlined, CloseOutlined, UndoOutlined } from '@ant-design/icons';
import { termOf, type SuggestionView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { formatInstant } from '../format/date.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { AcceptDialog, DismissDialog, SnoozeDialog } from './decision-dialogs.js';
import { useDecide } from './match.queries.js';

/** 采纳, 不采纳, 稍后再看 while a suggestion is open. */
export function DecisionActions({ suggestion }: { readonly suggestion: SuggestionView }) {
  const can = useCan();
  const [dialog, setDialog] = useState<'accept' | 'dismiss' | 'snooze'>();
  const close = () => setDialog(undefined);
  if (!can('match.decide') || suggestion.decision !== 'open') return null;
  return (
    <div className="decision-actions">
      <Button type="primary" icon={<CheckOutlined aria-hidden="true" />} onClick={() => setDialog('accept')}>
        采纳
      </Button>
      <Button icon={<CloseOutlined aria-hidden="true" />} onClick={() => setDialog('dismiss')}>
        不采纳
      </Button>
      <Button icon={<ClockCircleOutlined aria-hidden="true" />} onClick={() => setDialog('snooze')}>
        稍后
      </Button>
      {dialog === 'accept' && <AcceptDialog suggestion={suggestion} onClose={close} />}
      {dialog === 'dismiss' && <DismissDialog suggestion={suggestion} onClose={close} />}
      {dialog === 'snooze' && <SnoozeDialog suggestion={suggestion} onClose={close} />}
    </div>
  );
}

const TONE: Readonly<Record<SuggestionView['decision'], Tone>> = {
  open: 'accent',
  accepted: 'ok',
  dismissed: 'muted',
  snoozed: 'warn',
};

/** What was decided, by whom, why; and the way back. */
export function DecisionLine({ suggestion }: { readonly suggestion: SuggestionView }) {
  const { message } = App.useApp();
  const can = useCan();
  const decide = useDecide(suggestion.id, () => void message.success('已撤销，重新列为待处理'));
  const { decision } = suggestion;
  if (decision === 'open') return null;
  return (
    <div className="decision-line small">
      <StatusDot tone={TONE[decision]}>{termOf('decision', decision)}</StatusDot>
      {decision === 'dismissed' && (
        <span>
          {termOf('dismissReason', suggestion.dismissReason)}
          {suggestion.decisionNote !== null && `：${suggestion.decisionNote}`}
        </span>
      )}
      {decision === 'snoozed' && suggestion.snoozedUntil !== null && (
        <span className="number">{suggestion.snoozedUntil} 再看</span>
      )}
      {suggestion.decidedByName !== null && (
        <span className="faint number">
          {suggestion.decidedByName} {formatInstant(suggestion.decidedAt)}
        </span>
      )}
      {suggestion.leadId !== null && can('lead.read') && (
        <Link to="/leads/$leadId" params={{ leadId: suggestion.leadId }}>
          看线索
        </Link>
      )}
      {decision !== 'accepted' && can('match.decide') && (
        <Button
          size="small"
          icon={<UndoOutlined aria-hidden="true" />}
          loading={decide.isPending}
          onClick={() =>
            decide.mutate({ verb: 'reopen' }, { onError: (error) => void message.error(textOfError(error)) })
          }
        >
          撤销
        </Button>
      )}
    </div>
  );
}
