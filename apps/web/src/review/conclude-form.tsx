import {
  codesOf,
  reviewerKindOf,
  SEAT_GUARANTEES,
  SUGGESTED_GUARANTEE,
  termOf,
  type ReviewOpinionView,
  type ReviewPacketDetail,
  type Code,
} from '@lianghuan/contracts';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, App, Button, Form, Input, Radio, Select, type UploadFile } from 'antd';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { today } from '../format/date.js';
import { storedIds } from '../funds/evidence-upload.js';
import { DayInput } from '../lead/day-input.js';
import { ReviewUpload } from './review-upload.js';
import { useConcludeReview, useReviewUnits } from './review.queries.js';

interface Values {
  readonly verdict: Code<'reviewVerdict'>;
  readonly answers?: Readonly<Record<string, Code<'checklistAnswer'>>>;
  readonly opinion?: string;
  readonly guarantee?: Code<'guaranteeState'>;
  readonly conditions?: readonly { text: string; ownerOrganisationId: string; dueOn: string }[];
  readonly files?: readonly UploadFile<{ readonly id: string }>[];
}

const ANSWERS = codesOf('checklistAnswer').map((value) => ({ value, label: termOf('checklistAnswer', value) }));

/** The conclusion of one seat of mine: checklist, verdict, opinion, conditions, attachments. */
export function ConcludeForm(props: { readonly packet: ReviewPacketDetail; readonly opinion: ReviewOpinionView }) {
  const { packet, opinion } = props;
  const { message, modal } = App.useApp();
  const [form] = Form.useForm<Values>();
  const verdict = Form.useWatch('verdict', form);
  const conclude = useConcludeReview(opinion.id);
  // Asked for beforehand, so that the rows of conditions are there at once.
  useReviewUnits();
  const needsAnswers = verdict === undefined || verdict === 'pass' || verdict === 'conditional';

  const submit = ({ verdict: chosen, answers = {}, opinion: text, guarantee, conditions = [], files }: Values) => {
    void modal.confirm({
      title: `${termOf('reviewSeat', opinion.seat)}：${termOf('reviewVerdict', chosen)}`,
      content: '结论提交后不能修改，送审单位和其他评审部门可以看到。',
      okText: '确认提交',
      onOk: () =>
        conclude
          .mutateAsync({
            verdict: chosen,
            answers: Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== undefined)),
            ...(text?.trim() ? { opinion: text.trim() } : {}),
            ...(guarantee === undefined ? {} : { guarantee }),
            conditions: chosen === 'conditional' ? [...conditions] : [],
            fileIds: storedIds(files),
          })
          .then(
            () => void message.success('结论已提交'),
            // Shown in the panel, where it can be mended.
            () => undefined,
          ),
    });
  };

  return (
    <Panel
      title={`我的评审：${termOf('reviewSeat', opinion.seat)}`}
      extra={<span className="faint small">{termOf('reviewerKind', reviewerKindOf(opinion.seat))}</span>}
    >
      {conclude.isError && (
        <Alert type="error" showIcon role="alert" className="gap-below" title={textOfError(conclude.error)} />
      )}
      <Form<Values> form={form} layout="vertical" requiredMark={false} scrollToFirstError onFinish={submit}>
        <ul className="checklist gap-below">
          {opinion.checklist.map((item) => (
            <li key={item.code}>
              <span>
                {item.text}
                {item.isRequired && <span className="faint small"> 必须{item.isDeclaration ? '承诺' : '符合'}</span>}
              </span>
              <Form.Item
                name={['answers', item.code]}
                rules={[{ required: needsAnswers, message: '请回答' }]}
                dependencies={['verdict']}
              >
                <Radio.Group
                  aria-label={item.text}
                  size="small"
                  options={item.isDeclaration ? ANSWERS.filter(({ value }) => value !== 'not_applicable') : ANSWERS}
                />
              </Form.Item>
            </li>
          ))}
        </ul>
        <Form.Item name="verdict" label="结论" rules={[{ required: true, message: '请选择结论' }]}>
          <Radio.Group
            className="radio-grid"
            options={codesOf('reviewVerdict').map((value) => ({ value, label: termOf('reviewVerdict', value) }))}
          />
        </Form.Item>
        <Form.Item
          name="opinion"
          label={needsAnswers ? '意见（可不填）' : '理由'}
          dependencies={['verdict']}
          rules={[{ required: !needsAnswers, whitespace: true, message: '请写明理由，送审单位会看到' }]}
        >
          <Input.TextArea rows={3} maxLength={2000} showCount />
        </Form.Item>
        {opinion.seat in SEAT_GUARANTEES && (
          <Form.Item
            name="guarantee"
            label="要素保障状态"
            help={
              verdict === undefined
                ? undefined
                : `不选则按结论记为“${termOf('guaranteeState', SUGGESTED_GUARANTEE[verdict])}”`
            }
          >
            <Radio.Group
              options={codesOf('guaranteeState').map((value) => ({ value, label: termOf('guaranteeState', value) }))}
            />
          </Form.Item>
        )}
        {verdict === 'conditional' && <Conditions submittedByUnit={packet.submittedByUnit} />}
        <Form.Item name="files" label="附件" valuePropName="value">
          <ReviewUpload />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={conclude.isPending}>
          提交结论
        </Button>
      </Form>
    </Panel>
  );
}

/** 附带条件: what, by whom, by when. */
function Conditions({ submittedByUnit }: { readonly submittedByUnit: string }) {
  const units = useReviewUnits();
  const owners = units.data?.owners ?? [];
  const own = owners.find(({ name }) => name === submittedByUnit);
  // The unit that submitted is proposed as the owner, so the rows wait until it is known.
  if (units.data === undefined) return <LoadState query={units}>{() => null}</LoadState>;
  return (
    <Form.List
      name="conditions"
      initialValue={[{ ownerOrganisationId: own?.id }]}
      rules={[
        {
          validator: (_rule, value: unknown[] | undefined) =>
            (value?.length ?? 0) > 0 ? Promise.resolve() : Promise.reject(new Error('请至少写一项条件')),
        },
      ]}
    >
      {(fields, { add, remove }, { errors }) => (
        <Form.Item label="条件">
          {fields.map(({ key, name }) => (
            <div key={key} className="condition-row">
              <Form.Item
                name={[name, 'text']}
                rules={[{ required: true, min: 2, whitespace: true, message: '请写明条件' }]}
              >
                <Input.TextArea
                  aria-label="条件内容"
                  autoSize={{ minRows: 1, maxRows: 4 }}
                  maxLength={500}
                  placeholder="须做到什么"
                />
              </Form.Item>
              <Form.Item name={[name, 'ownerOrganisationId']} rules={[{ required: true, message: '请选择责任单位' }]}>
                <Select
                  aria-label="责任单位"
                  placeholder="责任单位"
                  loading={units.isPending}
                  showSearch={{ optionFilterProp: 'label' }}
                  options={owners.map(({ id, name: label }) => ({ value: id, label }))}
                />
              </Form.Item>
              <Form.Item name={[name, 'dueOn']} rules={[{ required: true, message: '请填写期限' }]}>
                <DayInput min={today()} />
              </Form.Item>
              <Button type="text" icon={<DeleteOutlined />} aria-label="移除这项条件" onClick={() => remove(name)} />
            </div>
          ))}
          <Button
            size="small"
            icon={<PlusOutlined aria-hidden="true" />}
            onClick={() => add({ ownerOrganisationId: own?.id })}
          >
            再加一项
          </Button>
          <Form.ErrorList errors={errors} />
        </Form.Item>
      )}
    </Form.List>
  );
}
