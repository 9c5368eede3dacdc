import type { FundsLineView, VerifyFunds } from '@lianghuan/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Radio } from 'antd';
import { Decimal } from 'decimal.js';
import { ApiError, textOfError } from '../api/api-error.js';
import { Panel } from '../app/panel.js';
import { formatAmount } from '../format/money.js';
import { MoneyField } from '../lead/lead-move-dialog.js';
import { useCan } from '../session/session.queries.js';
import { useVerifyFunds } from './funds.queries.js';

interface Values {
  readonly verdict: VerifyFunds['verdict'];
  readonly verifiedAmountCny?: string | null;
  readonly reason?: string;
}

const VERDICTS = [
  { value: 'verified', label: '全额认定' },
  { value: 'partly_verified', label: '部分认定' },
  { value: 'returned', label: '退回补正' },
  { value: 'rejected', label: '不予认定' },
] as const;

/** 核验: the city's verdict on a filed line. Nobody verifies what they filed. */
export function VerifyPanel({ line }: { readonly line: FundsLineView }) {
  const can = useCan();
  if (line.status !== 'filed') return null;
  if (!can('funds.verify')) {
    return (
      <Panel title="核验">
        <p className="soft">等待市级核验。核验前可以撤回；核验后计入到位数。</p>
      </Panel>
    );
  }
  if (!line.can.verify) {
    return (
      <Panel title="核验">
        <Alert
          type="warning"
          showIcon
          title="不能核验自己填报的资金"
          description={`这笔由${line.filedByName}填报。填报与核验须由不同的人办理，请另一位核验员处理。`}
        />
      </Panel>
    );
  }
  return <VerifyForm line={line} />;
}

function VerifyForm({ line }: { readonly line: FundsLineView }) {
  const { message, modal } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const verdict = Form.useWatch('verdict', form);
  const verify = useVerifyFunds(line.id);
  const isConflict = verify.error instanceof ApiError && verify.error.code === 'VERSION_CONFLICT';

  const submit = ({ verdict: chosen, verifiedAmountCny, reason }: Values) => {
    const recognised = chosen === 'verified' ? line.amountCny : chosen === 'partly_verified' ? verifiedAmountCny : null;
    const what =
      recognised === null || recognised === undefined
        ? VERDICTS.find(({ value }) => value === chosen)?.label
        : `认定 ${formatAmount(recognised)}（填报 ${formatAmount(line.amountCny)}）`;
    void modal.confirm({
      title: `${line.code}：${what ?? ''}`,
      content: '核验结果会留痕，填报单位可以看到；认定后只能通过冲销更正。',
      okText: '确认',
      onOk: () =>
        verify
          .mutateAsync({
            verdict: chosen,
            version: line.version,
            ...(chosen === 'partly_verified' && verifiedAmountCny ? { verifiedAmountCny } : {}),
            ...(reason?.trim() ? { reason: reason.trim() } : {}),
          })
          .then(
            () => void message.success('已核验'),
            // Shown in the panel, where it can be mended.
            () => undefined,
          ),
    });
  };

  return (
    <Panel title="核验">
      {verify.isError && (
        <Alert
          type="error"
          showIcon
          role="alert"
          className="gap-below"
          title={textOfError(verify.error)}
          action={
            isConflict && (
              <Button
                size="small"
                onClick={() => void client.invalidateQueries({ queryKey: ['funds'] }).then(() => verify.reset())}
              >
                取最新内容
              </Button>
            )
          }
        />
      )}
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="verdict" label="结论" rules={[{ required: true, message: '请选择结论' }]}>
          <Radio.Group className="radio-grid" options={[...VERDICTS]} />
        </Form.Item>
        {verdict === 'partly_verified' && (
          <Form.Item
            name="verifiedAmountCny"
            label={`认定金额（填报 ${formatAmount(line.amountCny)}）`}
            rules={[{ validator: (_rule, value: unknown) => checkPart(value, line.amountCny) }]}
          >
            <MoneyField title="认定金额" />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={verdict === 'verified' ? '说明（可不填）' : '理由'}
          rules={[
            {
              required: verdict !== undefined && verdict !== 'verified',
              whitespace: true,
              message: '请写明理由，填报单位会看到',
            },
          ]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={verify.isPending}>
          提交结论
        </Button>
      </Form>
    </Panel>
  );
}

function checkPart(value: unknown, amountCny: string): Promise<void> {
  if (typeof value !== 'string' || !/^\d{1,16}(\.\d{1,2})?$/.test(value)) {
    return Promise.reject(new Error('请填写认定金额，最多精确到分'));
  }
  const part = new Decimal(value);
  return part.gt(0) && part.lt(amountCny)
    ? Promise.resolve()
    : Promise.reject(new Error('部分认定的金额须大于零、小于填报金额'));
}
