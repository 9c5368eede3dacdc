import { codesOf, termOf, type Code, type FileFunds, type FundsLineView } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useBlocker, useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, DatePicker, Form, Input, Modal, Segmented, Skeleton, type UploadFile } from 'antd';
import dayjs from 'dayjs';
import { useRef, useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadFailure } from '../app/load-state.js';
import { DialogFocus } from '../app/dialog-focus.js';
import { Page } from '../app/page.js';
import { shortcutText, useSaveShortcut } from '../app/shortcut.js';
import { today } from '../format/date.js';
import { formatAmount } from '../format/money.js';
import { MoneyField } from '../lead/lead-move-dialog.js';
import '../lead/lead.css';
import { RecordSelect } from '../lead/record-select.js';
import { AreaSelect } from '../reference/area-select.js';
import { useAreaName } from '../reference/reference.queries.js';
import { useMe } from '../session/session.queries.js';
import { EvidenceUpload, storedIds } from './evidence-upload.js';
import './funds.css';
import { fundsLineQuery, useFileFunds } from './funds.queries.js';

const route = getRouteApi('/shell/funds/lines/new');
const PARENT = { path: '/funds/lines', title: '到位资金明细' };

/** 填报到位资金. Starts from a returned line where the address names one. */
export function FundsFormPage() {
  const { from } = route.useSearch();
  const base = useQuery({ ...fundsLineQuery(from ?? ''), enabled: from !== undefined });
  if (from === undefined) return <FundsForm base={undefined} />;
  if (base.data !== undefined) return <FundsForm base={base.data} />;
  return (
    <Page title="填报到位资金" parent={PARENT}>
      <div className="panel panel-body">
        {base.isError ? (
          <LoadFailure error={base.error} isRetrying={base.isFetching} onRetry={() => void base.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 8 }} />
        )}
      </div>
    </Page>
  );
}

interface Values {
  readonly areaCode: string;
  readonly projectId: string;
  readonly enterpriseId?: string;
  readonly period: string;
  readonly kind: Code<'fundsKind'>;
  readonly amountCny?: string | null;
  readonly note?: string;
  readonly evidence?: UploadFile<{ readonly id: string }>[];
}

function FundsForm({ base }: { readonly base: FundsLineView | undefined }) {
  const me = useMe();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [isDirty, setDirty] = useState(false);
  const isLeaving = useRef(false);
  const file = useFileFunds();
  const areaCode = Form.useWatch('areaCode', form);
  const evidence = Form.useWatch('evidence', form);
  const isUploading = evidence?.some(({ status }) => status === 'uploading') === true;
  const areaName = useAreaName();
  // A county files for itself only; this must not wait for the list of areas, the form takes its start values once.
  const isAreaFixed = me.reach === 'area';
  useSaveShortcut(() => {
    if (!file.isPending && !isUploading) form.submit();
  });
  const blocker = useBlocker({
    shouldBlockFn: () => isDirty && !isLeaving.current,
    enableBeforeUnload: () => isDirty && !isLeaving.current,
    withResolver: true,
  });

  const submit = (values: Values) => {
    const { amountCny, enterpriseId, note } = values;
    if (amountCny === null || amountCny === undefined) return;
    const input: FileFunds = {
      areaCode: values.areaCode,
      projectId: values.projectId,
      period: values.period,
      kind: values.kind,
      amountCny,
      evidenceFileIds: storedIds(values.evidence),
      ...(enterpriseId === undefined ? {} : { enterpriseId }),
      ...(note?.trim() ? { note: note.trim() } : {}),
      ...(base?.status === 'returned' ? { replacesId: base.id } : {}),
    };
    file.mutate(input, {
      onSuccess: (line) => {
        isLeaving.current = true;
        void message.success(`已填报 ${line.code}，待市级核验`);
        void navigate({ to: '/funds/lines/$lineId', params: { lineId: line.id }, replace: true });
      },
      onError: () => document.getElementById('content')?.scrollTo({ top: 0 }),
    });
  };

  return (
    <Page title="填报到位资金" parent={PARENT} meta={<span>市级核验后计入到位数；同一份凭证只能用一次。</span>}>
      <div className="panel panel-body narrow-form">
        {base !== undefined && (
          <Alert
            type="info"
            showIcon
            className="gap-below"
            title={`按 ${base.code}（${termOf('fundsStatus', base.status)}）重新填报${base.status === 'returned' ? '，提交后原记录自动撤回' : ''}`}
            description={base.verdictReason === null ? undefined : `退回原因：${base.verdictReason}`}
          />
        )}
        {file.isError && (
          <Alert type="error" showIcon role="alert" className="gap-below" title={textOfError(file.error)} />
        )}
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark="optional"
          initialValues={{
            areaCode: base?.areaCode ?? (isAreaFixed ? me.organisation.areaCode : undefined),
            projectId: base?.project.id,
            enterpriseId: base?.enterprise?.id,
            period: base?.period ?? usualPeriod(),
            kind: base?.kind ?? 'equity',
            amountCny: base?.amountCny ?? null,
            note: base?.note ?? '',
            evidence: base?.evidence.map(({ fileId, fileName }) => ({
              uid: fileId,
              name: fileName,
              status: 'done',
              response: { id: fileId },
            })),
          }}
          onValuesChange={() => setDirty(true)}
          onFinish={submit}
          scrollToFirstError={{ block: 'center', focus: true }}
        >
          {isAreaFixed ? (
            <Form.Item name="areaCode" hidden rules={[{ required: true }]}>
              <Input />
            </Form.Item>
          ) : (
            <Form.Item name="areaCode" label="地区" rules={[{ required: true, message: '请选择地区' }]}>
              <AreaSelect />
            </Form.Item>
          )}
          {isAreaFixed && (
            <Form.Item label="地区" required>
              <span>{areaName(me.organisation.areaCode)}</span>
            </Form.Item>
          )}
          <Form.Item name="projectId" label="项目" rules={[{ required: true, message: '请选择项目' }]}>
            <RecordSelect
              register="project"
              placeholder="输入项目名称"
              filter={areaCode ? { placement: 'local', areaCode } : { placement: 'local' }}
            />
          </Form.Item>
          <Form.Item name="enterpriseId" label="出资企业">
            <RecordSelect register="enterprise" placeholder="输入企业名称" />
          </Form.Item>
          <div className="form-pair">
            <Form.Item
              name="period"
              label="到位月份"
              rules={[{ required: true, message: '请选择到位月份' }]}
              getValueProps={(value: string | undefined) => ({ value: value ? dayjs(`${value}-01`) : null })}
              normalize={(value: dayjs.Dayjs | null) => value?.format('YYYY-MM')}
            >
              <DatePicker
                picker="month"
                className="full-width"
                format="YYYY-MM"
                maxDate={dayjs(today())}
                allowClear={false}
              />
            </Form.Item>
            <Form.Item
              name="amountCny"
              label="到位金额"
              rules={[{ required: true, message: '请填写到位金额' }, { validator: checkAmount }]}
            >
              <MoneyField title="到位金额" />
            </Form.Item>
          </div>
          <Form.Item name="kind" label="资金构成" rules={[{ required: true }]}>
            <Segmented<Code<'fundsKind'>>
              className="wrap-segmented"
              options={codesOf('fundsKind').map((code) => ({ value: code, label: termOf('fundsKind', code) }))}
            />
          </Form.Item>
          <Form.Item
            name="evidence"
            label="凭证"
            htmlFor="evidence-file"
            required
            rules={[
              {
                validator: (_rule, files: Values['evidence']) =>
                  storedIds(files).length > 0 ? Promise.resolve() : Promise.reject(new Error('请至少上传一份凭证')),
              },
            ]}
            validateTrigger={[]}
          >
            <EvidenceUpload />
          </Form.Item>
          <Form.Item name="note" label="说明">
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={1000} showCount />
          </Form.Item>
          <div className="form-actions">
            <Button
              type="primary"
              htmlType="submit"
              loading={file.isPending}
              disabled={isUploading}
              title={shortcutText('S')}
            >
              {isUploading ? '凭证上传中…' : '提交核验'}
            </Button>
            <Button onClick={() => void navigate({ to: '/funds/lines' })}>取消</Button>
            <AmountEcho form={form} />
          </div>
        </Form>
      </div>
      {blocker.status === 'blocked' && (
        <Modal
          open
          title="填报还没有提交"
          okText="留下继续填"
          cancelText="放弃填报"
          cancelButtonProps={{ danger: true, onClick: blocker.proceed }}
          closable={false}
          mask={{ closable: false }}
          onOk={blocker.reset}
          onCancel={blocker.reset}
        >
          <DialogFocus>离开后填写的内容不会保存。</DialogFocus>
        </Modal>
      )}
    </Page>
  );
}

/** The amount once more in the unit it reads best, beside the button that sends it. */
function AmountEcho({ form }: { readonly form: ReturnType<typeof Form.useForm<Values>>[0] }) {
  const amountCny = Form.useWatch('amountCny', form);
  return (
    <span className="soft small number" role="status">
      {isAmount(amountCny) ? formatAmount(amountCny) : ''}
    </span>
  );
}

/** Last day of a month on which what arrived in the one before is usually filed: monthly figures are due by the 3rd. */
const FILED_BY_DAY = 10;

/** The month money most likely arrived in that is filed today. */
function usualPeriod(): string {
  const day = dayjs(today());
  return (day.date() <= FILED_BY_DAY ? day.subtract(1, 'month') : day).format('YYYY-MM');
}

function isAmount(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,16}(\.\d{1,2})?$/.test(value);
}

function checkAmount(_rule: unknown, value: unknown): Promise<void> {
  if (value === null || value === undefined || value === '') return Promise.resolve();
  return isAmount(value) && !/^0+(\.0+)?$/.test(value)
    ? Promise.resolve()
    : Promise.reject(new Error('请填写大于零的金额，最多精确到分'));
}
