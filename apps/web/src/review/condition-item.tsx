import { termOf, type ReviewConditionView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { App, Button, Form, Input, type UploadFile } from 'antd';
import { useState } from 'react';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatInstant } from '../format/date.js';
import { storedIds } from '../funds/evidence-upload.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { StatusDot } from '../register/status-tags.js';
import { FileLinks } from './file-links.js';
import { ReviewUpload } from './review-upload.js';
import { ConditionStateTag } from './review-tags.js';
import { useReportCondition, useSettleCondition } from './review.queries.js';

interface ConditionItemProps {
  readonly condition: ReviewConditionView;
  /** In a list over projects, says of which. */
  readonly hasProject?: boolean;
}

/** 附带条件: what, by whom, by when, and how far; with what the reader may do about it. */
export function ConditionItem({ condition, hasProject = false }: ConditionItemProps) {
  const { message } = App.useApp();
  const [dialog, setDialog] = useState<'report' | 'return'>();
  const settle = useSettleCondition(condition.id);
  const close = () => {
    settle.reset();
    setDialog(undefined);
  };
  return (
    <article className="condition">
      <strong className="long-text">{condition.text}</strong>
      <p className="small">
        <ConditionStateTag state={condition.state} /> {condition.isOverdue && <StatusDot tone="bad">已逾期</StatusDot>}{' '}
        <span className="number">期限 {condition.dueOn}</span>{' '}
        <span className="soft">责任单位 {condition.owner.name}</span>
      </p>
      <p className="small faint">
        {hasProject && (
          <>
            <Link to="/reviews/$packetId" params={{ packetId: condition.packetId }}>
              {condition.project.name}
            </Link>{' '}
            {condition.project.areaName} ·{' '}
          </>
        )}
        {termOf('reviewSeat', condition.seat)}席 {condition.setByUnit}提出
      </p>
      {condition.evidence !== null && (
        <p className="small">
          落实情况：{condition.evidence}
          <span className="faint">
            {' '}
            {condition.reportedByName} {condition.reportedAt !== null && formatInstant(condition.reportedAt)}
          </span>
        </p>
      )}
      <FileLinks files={condition.files} />
      {condition.settleNote !== null && (
        <p className="small">
          {condition.state === 'closed' ? '销号说明' : '退回说明'}：{condition.settleNote}
        </p>
      )}
      {(condition.can.report || condition.can.settle) && (
        <div className="condition-actions">
          {condition.can.report && (
            <Button size="small" type="primary" onClick={() => setDialog('report')}>
              报落实
            </Button>
          )}
          {condition.can.settle && (
            <>
              <Button
                size="small"
                type="primary"
                loading={settle.isPending}
                onClick={() => settle.mutate({ isMet: true }, { onSuccess: () => void message.success('已销号') })}
              >
                销号
              </Button>
              <Button size="small" onClick={() => setDialog('return')}>
                退回重办
              </Button>
            </>
          )}
        </div>
      )}
      {dialog === 'report' && <ReportDialog condition={condition} onClose={close} />}
      {dialog === 'return' && (
        <ReasonDialog
          title="退回重办"
          text="条件回到待落实，责任单位补齐后可以再报。"
          okText="退回"
          isPending={settle.isPending}
          error={settle.error}
          onCancel={close}
          onOk={(note) => settle.mutate({ isMet: false, note }, { onSuccess: close })}
        />
      )}
    </article>
  );
}

function ReportDialog({
  condition,
  onClose,
}: {
  readonly condition: ReviewConditionView;
  readonly onClose: () => void;
}) {
  const { message } = App.useApp();
  const report = useReportCondition(condition.id);
  return (
    <EntryDialog<{ evidence: string; files?: UploadFile<{ readonly id: string }>[] }>
      title="报落实"
      okText="提交"
      step={report}
      onCancel={onClose}
      onFinish={({ evidence, files }) =>
        report.mutate(
          { evidence: evidence.trim(), fileIds: storedIds(files) },
          {
            onSuccess: () => {
              void message.success(`已报${condition.setByUnit}销号`);
              onClose();
            },
          },
        )
      }
    >
      <p className="soft gap-below">{condition.text}</p>
      <Form.Item
        name="evidence"
        label="落实情况"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明怎样落实，如批复文号' }]}
      >
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
      <Form.Item name="files" label="证明材料">
        <ReviewUpload />
      </Form.Item>
    </EntryDialog>
  );
}
