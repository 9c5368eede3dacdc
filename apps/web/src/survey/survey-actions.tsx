import type { SurveyCampaignView } from '@lianghuan/contracts';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { today } from '../format/date.js';
import { DayInput } from '../lead/day-input.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { FormDialog } from '../app/form-dialog.js';
import { ReasonItem } from '../app/reason-input.js';
import { SurveyFormDialog } from './survey-form-dialog.js';
import { useExtendSurvey, useMoveSurvey, useResurvey } from './survey.queries.js';

type Open = 'edit' | 'open' | 'extend' | 'closed' | 'reopen' | 'archived';

const MOVES = {
  closed: {
    to: 'closed',
    title: '截止批次',
    ok: '截止',
    text: '截止后不能再填报和核实，各格的状态和条数按现在的留存。',
  },
  reopen: { to: 'open', title: '重新开放', ok: '开放', text: '重新开放后可以继续填报，数字重新按库里的计算。' },
  archived: { to: 'archived', title: '归档批次', ok: '归档', text: '归档后只能查看，记录都保留。' },
} as const;

/** What the reader may do with a campaign now. */
export function SurveyActions({ campaign }: { readonly campaign: SurveyCampaignView }) {
  const { can } = campaign;
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>();
  const move = useMoveSurvey(campaign.id);
  const resurvey = useResurvey(campaign.id);
  const close = () => {
    move.reset();
    setOpen(undefined);
  };
  const moving = open === 'closed' || open === 'reopen' || open === 'archived' ? MOVES[open] : undefined;
  return (
    <>
      {can.archive && (
        <Button onClick={() => setOpen('archived')}>{campaign.state === 'draft' ? '弃用' : '归档'}</Button>
      )}
      {can.edit && <Button onClick={() => setOpen('edit')}>修改</Button>}
      {can.reopen && <Button onClick={() => setOpen('reopen')}>重新开放</Button>}
      {can.extend && <Button onClick={() => setOpen('extend')}>延期</Button>}
      {can.close && <Button onClick={() => setOpen('closed')}>截止</Button>}
      {can.resurvey && campaign.state !== 'open' && (
        <Button
          loading={resurvey.isPending}
          onClick={() =>
            resurvey.mutate(undefined, {
              onSuccess: ({ id }) => void navigate({ to: '/surveys/$campaignId', params: { campaignId: id } }),
              onError: (error) => void message.error(textOfError(error)),
            })
          }
        >
          再次普查
        </Button>
      )}
      {can.open && (
        <Button type="primary" onClick={() => setOpen('open')}>
          开展
        </Button>
      )}
      {open === 'edit' && <SurveyFormDialog campaign={campaign} onClose={close} onSaved={close} />}
      {open === 'extend' && <ExtendDialog campaign={campaign} onClose={close} />}
      {open === 'open' && (
        <FormDialog
          title="开展普查"
          okText="开展"
          isPending={move.isPending}
          error={move.error}
          onCancel={close}
          onOk={() => move.mutate({ to: 'open', version: campaign.version }, { onSuccess: close })}
        >
          <p>
            将向 {campaign.areas.length} 个地区下达 {campaign.areas.length * campaign.fields.length} 项普查任务，期限{' '}
            <span className="number">{campaign.effectiveDueOn}</span>。范围此后不能再改。
          </p>
        </FormDialog>
      )}
      {moving !== undefined && (
        <ReasonDialog
          title={moving.title}
          text={moving.text}
          okText={moving.ok}
          isPending={move.isPending}
          error={move.error}
          onCancel={close}
          onOk={(reason) => move.mutate({ to: moving.to, version: campaign.version, reason }, { onSuccess: close })}
        />
      )}
    </>
  );
}

function ExtendDialog({ campaign, onClose }: { readonly campaign: SurveyCampaignView; readonly onClose: () => void }) {
  const extend = useExtendSurvey(campaign.id);
  return (
    <EntryDialog<{ dueOn: string; reason: string }>
      title="延期"
      okText="延期"
      step={extend}
      onCancel={onClose}
      initialValues={{ dueOn: campaign.dueOn }}
      onFinish={({ dueOn, reason }) =>
        extend.mutate({ dueOn, reason: reason.trim(), version: campaign.version }, { onSuccess: onClose })
      }
    >
      <Form.Item name="dueOn" label="新的填报期限" rules={[{ required: true, message: '请选择日期' }]}>
        <DayInput min={today()} />
      </Form.Item>
      <ReasonItem />
    </EntryDialog>
  );
}
