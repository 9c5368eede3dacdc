import { CITY_AREA, type CreateLead } from '@lianghuan/contracts';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Form, Input } from 'antd';
import { textOfError } from '../api/api-error.js';
import { Page } from '../app/page.js';
import { shortcutText, useSaveShortcut } from '../app/shortcut.js';
import { today } from '../format/date.js';
import { AreaSelect } from '../reference/area-select.js';
import { useMe } from '../session/session.queries.js';
import { daysAfter } from './due.js';
import './lead.css';
import { useCreateLead } from './lead.queries.js';
import { NextStepFields } from './lead-next-step-dialog.js';
import { RecordSelect } from './record-select.js';

const route = getRouteApi('/shell/leads/new');

interface Values {
  readonly enterpriseId: string;
  readonly projectId?: string;
  readonly areaCode?: string | null;
  readonly nextStep: string;
  readonly nextStepOn: string;
  readonly note?: string;
}

/** 登记线索: for an enterprise that did not come from a suggestion. */
export function LeadFormPage() {
  const { enterpriseId, projectId } = route.useSearch();
  const me = useMe();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const create = useCreateLead();
  useSaveShortcut(() => {
    if (!create.isPending) form.submit();
  });
  const chosenProject = Form.useWatch('projectId', form);
  const submit = ({ enterpriseId: enterprise, projectId: project, areaCode, nextStep, nextStepOn, note }: Values) => {
    const input: CreateLead = {
      enterpriseId: enterprise,
      nextStep: nextStep.trim(),
      nextStepOn,
      ...(project === undefined ? {} : { projectId: project }),
      ...(project !== undefined || !areaCode ? {} : { areaCode }),
      ...(note?.trim() ? { note: note.trim() } : {}),
    };
    create.mutate(input, {
      onSuccess: (lead) => {
        void message.success(`已登记线索 ${lead.code}`);
        void navigate({ to: '/leads/$leadId', params: { leadId: lead.id }, replace: true });
      },
    });
  };
  return (
    <Page title="登记线索" parent={{ path: '/leads', title: '线索' }}>
      <div className="panel panel-body narrow-form">
        {create.isError && (
          <Alert type="error" showIcon role="alert" className="gap-below" title={textOfError(create.error)} />
        )}
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark="optional"
          initialValues={{
            enterpriseId,
            projectId,
            areaCode: me.organisation.areaCode === CITY_AREA ? undefined : me.organisation.areaCode,
            nextStepOn: daysAfter(today(), 3),
          }}
          onFinish={submit}
          scrollToFirstError={{ block: 'center', focus: true }}
        >
          <Form.Item
            name="enterpriseId"
            label="企业"
            rules={[{ required: true, message: '请选择企业' }]}
            extra="企业已由别的单位跟进时不能再登记，系统会告诉您该找谁。"
          >
            <RecordSelect register="enterprise" placeholder="输入企业名称、简称或拼音首字母" />
          </Form.Item>
          <Form.Item name="projectId" label="对应项目">
            <RecordSelect register="project" placeholder="输入项目名称" filter={{ placement: 'local' }} />
          </Form.Item>
          {chosenProject === undefined && (
            <Form.Item
              name="areaCode"
              label="意向地区"
              required
              rules={[{ required: true, message: '没有对应项目时，请选择意向地区' }]}
            >
              <AreaSelect />
            </Form.Item>
          )}
          <NextStepFields />
          <Form.Item name="note" label="情况说明">
            <Input.TextArea
              autoSize={{ minRows: 3, maxRows: 10 }}
              maxLength={1000}
              showCount
              placeholder="线索从哪里来，对方的意向"
            />
          </Form.Item>
          <div className="form-actions">
            <Button type="primary" htmlType="submit" loading={create.isPending} title={shortcutText('S')}>
              登记
            </Button>
            <Button onClick={() => void navigate({ to: '/leads' })}>取消</Button>
          </div>
        </Form>
      </div>
    </Page>
  );
}
