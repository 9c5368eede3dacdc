import { CreateEnterpriseSite, type EnterpriseSiteView, UpdateEnterpriseSite } from '@lianghuan/contracts';
import { App } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { FieldInputs } from '../register/field-inputs.js';
import { registerFields } from '../register/register-field.js';
import { changedValues, filledValues, initialValues } from '../register/row-changes.js';
import { useRecordSite, useUpdateSite } from './site.queries.js';

const FIELDS = registerFields(CreateEnterpriseSite);

interface SiteDialogProps {
  readonly enterpriseId: string;
  /** The site to change; none: a new one. */
  readonly site?: EnterpriseSiteView;
  readonly onClose: () => void;
}

/** Records a 厂区 of an enterprise, or changes one. */
export function SiteDialog({ enterpriseId, site, onClose }: SiteDialogProps) {
  const { message } = App.useApp();
  const record = useRecordSite(enterpriseId);
  const update = useUpdateSite(site?.id ?? '');
  const base = initialValues(FIELDS, site);
  const onSuccess = () => {
    void message.success(site === undefined ? '已登记' : '已保存');
    onClose();
  };
  return (
    <EntryDialog<Record<string, unknown>>
      title={site === undefined ? '登记厂区' : '修改厂区'}
      okText={site === undefined ? '登记' : '保存'}
      step={site === undefined ? record : update}
      width={720}
      onCancel={onClose}
      requiredMark={false}
      initialValues={base}
      onFinish={(values) => {
        if (site === undefined) record.mutate(CreateEnterpriseSite.parse(filledValues(FIELDS, values)), { onSuccess });
        else {
          const changes = { ...changedValues(FIELDS, base, values), version: site.version };
          update.mutate(UpdateEnterpriseSite.parse(changes), { onSuccess });
        }
      }}
    >
      <FieldInputs fields={FIELDS} />
    </EntryDialog>
  );
}
