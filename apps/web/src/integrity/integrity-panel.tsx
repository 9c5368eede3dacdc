import {
  CHECK_VALID_MONTHS,
  codesOf,
  termOf,
  type AddIntegrityCheck,
  type Code,
  type IntegrityCheckView,
  IntegrityView,
  REQUIRED_CHECKS,
} from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Alert, Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { api } from '../api/client.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { useAttachments } from '../attachment/attachment.queries.js';
import { today } from '../format/date.js';
import { DayInput } from '../lead/day-input.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import './integrity.css';

export const INTEGRITY_TONE: Readonly<Record<Code<'integrityState'>, Tone>> = {
  unchecked: 'muted',
  passed: 'ok',
  problem: 'bad',
  expired: 'warn',
};

function useIntegrity(enterpriseId: string) {
  return useQuery({
    queryKey: ['integrity', enterpriseId],
    queryFn: ({ signal }) => api.get(`/enterprises/${enterpriseId}/integrity`, IntegrityView, undefined, signal),
  });
}

function useIntegrityChange<Input>(enterpriseId: string, send: (input: Input) => Promise<IntegrityView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (view) => {
      client.setQueryData(['integrity', enterpriseId], view);
      return Promise.all(['enterprise', 'audit'].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
}

/** A warning where somebody is about to deal with an enterprise: what the check found, or that it has run out. Nothing when it is in order. */
export function IntegrityNote({ enterpriseId }: { readonly enterpriseId: string }) {
  const { data } = useIntegrity(enterpriseId);
  if (data === undefined || data.state === 'passed') return null;
  const texts: Readonly<Record<Exclude<Code<'integrityState'>, 'passed'>, string>> = {
    problem: `诚信核查有问题：${data.checks
      .filter((c) => c.isCurrent && c.result === 'problem')
      .map((c) => `${termOf('integrityKind', c.kind)}（${c.checkedOn}）`)
      .join('、')}。签约前请核实。`,
    expired: '诚信核查已过期，签约前请重新核查。',
    unchecked: '还没有完成诚信核查，签约前请核查。',
  };
  return (
    <Alert
      className="gap-below"
      showIcon
      type={data.state === 'problem' ? 'error' : data.state === 'expired' ? 'warning' : 'info'}
      title={texts[data.state]}
    />
  );
}

/** 诚信核查: the state, what is missing, and each answer with source, day and until when it holds. */
export function IntegrityPanel({ enterpriseId }: { readonly enterpriseId: string }) {
  const integrity = useIntegrity(enterpriseId);
  const [isAdding, setAdding] = useState(false);
  return (
    <Panel
      title="诚信核查"
      extra={
        integrity.data?.can.add === true && (
          <Button size="small" onClick={() => setAdding(true)}>
            登记核查
          </Button>
        )
      }
    >
      <LoadState query={integrity} rows={2}>
        {({ state, missing, checks }) => {
          const current = checks.filter(({ isCurrent }) => isCurrent);
          const earlier = checks.filter(({ isCurrent }) => !isCurrent);
          return (
            <>
              <p>
                <StatusDot tone={INTEGRITY_TONE[state]}>{termOf('integrityState', state)}</StatusDot>
                {missing.length > 0 && state !== 'passed' && (
                  <span className="soft small">
                    {' '}
                    还缺有效的：{missing.map((kind) => termOf('integrityKind', kind)).join('、')}
                  </span>
                )}
              </p>
              {current.length > 0 && (
                <ul className="checks">
                  {current.map((check) => (
                    <Check key={check.id} enterpriseId={enterpriseId} check={check} />
                  ))}
                </ul>
              )}
              {earlier.length > 0 && (
                <details>
                  <summary>以前的 {earlier.length} 次</summary>
                  <ul className="checks">
                    {earlier.map((check) => (
                      <Check key={check.id} enterpriseId={enterpriseId} check={check} />
                    ))}
                  </ul>
                </details>
              )}
            </>
          );
        }}
      </LoadState>
      {isAdding && <CheckDialog enterpriseId={enterpriseId} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Check({ enterpriseId, check }: { readonly enterpriseId: string; readonly check: IntegrityCheckView }) {
  const withdraw = useIntegrityChange(enterpriseId, (reason: string) =>
    api.post(`/integrity-checks/${check.id}/withdraw`, IntegrityView, { reason }),
  );
  return (
    <li>
      <p>
        {termOf('integrityKind', check.kind)}{' '}
        <StatusDot tone={check.result === 'problem' ? 'bad' : check.isExpired ? 'warn' : 'ok'}>
          {termOf('integrityResult', check.result)}
          {check.isExpired && '，已过期'}
        </StatusDot>
        {check.withdrawn !== null && <span className="soft small">（已撤下：{check.withdrawn.reason}）</span>}
      </p>
      {check.finding !== null && <p className="small">{check.finding}</p>}
      <p className="faint small">
        {check.sourceUrl === null ? (
          check.sourceName
        ) : (
          <a href={check.sourceUrl} target="_blank" rel="noopener noreferrer">
            {check.sourceName}
          </a>
        )}
        ，<span className="number">{check.checkedOn}</span> 核查，<span className="number">{check.validUntil}</span>{' '}
        前有效；{check.organisationName} {check.checkedByName}
        {check.attachment !== null && `；附件：${check.attachment.title}`}
        {check.can.withdraw && (
          <ReasonButton
            label="撤下"
            button={{ size: 'small', type: 'text' }}
            title={`撤下核查「${termOf('integrityKind', check.kind)}」`}
            text="记错的撤下，之前的核查重新生效；记录保留。"
            okText="撤下"
            step={withdraw}
            doneText="已撤下"
          />
        )}
      </p>
    </li>
  );
}

interface Values {
  readonly kinds: Code<'integrityKind'>[];
  readonly result: Code<'integrityResult'>;
  readonly finding?: string;
  readonly sourceName: string;
  readonly sourceUrl?: string;
  readonly checkedOn: string;
  readonly validUntil: string;
  readonly attachmentId?: string;
}

function monthsAfter(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, 28))).toISOString().slice(0, 10);
}

function CheckDialog({ enterpriseId, onClose }: { readonly enterpriseId: string; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const result = Form.useWatch('result', form);
  const attachments = useAttachments({ subject: 'enterprise', subjectId: enterpriseId }, 1);
  const add = useIntegrityChange(enterpriseId, (input: AddIntegrityCheck) =>
    api.post(`/enterprises/${enterpriseId}/integrity`, IntegrityView, input),
  );
  const blank = (value: string | undefined) => (value?.trim() ? value.trim() : null);
  return (
    <EntryDialog<Values>
      title="登记诚信核查"
      okText="登记"
      step={add}
      onCancel={onClose}
      form={form}
      requiredMark="optional"
      initialValues={{
        kinds: [...REQUIRED_CHECKS],
        result: 'clear',
        checkedOn: today(),
        validUntil: monthsAfter(today(), CHECK_VALID_MONTHS),
      }}
      onFinish={(values) =>
        add.mutate(
          {
            ...values,
            finding: blank(values.finding),
            sourceUrl: blank(values.sourceUrl),
            attachmentId: values.attachmentId ?? null,
          },
          {
            onSuccess: () => {
              void message.success('已登记');
              onClose();
            },
          },
        )
      }
    >
      <Form.Item
        name="kinds"
        label="核查内容（同一来源、同一结果的可一次登记）"
        rules={[{ required: true, message: '请至少选一项' }]}
      >
        <Checkbox.Group
          options={codesOf('integrityKind').map((code) => ({ value: code, label: termOf('integrityKind', code) }))}
        />
      </Form.Item>
      <Form.Item name="result" label="结果">
        <Radio.Group
          optionType="button"
          options={codesOf('integrityResult').map((code) => ({
            value: code,
            label: termOf('integrityResult', code),
          }))}
        />
      </Form.Item>
      {result === 'problem' && (
        <Form.Item
          name="finding"
          label="情况"
          rules={[{ required: true, whitespace: true, min: 2, message: '请写明情况' }]}
        >
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} showCount />
        </Form.Item>
      )}
      <Form.Item
        name="sourceName"
        label="来源"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明查询的网站或单位' }]}
      >
        <Input maxLength={200} placeholder="如：信用中国、国家企业信用信息公示系统" />
      </Form.Item>
      <Form.Item name="sourceUrl" label="网址">
        <Input maxLength={500} placeholder="https://" />
      </Form.Item>
      <div className="contact-form">
        <Form.Item name="checkedOn" label="核查日期" rules={[{ required: true, message: '请选择日期' }]}>
          <DayInput />
        </Form.Item>
        <Form.Item name="validUntil" label="有效期至" rules={[{ required: true, message: '请选择日期' }]}>
          <DayInput />
        </Form.Item>
      </div>
      <Form.Item name="attachmentId" label="佐证附件" extra="先在本页“附件”里上传截图或报告，再在这里选用">
        <Select<string>
          allowClear
          placeholder="没有可不选"
          options={(attachments.data?.items ?? [])
            .filter(({ withdrawn }) => withdrawn === null)
            .map(({ id, title }) => ({ value: id, label: title }))}
        />
      </Form.Item>
    </EntryDialog>
  );
}
