import { Link } from '@tanstack/react-router';
import { Result } from 'antd';

export function NotFoundPage() {
  return (
    <Result
      icon={null}
      title="没有这个页面"
      subTitle="地址可能写错了，或者页面已经移走。"
      extra={<Link to="/">回到工作台</Link>}
    />
  );
}
