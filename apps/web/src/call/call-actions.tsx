import { type CallView, CALL_RULES } from '@lianghuan/contracts';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { today } from '../format/date.js';
import { daysAfter } from '../lead/due.js';
import { LeadActivityDialog } from '../lead/lead-activity-dialog.js';
import { LeadNextStepDialog } from '../lead/lead-next-step-dialog.js';
import { AcceptDialog, DismissDialog } from '../match/decision-dialogs.js';
import { useCan } from '../session/session.queries.js';
import { useLiftSnooze } from './call.queries.js';
import { SnoozeCallDialog } from './snooze-dialog.js';

type Open = 'log' | 'next' | 'accept' | 'dismiss' | 'snooze';

/** What to do about a row: for a lead the record of the call and the next day, for a suggestion the decision; or later. */
export function CallActions({ call }: { readonly call: CallView }) {
  const [open, setOpen] = useState<Open>();
  const can = useCan();
  const close = () => setOpen(undefined);
  const { lead, project } = call;
  if (call.snooze !== null) return <LiftButton call={call} snooze={call.snooze} />;
  const isWorkedOn = lead === null ? can('match.decide') : lead.can.edit;
  if (!isWorkedOn) return null;
  const suggestion = { id: call.id, enterprise: call.enterprise, project: { name: project?.name ?? '' } };
  return (
    <span className="call-actions">
      <Button size="small" type="primary" onClick={() => setOpen(lead === null ? 'accept' : 'log')}>
        {lead === null ? '采纳' : '记跟进'}
      </Button>
      <Button size="small" onClick={() => setOpen('snooze')}>
        暂缓
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: lead === null ? [{ key: 'dismiss', label: '不采纳' }] : [{ key: 'next', label: '改下一步' }],
          onClick: ({ key }) => setOpen(key as Open),
        }}
      >
        <Button size="small" type="text" aria-label={`${call.enterprise.name}的更多操作`}>
          更多
        </Button>
      </Dropdown>
      {lead !== null && open === 'log' && (
        <LeadActivityDialog
          lead={lead}
          kind="call"
          // A call kept without a new day would leave the old promise overdue.
          onSaved={() => setOpen(lead.nextStepOn <= daysAfter(today(), CALL_RULES.due.daysAhead) ? 'next' : undefined)}
          onClose={close}
        />
      )}
      {lead !== null && open === 'next' && <LeadNextStepDialog lead={lead} onClose={close} />}
      {open === 'accept' && <AcceptDialog suggestion={suggestion} onClose={close} />}
      {open === 'dismiss' && <DismissDialog suggestion={suggestion} onClose={close} />}
      {open === 'snooze' && <SnoozeCallDialog call={call} onClose={close} />}
    </span>
  );
}

function LiftButton(props: { readonly call: CallView; readonly snooze: NonNullable<CallView['snooze']> }) {
  const { message } = App.useApp();
  const lift = useLiftSnooze(props.snooze.id);
  return (
    <Button
      size="small"
      loading={lift.isPending}
      onClick={() =>
        lift.mutate(undefined, {
          onSuccess: () => void message.success(`${props.call.enterprise.name}已回到联系清单`),
          onError: (error) => void message.error(textOfError(error)),
        })
      }
    >
      取消暂缓
    </Button>
  );
}
