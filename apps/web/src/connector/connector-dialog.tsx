import {
  type Code,
  codesOf,
  type ConnectorColumn,
  type ConnectorView,
  fieldsOf,
  termOf,
  vendorFields,
  vendorRowFields,
} from '@lianghuan/contracts';
import { App, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { z } from 'zod';
import { FormDialog } from '../app/form-dialog.js';
import { useUsers } from '../user/user.queries.js';
import { useCreateConnector, useUpdateConnector } from './connector.queries.js';

interface Values {
  readonly name: string;
  readonly folder: string;
  readonly sourceName: string;
  readonly sourceKind: Code<'sourceKind'>;
  readonly confidence: Code<'confidence'>;
  /** One column a line: `人头 = 员工人数`. */
  readonly mapping?: string;
  readonly createsEnterprises: boolean;
  readonly everyMinutes?: number | null;
  readonly settleSeconds: number;
  readonly responsibleId: string;
  readonly isEnabled: boolean;
}

const FIELDS = [...vendorFields(), ...fieldsOf(z.object(vendorRowFields))];
const BY_TITLE = new Map(FIELDS.map(({ title, name }) => [title, name]));
const BY_NAME = new Map(FIELDS.map(({ title, name }) => [name, title]));
const LEFT_OUT = '不用';

/** Sets a connector up, or changes it. */
export function ConnectorDialog({
  connector,
  onClose,
}: {
  readonly connector: ConnectorView | undefined;
  readonly onClose: () => void;
}) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const users = useUsers(true);
  const create = useCreateConnector();
  const update = useUpdateConnector(connector?.id ?? '');
  const change = connector === undefined ? create : update;
  const done = {
    onSuccess: () => {
      void message.success(connector === undefined ? '已新建连接' : '已保存');
      onClose();
    },
  };
  const submit = (values: Values) => {
    const settings = {
      ...values,
      mapping: columnsIn(values.mapping ?? '') ?? [],
      everyMinutes: values.everyMinutes ?? null,
    };
    if (connector === undefined) create.mutate(settings, done);
    else update.mutate({ ...settings, version: connector.version }, done);
  };
  return (
    <FormDialog
      title={connector === undefined ? '新建数据连接' : `修改「${connector.name}」`}
      okText="保存"
      isPending={change.isPending}
      error={change.error}
      width={680}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={
          connector === undefined
            ? {
                sourceKind: 'aggregator',
                confidence: 'medium',
                createsEnterprises: false,
                settleSeconds: 10,
                isEnabled: true,
              }
            : { ...connector, mapping: textOf(connector.mapping) }
        }
        onFinish={submit}
      >
        <div className="form-grid">
          <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
            <Input maxLength={80} placeholder="如：甲公司企业数据" />
          </Form.Item>
          <Form.Item
            name="folder"
            label="文件夹"
            extra="在数据目录的 connectors 之下"
            rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]{0,39}$/, message: '只用小写字母、数字和连字符' }]}
          >
            <Input maxLength={40} placeholder="如：vendor-a" />
          </Form.Item>
          <Form.Item
            name="sourceName"
            label="来源名称"
            extra="写入的内容以此注明出处"
            rules={[{ required: true, whitespace: true, message: '请填写来源' }]}
          >
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="sourceKind" label="来源性质">
            <Select
              options={codesOf('sourceKind').map((code) => ({ value: code, label: termOf('sourceKind', code) }))}
            />
          </Form.Item>
          <Form.Item name="confidence" label="可信度" extra="高的可更新低的写过的，都不改人工填写的">
            <Select
              options={codesOf('confidence').map((code) => ({ value: code, label: termOf('confidence', code) }))}
            />
          </Form.Item>
          <Form.Item
            name="responsibleId"
            label="责任人"
            extra="以其名义和权限写入"
            rules={[{ required: true, message: '请选择责任人' }]}
          >
            <Select<string>
              showSearch={{ optionFilterProp: 'label' }}
              loading={users.isPending}
              placeholder="请选择"
              options={(users.data ?? [])
                .filter(({ disabledAt }) => disabledAt === null)
                .map(({ id, displayName, organisationName }) => ({
                  value: id,
                  label: `${displayName}（${organisationName}）`,
                }))}
            />
          </Form.Item>
          <Form.Item name="everyMinutes" label="每隔多少分钟查看（可不填）" extra="不填则只在人工运行时读取">
            <InputNumber min={1} max={10_080} precision={0} className="full-width" />
          </Form.Item>
          <Form.Item name="settleSeconds" label="静置秒数" extra="改动后满这么久才读取，以免读到写了一半的文件">
            <InputNumber min={0} max={3600} precision={0} className="full-width" />
          </Form.Item>
        </div>
        <Form.Item
          name="mapping"
          label="列对应（可不填），一行一列"
          extra={`常用表头自动识别；其余写“列名 = 字段”，不要的写“列名 = ${LEFT_OUT}”，数字可加单位，如“资本金 = 注册资本 万元”`}
          rules={[
            {
              validator: (_rule, text: string | undefined) =>
                columnsIn(text ?? '') === undefined
                  ? Promise.reject(new Error(`字段只能是：${FIELDS.map(({ title }) => title).join('、')}`))
                  : Promise.resolve(),
            },
          ]}
        >
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} placeholder="人头 = 员工人数" />
        </Form.Item>
        <Form.Item name="createsEnterprises" valuePropName="checked" noStyle>
          <Checkbox>库中没有的企业自动新建</Checkbox>
        </Form.Item>
        <Form.Item name="isEnabled" valuePropName="checked" noStyle>
          <Checkbox>启用时间表</Checkbox>
        </Form.Item>
      </Form>
    </FormDialog>
  );
}

function textOf(mapping: readonly ConnectorColumn[]): string {
  return mapping
    .map(
      ({ column, field, unit }) =>
        `${column} = ${field === null ? LEFT_OUT : (BY_NAME.get(field) ?? field)}${unit === null ? '' : ` ${unit}`}`,
    )
    .join('\n');
}

/** Undefined when a line cannot be understood. */
function columnsIn(text: string): ConnectorColumn[] | undefined {
  const columns: ConnectorColumn[] = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [, column = '', title = '', unit] = /^\s*(.+?)\s*[=＝]\s*(\S+)(?:\s+(\S+))?\s*$/.exec(line) ?? [];
    const field = title === LEFT_OUT ? null : BY_TITLE.get(title);
    if (column === '' || field === undefined) return undefined;
    columns.push({ column, field, unit: unit ?? null });
  }
  return columns;
}
