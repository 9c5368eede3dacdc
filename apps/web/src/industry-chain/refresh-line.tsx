import { ReloadOutlined } from '@ant-design/icons';
import type { ChainRefreshView } from '@lianghuan/contracts';
import { App, Button } from 'antd';
import { textOfError } from '../api/api-error.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { useCan } from '../session/session.queries.js';
import { useChainRefresh } from './chain.queries.js';

/** When and by which rules the shown figures were computed. */
export function RefreshLine({ refresh }: { readonly refresh: ChainRefreshView | null }) {
  if (refresh === null) return <span>尚未测算，登记的数据会自动测算</span>;
  return (
    <>
      <span>
        测算于 <span className="number">{formatInstant(refresh.asOf)}</span>
      </span>
      <span className="number">规则 {refresh.ruleVersion}</span>
      <span className="number">
        {formatNumber(refresh.counts['nodes'] ?? 0)} 个环节、{formatNumber(refresh.counts['enterprises'] ?? 0)} 家企业
      </span>
    </>
  );
}

/** Computes anew at once; otherwise it happens by itself soon after a change. */
export function RefreshButton() {
  const { message } = App.useApp();
  const can = useCan();
  const refresh = useChainRefresh();
  if (!can('chain.update')) return null;
  return (
    <Button
      icon={<ReloadOutlined aria-hidden="true" />}
      loading={refresh.isPending}
      onClick={() =>
        refresh.mutate(undefined, {
          onSuccess: ({ status }) =>
            void (status === 'done' ? message.success('已重新测算') : message.error('测算没有成功，请稍后再试')),
          onError: (error) => void message.error(textOfError(error)),
        })
      }
    >
      重新测算
    </Button>
  );
}
