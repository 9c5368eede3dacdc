import { Steps } from 'antd';

/** Where an import stands: file, check, write. */
export function ImportSteps({
  current,
  isFailed = false,
}: {
  readonly current: 0 | 1 | 2 | 3;
  readonly isFailed?: boolean;
}) {
  return (
    <Steps
      className="import-steps"
      size="small"
      current={current}
      status={isFailed ? 'error' : current === 3 ? 'finish' : 'process'}
      items={[{ title: '选择文件' }, { title: '逐行校验' }, { title: '确认写入' }]}
    />
  );
}
