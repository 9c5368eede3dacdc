import {
  codesOf,
  termOf,
  type Code,
  type CreateRecognition,
  type EnterpriseGradeView,
  type GradingView,
  type ProposeGrade,
} from '@lianghuan/contracts';
import { App, Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { FormDialog } from '../app/form-dialog.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { dayOf, today } from '../format/date.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { EvidenceLines } from './evidence.js';
import './grade.css';
import {
  useEnterpriseGrade,
  useProposeGrade,
  useRecognize,
  useWithdrawGrading,
  useWithdrawRecognition,
} from './grade.queries.js';

export const GRADE_TONE: Readonly<Record<Code<'enterpriseGrade'>, Tone>> = {
  strong: 'accent',
  ordinary: 'muted',
  unrated: 'muted',
};

/** 优强评定 of an enterprise: the grade with what speaks for it, when it was counted, proposals and lists. */
export function GradePanel({ enterpriseId }: { readonly enterpriseId: string }) {
  const grade = useEnterpriseGrade(enterpriseId);
  const [dialog, setDialog] = useState<'propose' | 'recognize'>();
  return (
    <Panel
      title="优强评定"
      extra={
        grade.data?.can.propose === true && (
          <span>
            <Button size="small" onClick={() => setDialog('recognize')}>
              登记名录
            </Button>{' '}
            <Button
              size="small"
              onClick={() => setDialog('propose')}
              disabled={grade.data.gradings.some(({ state }) => state === 'open')}
            >
              提出评定
            </Button>
          </span>
        )
      }
    >
      <LoadState query={grade} rows={3}>
        {(view) => <Loaded view={view} />}
      </LoadState>
      {dialog === 'propose' && <ProposeDialog enterpriseId={enterpriseId} onClose={() => setDialog(undefined)} />}
      {dialog === 'recognize' && <RecognitionDialog enterpriseId={enterpriseId} onClose={() => setDialog(undefined)} />}
    </Panel>
  );
}

function Loaded({ view }: { readonly view: EnterpriseGradeView }) {
  const [open, ...rest] = view.gradings[0]?.state === 'open' ? view.gradings : [undefined, ...view.gradings];
  const current = rest.find((grading) => grading?.state === 'approved');
  return (
    <>
      <p>
        <StatusDot tone={GRADE_TONE[view.grade]}>{termOf('enterpriseGrade', view.grade)}</StatusDot>
        {view.gradedOn !== null && (
          <span className="soft small">
            {' '}
            自 <span className="number">{view.gradedOn}</span>
          </span>
        )}
      </p>
      {current !== undefined && <Basis grading={current} />}
      {view.counted !== null && (
        <p className="small">
          计入引进优强企业：<span className="number">{view.counted.on.slice(0, 4)}</span> 年（
          <span className="number">{view.counted.on}</span>）
          {view.counted.byOther !== null && `，同一集团以“${view.counted.byOther}”计一家`}
        </p>
      )}
      {open !== undefined && (
        <div className="rule-set">
          <p>
            待审批：评为{termOf('enterpriseGrade', open.grade)}
            <span className="soft small">
              （{open.proposedByName} {dayOf(open.proposedAt)} 提出）
            </span>
          </p>
          <Basis grading={open} />
          {open.can.withdraw && <WithdrawGrading grading={open} />}
        </div>
      )}
      {view.recognitions.length > 0 && (
        <ul className="grade-history">
          {view.recognitions.map((recognition) => (
            <Recognition key={recognition.id} recognition={recognition} mayChange={view.can.propose} />
          ))}
        </ul>
      )}
      {rest.length > 1 && (
        <details>
          <summary>评定记录 {rest.length} 次</summary>
          <ul className="grade-history">
            {rest.map((grading) =>
              grading === undefined ? null : (
                <li key={grading.id} className="small">
                  <span className="number">{dayOf(grading.decidedAt ?? grading.proposedAt)}</span>{' '}
                  {termOf('enterpriseGrade', grading.grade)}，{termOf('gradingState', grading.state)}
                  {grading.decidedByName !== null && `（${grading.decidedByName}）`}：{grading.summary}
                  {grading.reason !== null && `；${grading.reason}`}
                </li>
              ),
            )}
          </ul>
        </details>
      )}
    </>
  );
}

/** What speaks for a grading, and where from. */
export function Basis({ grading }: { readonly grading: GradingView }) {
  return (
    <>
      {grading.evidence.length === 0 ? (
        <p className="small">{grading.summary}</p>
      ) : (
        <EvidenceLines evidence={grading.evidence} />
      )}
      <p className="faint small">
        {termOf('gradingBasis', grading.basis)}
        {grading.ruleSetNo !== null && ` 第 ${grading.ruleSetNo} 版`}
        {grading.decidedByName !== null &&
          `；${grading.decidedByName} ${dayOf(grading.decidedAt ?? '')} ${termOf('gradingState', grading.state)}`}
        {grading.sourceUrl !== null && (
          <>
            ；
            <a href={grading.sourceUrl} target="_blank" rel="noopener noreferrer">
              出处
            </a>
          </>
        )}
      </p>
    </>
  );
}

function WithdrawGrading({ grading }: { readonly grading: GradingView }) {
  const { message } = App.useApp();
  const withdraw = useWithdrawGrading(grading.id);
  return (
    <Button
      size="small"
      loading={withdraw.isPending}
      onClick={() =>
        withdraw.mutate(undefined, {
          onSuccess: () => void message.success('已撤回'),
          onError: (error) => void message.error(textOfError(error)),
        })
      }
    >
      撤回
    </Button>
  );
}

function Recognition(props: {
  readonly recognition: EnterpriseGradeView['recognitions'][number];
  readonly mayChange: boolean;
}) {
  const { recognition, mayChange } = props;
  const { message } = App.useApp();
  const [isAsking, setAsking] = useState(false);
  const withdraw = useWithdrawRecognition(recognition.id);
  return (
    <li className="small">
      {termOf('recognitionList', recognition.list)} <span className="number">{recognition.year}</span> 年
      {recognition.place !== null && `第 ${recognition.place} 位`}：{recognition.title}
      <span className="faint">
        （
        {recognition.sourceUrl === null ? (
          recognition.sourceName
        ) : (
          <a href={recognition.sourceUrl} target="_blank" rel="noopener noreferrer">
            {recognition.sourceName}
          </a>
        )}
        ）
      </span>
      {mayChange && (
        <Button size="small" type="text" onClick={() => setAsking(true)}>
          撤下
        </Button>
      )}
      {isAsking && (
        <ReasonDialog
          title="撤下名录称号"
          text="撤下后规则不再用它；记录保留。"
          okText="撤下"
          isPending={withdraw.isPending}
          error={withdraw.error}
          onCancel={() => setAsking(false)}
          onOk={(reason) => withdraw.mutate(reason, { onSuccess: () => void message.success('已撤下') })}
        />
      )}
    </li>
  );
}

function ProposeDialog({ enterpriseId, onClose }: { readonly enterpriseId: string; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<ProposeGrade>();
  const propose = useProposeGrade(enterpriseId);
  return (
    <FormDialog
      title="提出评定"
      okText="提交审批"
      isPending={propose.isPending}
      error={propose.error}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="soft small">由另一人审批后生效，提出人不能自己审批。符合规则的企业每晚会自动提出，不必填。</p>
      <Form<ProposeGrade>
        form={form}
        layout="vertical"
        requiredMark="optional"
        initialValues={{ grade: 'strong' }}
        onFinish={(values) =>
          propose.mutate(
            {
              ...values,
              summary: values.summary.trim(),
              sourceUrl: values.sourceUrl?.trim() ? values.sourceUrl.trim() : null,
            },
            {
              onSuccess: () => {
                void message.success('已提交');
                onClose();
              },
            },
          )
        }
      >
        <Form.Item name="grade" label="评为">
          <Radio.Group
            optionType="button"
            options={(['strong', 'ordinary'] as const).map((code) => ({
              value: code,
              label: termOf('enterpriseGrade', code),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="summary"
          label="依据"
          rules={[{ required: true, whitespace: true, min: 4, message: '请写明依据，至少四个字' }]}
        >
          <Input.TextArea
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={300}
            showCount
            placeholder="如：省发展改革委重点培育名单第3批，2026年"
          />
        </Form.Item>
        <Form.Item name="sourceUrl" label="出处网址">
          <Input maxLength={500} placeholder="https://" />
        </Form.Item>
      </Form>
    </FormDialog>
  );
}

function RecognitionDialog({ enterpriseId, onClose }: { readonly enterpriseId: string; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<CreateRecognition>();
  const recognize = useRecognize(enterpriseId);
  return (
    <FormDialog
      title="登记名录称号"
      okText="登记"
      isPending={recognize.isPending}
      error={recognize.error}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<CreateRecognition>
        form={form}
        layout="vertical"
        requiredMark="optional"
        initialValues={{ year: Number(today().slice(0, 4)) }}
        onFinish={(values) =>
          recognize.mutate(
            { ...values, sourceUrl: values.sourceUrl?.trim() ? values.sourceUrl.trim() : null },
            {
              onSuccess: () => {
                void message.success('已登记');
                onClose();
              },
            },
          )
        }
      >
        <Form.Item name="list" label="名录" rules={[{ required: true, message: '请选择名录' }]}>
          <Select<Code<'recognitionList'>>
            placeholder="请选择"
            options={codesOf('recognitionList').map((code) => ({
              value: code,
              label: termOf('recognitionList', code),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="title"
          label="名录全称"
          rules={[{ required: true, whitespace: true, min: 2, message: '请写名录全称和批次' }]}
        >
          <Input maxLength={120} placeholder="如：第五批专精特新“小巨人”企业" />
        </Form.Item>
        <div className="contact-form">
          <Form.Item name="year" label="年度" rules={[{ required: true, message: '请填写年度' }]}>
            <InputNumber<number> min={1990} max={2100} precision={0} className="full-width" />
          </Form.Item>
          <Form.Item name="place" label="名次">
            <InputNumber<number> min={1} max={100000} precision={0} className="full-width" />
          </Form.Item>
        </div>
        <Form.Item
          name="sourceName"
          label="来源"
          rules={[{ required: true, whitespace: true, min: 2, message: '请写明来源' }]}
        >
          <Input maxLength={200} placeholder="如：工业和信息化部公告" />
        </Form.Item>
        <Form.Item name="sourceUrl" label="网址">
          <Input maxLength={500} placeholder="https://" />
        </Form.Item>
      </Form>
    </FormDialog>
  );
}
