import type { ChangePassword } from '@lianghuan/contracts';
import { Form, Input } from 'antd';

/** What is typed to set an own password. */
export interface PasswordValues extends ChangePassword {
  readonly again: string;
}

/** 原密码, 新密码 and the new one once more; inside a form of {@link PasswordValues}. */
export function PasswordItems({ currentLabel = '原密码' }: { readonly currentLabel?: string }) {
  return (
    <>
      <Form.Item name="current" label={currentLabel} rules={[{ required: true, message: '请填写现在的密码' }]}>
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="next"
        label="新密码"
        extra="至少10位，不必有符号；几个不相干的词最好记也最难猜"
        rules={[{ required: true, min: 10, max: 200, message: '密码至少10位' }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label="再输一次新密码"
        dependencies={['next']}
        rules={[
          { required: true, message: '请再输一次' },
          ({ getFieldValue }) => ({
            validator: (_rule, again) =>
              !again || again === getFieldValue('next')
                ? Promise.resolve()
                : Promise.reject(new Error('两次输入不一样')),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
