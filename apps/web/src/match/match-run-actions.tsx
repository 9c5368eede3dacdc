import { RedoOutlined, StopOutlined } from '@ant-design/icons';
import type { MatchRunView } from '@lianghuan/contracts';
import { App, Button } from 'antd';
import { textOfError } from '../api/api-error.js';
import { useCancelMatchRun, useRetryMatchRun } from './match.queries.js';

/** Stop a run that is under way, or try a failed one again. */
export function MatchRunActions({ run, size }: { readonly run: MatchRunView; readonly size?: 'small' }) {
  const { modal, message } = App.useApp();
  const cancel = useCancelMatchRun(run.id);
  const retry = useRetryMatchRun(run.id);
  const onError = (error: Error) => void message.error(textOfError(error));
  const ask = () => {
    void modal.confirm({
      title: '取消这次匹配？',
      content: '已算出的结果不会采用，原来的建议仍然有效。以后可以重新提交。',
      okText: '取消匹配',
      cancelText: '继续等待',
      okButtonProps: { danger: true },
      onOk: () => cancel.mutateAsync(undefined).then(() => void message.success('已取消'), onError),
    });
  };
  if (!run.can.cancel && !run.can.retry) return null;
  return (
    <span className="run-actions">
      {run.can.cancel && (
        <Button size={size} danger icon={<StopOutlined aria-hidden="true" />} loading={cancel.isPending} onClick={ask}>
          取消匹配
        </Button>
      )}
      {run.can.retry && (
        <Button
          size={size}
          icon={<RedoOutlined aria-hidden="true" />}
          loading={retry.isPending}
          onClick={() => retry.mutate(undefined, { onSuccess: () => void message.success('已重新排队'), onError })}
        >
          重试
        </Button>
      )}
    </span>
  );
}
