import type { LeadView } from '@lianghuan/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Select } from 'antd';
import { LoadState } from '../app/load-state.js';
import { FormDialog } from '../app/form-dialog.js';
import { useOrganisations, useUpdateLead } from './lead.queries.js';

interface Values {
  readonly sharedOrganisationIds: string[];
}

/** Units that work on the lead together with its owner, and so may see and move it. */
export function LeadShareDialog({ lead, onClose }: { readonly lead: LeadView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const organisations = useOrganisations(true);
  const update = useUpdateLead(lead.id);
  const submit = ({ sharedOrganisationIds }: Values) =>
    update.mutate(
      { sharedOrganisationIds, version: lead.version },
      {
        onSuccess: () => {
          void message.success(
            sharedOrganisationIds.length === 0 ? '已停止共享' : `已与${sharedOrganisationIds.length}个单位共享`,
          );
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={`共享：${lead.enterprise.name}`}
      okText="保存"
      isPending={update.isPending}
      error={update.error}
      onRefresh={() => void client.invalidateQueries({ queryKey: ['lead'] }).then(() => update.reset())}
      onOk={() => (organisations.data === undefined ? undefined : form.submit())}
      onCancel={onClose}
    >
      <p className="soft gap-below">
        共享的单位可以查看并一起推进这条线索；首报单位（{lead.organisationName}）不变。移出后对方不再能看到。
      </p>
      <LoadState query={organisations} rows={2}>
        {(units) => (
          <Form<Values>
            form={form}
            layout="vertical"
            initialValues={{ sharedOrganisationIds: lead.sharedOrganisationIds }}
            onFinish={submit}
          >
            <Form.Item name="sharedOrganisationIds" label="共享给">
              <Select<string[]>
                mode="multiple"
                placeholder="请选择单位"
                maxCount={20}
                showSearch={{ optionFilterProp: 'label' }}
                options={units
                  .filter(({ name }) => name !== lead.organisationName)
                  .map(({ id, name }) => ({ value: id, label: name }))}
              />
            </Form.Item>
          </Form>
        )}
      </LoadState>
    </FormDialog>
  );
}
