import type { ProjectView } from '@lianghuan/contracts';
import { RESERVE_TRANSITIONS } from '@lianghuan/contracts';
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { ApiError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { dayOf } from '../format/date.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { useCan } from '../session/session.queries.js';
import { ReviewStatusTag, SeatProgress } from './review-tags.js';
import './review.css';
import { useReviewPackets, useReviewUnits, useSubmitReview } from './review.queries.js';

/** 联评联审 of a project: its submissions, and the way to the next. */
export function ReviewPanel({ project }: { readonly project: ProjectView }) {
  const can = useCan();
  const [isOpen, setOpen] = useState(false);
  const packets = useReviewPackets({ projectId: project.id, pageSize: 5 });
  const isUnderReview = packets.data?.items.some(({ status }) => status === 'open') === true;
  const maySubmit =
    can('review.submit') &&
    project.can.edit &&
    project.archivedAt === null &&
    packets.data !== undefined &&
    !isUnderReview &&
    (project.reserveState === 'pending' || RESERVE_TRANSITIONS[project.reserveState].pending !== undefined);
  return (
    <Panel
      title="联评联审"
      extra={
        maySubmit && (
          <Button size="small" type="primary" onClick={() => setOpen(true)}>
            送审
          </Button>
        )
      }
    >
      <LoadState query={packets} rows={2}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p className="faint">还没有送审。</p>
          ) : (
            <>
              <ul className="packet-list">
                {items.map((packet) => (
                  <li key={packet.id}>
                    <Link to="/reviews/$packetId" params={{ packetId: packet.id }}>
                      第{packet.number}次送审
                    </Link>{' '}
                    <ReviewStatusTag status={packet.status} />
                    <p className="small faint">
                      <SeatProgress seats={packet.seats} /> <span className="number">{dayOf(packet.submittedAt)}</span>
                      {packet.conditions.open > 0 && ` ${packet.conditions.open} 项条件未销号`}
                    </p>
                  </li>
                ))}
              </ul>
              {total > items.length && (
                <Link to="/reviews" search={{ projectId: project.id }} className="small">
                  看全部 {total} 次
                </Link>
              )}
            </>
          )
        }
      </LoadState>
      {isOpen && <SubmitDialog project={project} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function SubmitDialog({ project, onClose }: { readonly project: ProjectView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const submit = useSubmitReview(project.id);
  const units = useReviewUnits();
  const mustChoose = submit.error instanceof ApiError && submit.error.code === 'REVIEW_LINE_UNIT_UNKNOWN';
  return (
    <EntryDialog<{ note?: string; lineOrganisationId?: string }>
      title="送联评联审"
      okText="送审"
      step={submit}
      onCancel={onClose}
      onFinish={({ note, lineOrganisationId }) =>
        submit.mutate(
          {
            version: project.version,
            ...(note?.trim() ? { note: note.trim() } : {}),
            ...(lineOrganisationId ? { lineOrganisationId } : {}),
          },
          {
            onSuccess: (packet) => {
              void message.success('已送审');
              onClose();
              void navigate({ to: '/reviews/$packetId', params: { packetId: packet.id } });
            },
          },
        )
      }
    >
      <p className="soft gap-below">
        现在的内容整体冻结，同时送投资主管、行业主管和用地、林地、环境、用能、用水五个要素保障席。评审期间关键信息不能修改；需要改时先撤回。
      </p>
      <Form.Item
        name="lineOrganisationId"
        label="行业主管部门"
        validateStatus={mustChoose ? 'error' : undefined}
        rules={[{ required: mustChoose, message: '请选择行业主管部门' }]}
      >
        <Select
          allowClear
          placeholder="按所属行业自动确定"
          loading={units.isPending}
          options={units.data?.line.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="note" label="送审说明">
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
    </EntryDialog>
  );
}
