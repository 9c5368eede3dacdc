import { useNavigate } from '@tanstack/react-router';
import { App, Form, InputNumber, Radio } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { RecordsSelect } from '../lead/record-select.js';
import { useMe } from '../session/session.queries.js';
import { useRequestMatchRun } from './match.queries.js';

interface Values {
  readonly scope: 'all' | 'chosen';
  readonly projectIds?: readonly string[];
  readonly topPerProject: number;
}

/** Asks for a run over all projects in reach, or chosen ones. */
export function MatchRunRequestDialog({ onClose }: { readonly onClose: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const scope = Form.useWatch('scope', form) ?? 'all';
  const request = useRequestMatchRun();
  return (
    <EntryDialog<Values>
      title="新的匹配"
      okText="开始匹配"
      step={request}
      onCancel={onClose}
      form={form}
      requiredMark={false}
      initialValues={{ scope: 'all', topPerProject: 30 }}
      onFinish={({ projectIds, topPerProject }) =>
        request.mutate(
          {
            topPerProject,
            ...(scope === 'chosen' && projectIds !== undefined ? { projectIds: [...projectIds] } : {}),
          },
          {
            onSuccess: ({ id }) => {
              void message.success('已提交，正在匹配');
              onClose();
              void navigate({ to: '/match-runs/$matchRunId', params: { matchRunId: id } });
            },
          },
        )
      }
    >
      <p className="soft gap-below">
        按四个库的最新数据，为项目排出最值得接洽的企业，并配上可拿出的资源和市场。已采纳、不采纳的处理都会保留。
      </p>
      <Form.Item name="scope" label="范围">
        <Radio.Group
          options={[
            { value: 'all', label: me.reach === 'city' ? '全市所有项目' : '我可见的所有项目' },
            { value: 'chosen', label: '只为指定项目' },
          ]}
        />
      </Form.Item>
      {scope === 'chosen' && (
        <Form.Item name="projectIds" label="项目" rules={[{ required: true, message: '请至少选择一个项目' }]}>
          <RecordsSelect register="project" placeholder="输入项目名称，可选多个" />
        </Form.Item>
      )}
      <Form.Item
        name="topPerProject"
        label="每个项目保留的建议（条）"
        rules={[{ required: true, message: '请填写 1–200 的整数' }]}
      >
        <InputNumber min={1} max={200} precision={0} />
      </Form.Item>
    </EntryDialog>
  );
}
