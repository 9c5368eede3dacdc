import { Steps } from 'antd';
import { usePhone } from '../app/use-phone.js';

/** Where an import stands: file, check, write. */
export function ImportSteps({
  current,
  isFailed = false,
}: {
  readonly current: 0 | 1 | 2 | 3;
  readonly isFailed?: boolean;
}) {
  const isPhone = usePhone();
  return (
    <Steps
      responsive={false}
      titlePlacement={isPhone ? 'vertical' : 'horizontal'}
      className="import-steps"
      size="small"
      current={current}
      status={isFailed ? 'error' : current === 3 ? 'finish' : 'process'}
      items={[{ title: '选择文件' }, { title: '逐行校验' }, { title: '确认写入' }]}
    />
  );
}
