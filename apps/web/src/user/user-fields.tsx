import { fitsUnit, ROLE_CODES, ROLES, type Role } from '@lianghuan/contracts';
import { Form, Input, Select } from 'antd';
import { useOrganisations } from './user.queries.js';

const REACH: Readonly<Record<'own' | 'area' | 'city', string>> = { own: '本人和本单位', area: '本地区', city: '全市' };

export function DisplayNameItem() {
  return (
    <Form.Item
      name="displayName"
      label="姓名"
      rules={[{ required: true, whitespace: true, max: 40, message: '请填写姓名，最多40个字' }]}
    >
      <Input />
    </Form.Item>
  );
}

/** Unit and roles of an account. */
export function RightsItems() {
  const organisations = useOrganisations();
  const organisationId = Form.useWatch('organisationId') as string | undefined;
  const unit = organisations.data?.find(({ id }) => id === organisationId);
  return (
    <>
      <Form.Item name="organisationId" label="单位" rules={[{ required: true, message: '请选择单位' }]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={organisations.isPending}
          notFoundContent={organisations.isError ? '单位没能取到，请稍后再试' : undefined}
          options={organisations.data?.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder="请选择"
        />
      </Form.Item>
      <Form.Item
        name="roles"
        label="角色"
        extra="灰色的不适用于所选单位"
        rules={[{ required: true, message: '请至少选一个角色' }]}
      >
        <Select<Role[]>
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={ROLE_CODES.map((code) => ({
            value: code,
            label: `${ROLES[code].term}（看得到：${REACH[ROLES[code].reach]}）`,
            disabled: unit !== undefined && !fitsUnit(code, unit.areaCode),
          }))}
          placeholder="可多选"
        />
      </Form.Item>
    </>
  );
}

/** A password somebody sets for another. */
export function InitialPasswordItem() {
  return (
    <Form.Item
      name="password"
      label="初始密码"
      extra="至少10位；本人首次登录时须改成自己的密码"
      rules={[{ required: true, min: 10, max: 200, message: '密码至少10位' }]}
    >
      <Input.Password autoComplete="new-password" />
    </Form.Item>
  );
}
