import { SyncOutlined } from '@ant-design/icons';
import { termOf } from '@lianghuan/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { useCan } from '../session/session.queries.js';
import { isUnderWay, useMatchRun, useRequestMatchRun } from './match.queries.js';
import { runProblem } from './match-run-status.js';

/** Matches one project anew and shows the fresh list when it is there. */
export function RematchButton({ projectId, isFirst }: { readonly projectId: string; readonly isFirst: boolean }) {
  const can = useCan();
  const { message } = App.useApp();
  const client = useQueryClient();
  const request = useRequestMatchRun();
  const [runId, setRunId] = useState<string>();
  const run = useMatchRun(runId);
  /** The run whose end was told already. */
  const told = useRef<string>(undefined);
  const status = run.data?.status;
  const isWaiting = request.isPending || (runId !== undefined && (run.data === undefined || isUnderWay(run.data)));

  useEffect(() => {
    if (run.data === undefined || isUnderWay(run.data) || told.current === run.data.id) return;
    told.current = run.data.id;
    if (run.data.status === 'done') {
      void message.success('已按最新数据重新匹配');
      void client.invalidateQueries({ queryKey: ['suggestion'] });
      void client.invalidateQueries({ queryKey: ['package'] });
      void client.invalidateQueries({ queryKey: ['home'] });
    } else {
      void message.error(`匹配没有完成：${runProblem(run.data) ?? termOf('jobStatus', run.data.status)}`);
    }
  }, [run.data, client, message]);

  if (!can('match.run')) return null;
  return (
    <Button
      type={isFirst ? 'primary' : 'default'}
      icon={<SyncOutlined aria-hidden="true" />}
      loading={isWaiting}
      onClick={() =>
        request.mutate(
          { projectIds: [projectId], topPerProject: 30 },
          {
            onSuccess: ({ id }) => setRunId(id),
            onError: (error) => void message.error(textOfError(error)),
          },
        )
      }
    >
      {isWaiting && status !== undefined && runId !== undefined
        ? termOf('jobStatus', status)
        : isFirst
          ? '立即匹配'
          : '重新匹配'}
    </Button>
  );
}
