import type { SupplyLedgerView } from '@lianghuan/contracts';
import { Alert, App, Checkbox, Form, Input, InputNumber } from 'antd';
import { ApiError } from '../api/api-error.js';
import { halfWidth } from '../format/number.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { RecordSelect } from '../lead/record-select.js';
import { qualified } from '../register/cells.js';
import { useMe } from '../session/session.queries.js';
import { useRequestReservation } from './supply.queries.js';

interface Values {
  readonly projectId?: string;
  readonly quantity: string;
  readonly unit: string;
  readonly holdDays: number;
  readonly waits: boolean;
  readonly disputeReason?: string;
  readonly note?: string;
}

interface RequestDialogProps {
  readonly ledger: SupplyLedgerView;
  /** The lead it is for; without it the project is asked for. */
  readonly leadId?: string;
  readonly onClose: () => void;
}

/** Refusals that end by waiting. */
const WAITABLE: ReadonlySet<string> = new Set(['SUPPLY_EXCEEDED', 'SUPPLY_QUEUED']);

/** Asks for a quantity of a resource or market for a project or a lead. */
export function RequestDialog({ ledger, leadId, onClose }: RequestDialogProps) {
  const { message } = App.useApp();
  const request = useRequestReservation();
  const me = useMe();
  const { available, unit } = ledger.balance;
  const isShort = request.error instanceof ApiError && WAITABLE.has(request.error.code);
  const waiting = ledger.holders.filter((holder) => holder.waiting !== '0');
  return (
    <EntryDialog<Values>
      title={`预留：${ledger.name}`}
      okText="预留"
      step={request}
      onCancel={onClose}
      requiredMark={false}
      initialValues={{ unit: unit ?? '', holdDays: 90, waits: false }}
      onFinish={({ projectId, quantity, unit: asked, holdDays, waits, disputeReason, note }) =>
        request.mutate(
          {
            supplyId: ledger.supplyId,
            projectId: projectId ?? null,
            leadId: leadId ?? null,
            quantity: quantity.trim(),
            unit: asked.trim(),
            holdDays,
            waits,
            disputeReason: disputeReason?.trim() ?? null,
            note: note?.trim() ? note.trim() : null,
          },
          {
            onSuccess: ({ state, waitPosition }) => {
              void message.success(state === 'waiting' ? `已列入候补，第 ${waitPosition} 位` : '已预留');
              onClose();
            },
          },
        )
      }
    >
      <p className="gap-below">
        现可用 <strong className="number">{qualified(available, unit, 'equal')}</strong>
        。预留到期自动释放；承诺由资源所在地审核。
      </p>
      {waiting.length > 0 && (
        <p className="gap-below soft">
          {waiting.map(({ organisationName }) => organisationName).join('、')}
          已在候补。先到先得，后来的列入候补依次排队。
        </p>
      )}
      {ledger.isDisputed && (
        <>
          <Alert
            type="error"
            showIcon
            className="gap-below"
            title="权属有争议"
            description="确权前预留有风险，理由将记入台账和时间线。"
          />
          <Form.Item
            name="disputeReason"
            label="为何仍要预留"
            rules={[{ required: true, whitespace: true, min: 2, message: '权属有争议，至少写两个字的理由' }]}
          >
            <Input.TextArea rows={2} maxLength={300} />
          </Form.Item>
        </>
      )}
      {leadId === undefined && (
        <Form.Item name="projectId" label="用于项目" rules={[{ required: true, message: '请选择项目' }]}>
          <RecordSelect
            register="project"
            placeholder="按名称查找"
            filter={{ placement: 'local', ...(me.reach === 'area' ? { areaCode: me.organisation.areaCode } : {}) }}
          />
        </Form.Item>
      )}
      <div className="request-quantity">
        <Form.Item
          name="quantity"
          label="数量"
          normalize={(value: string) => halfWidth(value)}
          rules={[{ required: true, pattern: /^(?=.*[1-9])\d{1,18}(\.\d{1,6})?$/, message: '请填写大于零的数' }]}
        >
          <Input className="number" inputMode="decimal" />
        </Form.Item>
        <Form.Item name="unit" label="单位" rules={[{ required: true, whitespace: true, message: '请填写单位' }]}>
          <Input maxLength={20} />
        </Form.Item>
        <Form.Item name="holdDays" label="保留天数" rules={[{ required: true, message: '1 至 365 天' }]}>
          <InputNumber min={1} max={365} precision={0} className="full-width" />
        </Form.Item>
      </div>
      <Form.Item
        name="waits"
        valuePropName="checked"
        extra={isShort ? '勾选后列入候补，有余量时按先后自动转为预留。' : undefined}
      >
        <Checkbox>不足或有人在先时列入候补</Checkbox>
      </Form.Item>
      <Form.Item
        name="note"
        label="说明（可不填）"
        rules={[
          {
            validator: (_rule, value?: string) =>
              value?.trim().length === 1 ? Promise.reject(new Error('至少两个字')) : Promise.resolve(),
          },
        ]}
      >
        <Input.TextArea rows={2} maxLength={300} />
      </Form.Item>
    </EntryDialog>
  );
}
