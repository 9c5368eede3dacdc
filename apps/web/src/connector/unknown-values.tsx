import type { ConnectorRunView, ConnectorUnknownValue } from '@lianghuan/contracts';
import { App, Button } from 'antd';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { formatNumber } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { AliasForm } from './alias-form.js';
import { useSaveAlias, useUnknownValues } from './connector.queries.js';

/** Values of a run that are in no list, with what they may have been, and where to say what they mean. */
export function UnknownValues({ run }: { readonly run: ConnectorRunView }) {
  const query = useUnknownValues(run);
  return (
    <LoadState query={query} rows={2}>
      {(values) =>
        values.length > 0 && (
          <div className="gap-below">
            <Panel title="不认识的值">
              <p className="faint small">
                来源有自己的写法或代码的，说明对应哪一项；以后读这个来源都按此，本次要再预演或写入一遍。
              </p>
              <ul className="findings">
                {values.map((value) => (
                  <Value key={`${value.field} ${value.said}`} run={run} value={value} />
                ))}
              </ul>
            </Panel>
          </div>
        )
      }
    </LoadState>
  );
}

function Value({ run, value }: { readonly run: ConnectorRunView; readonly value: ConnectorUnknownValue }) {
  const { field, title, said, meant, rows, meansText } = value;
  const { message } = App.useApp();
  const save = useSaveAlias(run.connectorId);
  const isAsked = meansText === null && run.can.teach;
  return (
    <li className="alias-line">
      <span>
        {title}“{said}”{' '}
        <span className="faint small">
          <span className="number">{formatNumber(rows)}</span> 行{meant !== null && `，是否应为“${meant}”？`}
        </span>
        {meant !== null && isAsked && (
          <Button
            type="link"
            size="small"
            aria-label={`“${said}”就是“${meant}”`}
            loading={save.isPending}
            onClick={() =>
              save.mutate({ field, said, means: meant }, { onError: (error) => void message.error(textOfError(error)) })
            }
          >
            是
          </Button>
        )}
      </span>
      {meansText !== null && <StatusDot tone="ok">已对应为 {meansText}</StatusDot>}
      {isAsked && <AliasForm connectorId={run.connectorId} of={{ field, said }} />}
    </li>
  );
}
