import { surveyFieldParts, type SurveyCellDetail } from '@lianghuan/contracts';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ReasonDialog } from '../app/reason-dialog.js';
import { FormDialog } from '../app/form-dialog.js';
import { useCan, useMe } from '../session/session.queries.js';
import { useClaimNone, useReturnCell, useSubmitCell, useVerifyCell, useWithdrawCell } from './survey.queries.js';

type Open = 'submit' | 'none' | 'withdraw' | 'verify' | 'return';

/** What the reader may do with a cell now. */
export function SurveyCellActions({ cell }: { readonly cell: SurveyCellDetail }) {
  const [open, setOpen] = useState<Open>();
  const can = useCan();
  const close = () => setOpen(undefined);
  const fills = cell.can.submit || cell.can.claimNone;
  const navigate = useNavigate();
  return (
    <>
      <div className="condition-actions">
        {cell.can.submit && (
          <Button type="primary" onClick={() => setOpen('submit')}>
            提交核实
          </Button>
        )}
        {cell.can.verify && (
          <Button type="primary" onClick={() => setOpen('verify')}>
            {cell.isNone ? '确认无' : '核实通过'}
          </Button>
        )}
        {cell.can.return && <Button onClick={() => setOpen('return')}>退回</Button>}
        {fills && can(`${cell.register}.create`) && (
          <Button
            type={cell.can.submit ? 'default' : 'primary'}
            onClick={() =>
              void navigate({
                to: cell.register === 'resource' ? '/resources/new' : '/markets/new',
                search: {
                  kind: surveyFieldParts(cell.field).kind,
                  sourceKind: 'survey',
                  level: cell.level,
                  areaCode: cell.areaCode,
                },
              })
            }
          >
            登记一条
          </Button>
        )}
        {fills && can('import.create') && (
          <Button onClick={() => void navigate({ to: '/transfers/imports/new', search: { register: cell.register } })}>
            导入表格
          </Button>
        )}
        {cell.can.claimNone && <Button onClick={() => setOpen('none')}>申报“无”</Button>}
        {cell.can.withdraw && <Button onClick={() => setOpen('withdraw')}>撤回</Button>}
      </div>
      {open === 'submit' && <SubmitDialog cell={cell} onClose={close} />}
      {open === 'none' && <NoneDialog cell={cell} onClose={close} />}
      {open === 'verify' && <VerifyDialog cell={cell} onClose={close} />}
      {(open === 'withdraw' || open === 'return') && <BackDialog cell={cell} kind={open} onClose={close} />}
    </>
  );
}

interface DialogProps {
  readonly cell: SurveyCellDetail;
  readonly onClose: () => void;
}

/** 提交: says which rows are confirmed with it. */
function SubmitDialog({ cell, onClose }: DialogProps) {
  const { message } = App.useApp();
  const submit = useSubmitCell(cell.id);
  return (
    <FormDialog
      title={`提交核实：${cell.areaName} · ${cell.fieldTitle}`}
      okText={cell.unconfirmed > 0 ? '仍属实，提交' : '提交'}
      isPending={submit.isPending}
      error={submit.error}
      onCancel={onClose}
      onOk={() =>
        submit.mutate(
          { version: cell.version, confirmsRows: cell.unconfirmed > 0 },
          {
            onSuccess: () => {
              void message.success('已提交，等待核实');
              onClose();
            },
          },
        )
      }
    >
      <p className="gap-below">
        提交即对登记的 <strong className="number">{cell.rows}</strong> 条负责，由市级单位核实。
      </p>
      {cell.unconfirmed > 0 && (
        <p>
          其中 <strong className="number">{cell.unconfirmed}</strong>{' '}
          条已过、将过或未设有效期。提交时一并确认仍属实，有效期延至一年后；有变化的请先修改或归档。
        </p>
      )}
    </FormDialog>
  );
}

/** 申报无: what was looked at, and who stands for it. */
function NoneDialog({ cell, onClose }: DialogProps) {
  const { message } = App.useApp();
  const me = useMe();
  const [form] = Form.useForm<{ basis: string; person: string }>();
  const claim = useClaimNone(cell.id);
  return (
    <FormDialog
      title={`申报“无”：${cell.areaName} · ${cell.fieldTitle}`}
      okText="提交"
      isPending={claim.isPending}
      error={claim.error}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="gap-below soft">
        “无”也是普查结果，须说明查了什么；市级单位核实后记为“已确认无”。以后登记了资料，结论自动失效。
      </p>
      {cell.previous?.noneBasis !== undefined && cell.previous.noneBasis !== null && (
        <p className="gap-below small">上一批次的依据：{cell.previous.noneBasis}</p>
      )}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ person: me.displayName }}
        onFinish={({ basis, person }) =>
          claim.mutate(
            { version: cell.version, basis: basis.trim(), person: person.trim() },
            {
              onSuccess: () => {
                void message.success('已提交，等待核实');
                onClose();
              },
            },
          )
        }
      >
        <Form.Item
          name="basis"
          label="核查依据"
          rules={[{ required: true, whitespace: true, min: 6, message: '请写明查了哪些名录、台账或现场，至少六个字' }]}
        >
          <Input.TextArea rows={3} maxLength={1000} placeholder="如：核对自然资源局矿业权登记系统，本县无有效矿权" />
        </Form.Item>
        <Form.Item
          name="person"
          label="责任人"
          rules={[{ required: true, whitespace: true, message: '请填写对此负责的人' }]}
        >
          <Input maxLength={60} />
        </Form.Item>
      </Form>
    </FormDialog>
  );
}

function VerifyDialog({ cell, onClose }: DialogProps) {
  const { message } = App.useApp();
  const [note, setNote] = useState('');
  const verify = useVerifyCell(cell.id);
  const isShort = note.trim().length === 1;
  return (
    <FormDialog
      title={cell.isNone ? '确认无' : '核实通过'}
      okText={cell.isNone ? '确认无' : '通过'}
      isPending={verify.isPending}
      error={verify.error}
      onCancel={onClose}
      onOk={() =>
        !isShort &&
        verify.mutate(
          { version: cell.version, note: note.trim() === '' ? undefined : note.trim() },
          {
            onSuccess: () => {
              void message.success(cell.isNone ? '已确认无' : '已核实');
              onClose();
            },
          },
        )
      }
    >
      <p className="gap-below">
        {cell.isNone
          ? `${cell.unit.name}申报“无”，依据：${cell.noneBasis ?? ''}（${cell.nonePerson ?? ''}）。`
          : `${cell.unit.name}提交了 ${cell.rows} 条，由 ${cell.submittedByName ?? ''} 负责。`}
      </p>
      <label className="field-label" htmlFor="survey-note">
        核实说明（可不填）
      </label>
      <Input.TextArea
        id="survey-note"
        rows={2}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {isShort && <p className="field-error">至少两个字</p>}
    </FormDialog>
  );
}

function BackDialog({ cell, kind, onClose }: DialogProps & { readonly kind: 'withdraw' | 'return' }) {
  const { message } = App.useApp();
  const withdraw = useWithdrawCell(cell.id);
  const back = useReturnCell(cell.id);
  const step = kind === 'withdraw' ? withdraw : back;
  return (
    <ReasonDialog
      title={kind === 'withdraw' ? '撤回提交' : '退回'}
      text={kind === 'withdraw' ? '撤回后可以修改，再重新提交。' : `退回${cell.unit.name}补充，原因会显示给对方。`}
      okText={kind === 'withdraw' ? '撤回' : '退回'}
      isPending={step.isPending}
      error={step.error}
      onCancel={onClose}
      onOk={(reason) =>
        step.mutate(
          { version: cell.version, reason },
          {
            onSuccess: () => {
              void message.success(kind === 'withdraw' ? '已撤回' : '已退回');
              onClose();
            },
          },
        )
      }
    />
  );
}
