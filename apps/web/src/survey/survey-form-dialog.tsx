import {
  codesOf,
  SURVEY_FIELDS,
  surveyFieldTerm,
  termOf,
  type CreateSurveyCampaign,
  type SurveyCampaignView,
} from '@lianghuan/contracts';
import { Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { today } from '../format/date.js';
import { DayInput } from '../lead/day-input.js';
import { daysAfter } from '../lead/due.js';
import { FormDialog } from '../app/form-dialog.js';
import { useAreas } from '../reference/reference.queries.js';
import { useCreateSurvey, useSurveyLeads, useUpdateSurvey } from './survey.queries.js';

interface SurveyFormDialogProps {
  /** The draft to change; a new one without. */
  readonly campaign?: SurveyCampaignView;
  readonly onClose: () => void;
  readonly onSaved: (campaign: SurveyCampaignView) => void;
}

/** Kinds that say nothing somebody could go and look for. */
const LEFT_OUT: readonly string[] = ['resource.other', 'market.base_fact'];
const FIELD_OPTIONS = [
  { label: '资源', prefix: 'resource.' },
  { label: '市场', prefix: 'market.' },
].map(({ label, prefix }) => ({
  label,
  options: SURVEY_FIELDS.filter((code) => code.startsWith(prefix)).map((code) => ({
    value: code,
    label: surveyFieldTerm(code),
  })),
}));
const LEVEL_OPTIONS = codesOf('supplyLevel').map((level) => ({ value: level, label: termOf('supplyLevel', level) }));
const REQUIRED = [{ required: true, message: '请填写' }];

/** A draft: what is surveyed, where, by when, led by whom. */
export function SurveyFormDialog({ campaign, onClose, onSaved }: SurveyFormDialogProps) {
  const [form] = Form.useForm<CreateSurveyCampaign>();
  const areas = useAreas().filter(({ kind }) => kind === 'county' || kind === 'zone');
  const leads = useSurveyLeads();
  const create = useCreateSurvey();
  const update = useUpdateSurvey(campaign?.id ?? '');
  const step = campaign === undefined ? create : update;
  const year = Number(today().slice(0, 4));
  const initial: Partial<CreateSurveyCampaign> =
    campaign === undefined
      ? {
          title: `${year}年资源与市场摸底普查`,
          year,
          fields: SURVEY_FIELDS.filter((code) => !LEFT_OUT.includes(code)),
          levels: ['city', 'county'],
          areaCodes: areas.map(({ code }) => code),
          opensOn: today(),
          dueOn: daysAfter(today(), 60),
        }
      : {
          ...campaign,
          fields: campaign.fields.map(({ code }) => code),
          areaCodes: campaign.areas.map(({ code }) => code).filter((code) => areas.some((area) => area.code === code)),
          leadOrganisationId: campaign.lead.id,
        };
  // The form starts with the areas, so it waits for them.
  if (areas.length === 0) return null;
  const save = (values: CreateSurveyCampaign) => {
    const input = { ...values, title: values.title.trim(), instructions: values.instructions?.trim() || null };
    if (campaign === undefined) create.mutate(input, { onSuccess: onSaved });
    else update.mutate({ ...input, version: campaign.version }, { onSuccess: onSaved });
  };
  return (
    <FormDialog
      title={campaign === undefined ? '新建普查批次' : '修改草稿'}
      okText="保存草稿"
      width={720}
      isPending={step.isPending}
      error={step.error}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<CreateSurveyCampaign> form={form} layout="vertical" initialValues={initial} onFinish={save}>
        <div className="survey-form">
          <Form.Item name="title" label="批次名称" rules={REQUIRED} className="is-wide">
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="year" label="年度" rules={REQUIRED}>
            <InputNumber min={2020} max={2100} className="full-width" />
          </Form.Item>
          <Form.Item name="leadOrganisationId" label="牵头单位" rules={[{ required: true, message: '请选择' }]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              loading={leads.isPending}
              placeholder="请选择"
              options={(leads.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          <Form.Item name="opensOn" label="开展日期" rules={REQUIRED}>
            <DayInput />
          </Form.Item>
          <Form.Item name="dueOn" label="填报期限" rules={REQUIRED} extra="逢节假日顺延到下一个工作日">
            <DayInput />
          </Form.Item>
          <Form.Item
            name="levels"
            label="层级"
            rules={[{ required: true, message: '请至少选一个' }]}
            extra="市级由各领域的责任部门填报；不选乡镇（园区）的，乡镇和园区的资料计入所在县区的任务"
            className="is-wide"
          >
            <Checkbox.Group options={LEVEL_OPTIONS} />
          </Form.Item>
          <Form.Item
            name="areaCodes"
            label="县区"
            dependencies={['levels']}
            rules={[
              ({ getFieldValue }) => ({
                required: (getFieldValue('levels') as string[]).some((level) => level !== 'city'),
                message: '请至少选一个',
              }),
            ]}
            className="is-wide"
          >
            <Select
              mode="multiple"
              showSearch={{ optionFilterProp: 'label' }}
              options={areas.map(({ code, shortName }) => ({ value: code, label: shortName }))}
            />
          </Form.Item>
          <Form.Item
            name="fields"
            label="领域"
            rules={[{ required: true, message: '请至少选一个' }]}
            className="is-wide"
          >
            <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={FIELD_OPTIONS} />
          </Form.Item>
          <Form.Item name="instructions" label="填报要求" className="is-wide">
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
          </Form.Item>
        </div>
      </Form>
    </FormDialog>
  );
}
