import { DownloadOutlined } from '@ant-design/icons';
import { codesOf, errorText, termOf, type ConnectorRowView, type ConnectorRunView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert, App, Button, Checkbox } from 'antd';
import { useState } from 'react';
import { AccessLink } from '../access/access-link.js';
import { textOfError } from '../api/api-error.js';
import { apiUrl } from '../api/client.js';
import { BatchRows } from '../app/batch-rows.js';
import { LoadState } from '../app/load-state.js';
import { OutcomeSwitch } from '../app/outcome-switch.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { UndoReport } from '../app/undo-report.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { isUnderWay, useActOnRun, useConnectorRows, useConnectorRun, useRunConnector } from './connector.queries.js';
import { PartUndo, PartUndos } from './part-undo.js';
import './connector.css';
import { UnknownValues } from './unknown-values.js';
import { RunCounts, RunStatus, VERDICT_TONES } from './run-tags.js';

const route = getRouteApi('/shell/connectors/runs/$connectorRunId');
const PAGE_SIZE = 50;

/** One run of a connector: the files, what became of each row, and the way back. */
export function ConnectorRunPage() {
  const { connectorRunId } = route.useParams();
  const query = useConnectorRun(connectorRunId);
  const run = query.data;
  return (
    <Page
      title={run === undefined ? '运行' : `${run.connectorName}：${termOf('connectorMode', run.mode)}`}
      parent={{ path: '/connectors', title: '数据连接' }}
      meta={
        run !== undefined && (
          <>
            <RunStatus run={run} />
            <span>
              {run.requestedByName ?? '按时间表'} <span className="number">{formatInstant(run.requestedAt)}</span>
            </span>
            <span>责任人 {run.responsibleName}</span>
          </>
        )
      }
      actions={run !== undefined && <Actions run={run} />}
    >
      <LoadState query={query} rows={8}>
        {(data) => (
          <>
            <State run={data} />
            {data.counts.error > 0 && <UnknownValues run={data} />}
            <Rows run={data} />
            <AccessLink subject="connector_run" record={data.id} />
          </>
        )}
      </LoadState>
    </Page>
  );
}

function Actions({ run }: { readonly run: ConnectorRunView }) {
  const { message } = App.useApp();
  const act = useActOnRun(run.id);
  const start = useRunConnector(run.connectorId);
  const navigate = route.useNavigate();
  const again = (mode: 'preview' | 'write') =>
    start.mutate(mode, {
      onSuccess: ({ id }) => void navigate({ to: '/connectors/runs/$connectorRunId', params: { connectorRunId: id } }),
      onError: (error) => void message.error(textOfError(error)),
    });
  return (
    <>
      {run.counts.error > 0 && (
        <Button icon={<DownloadOutlined />} href={apiUrl(`/connector-runs/${run.id}/errors`)}>
          下载有误的行
        </Button>
      )}
      {run.can.run && !isUnderWay(run) && run.mode === 'preview' && (
        <>
          <Button loading={start.isPending} onClick={() => again('preview')}>
            再预演
          </Button>
          <Button type="primary" loading={start.isPending} onClick={() => again('write')}>
            现在写入
          </Button>
        </>
      )}
      {run.can.cancel && (
        <Button
          loading={act.isPending}
          onClick={() => act.mutate({ verb: 'cancel' }, { onError: (error) => void message.error(textOfError(error)) })}
        >
          停止
        </Button>
      )}
      {run.can.undo && (
        <ReasonButton
          label="撤销这次写入"
          title="撤销这次写入"
          text="更新过的恢复原值，采用过的待定值一并恢复，新建的企业撤下，未核实的动态作废，未决定的待定值撤回；之后又被人改过的不动，并列出是谁改的。文件可以重新投放。"
          okText="撤销"
          isDangerous
          step={{ ...act, mutate: (reason, options) => act.mutate({ verb: 'undo', reason }, options) }}
          doneText="已开始撤销"
        />
      )}
    </>
  );
}

function State({ run }: { readonly run: ConnectorRunView }) {
  const can = useCan();
  const isOpen = run.status === 'queued' || run.status === 'running';
  return (
    <>
      {run.errorCode !== null && (
        <Alert
          type="error"
          showIcon
          className="gap-below"
          title={`没有完成：${errorText(run.errorCode, run.errorDetails ?? {})}`}
        />
      )}
      <UndoNote run={run} />
      <PartUndos run={run} />
      <div className="gap-below">
        <Panel title="结果">
          <div className="connector-card">
            <p aria-live="polite">
              {isOpen && <span className="soft">已读 {formatNumber(run.progressDone)} 行，可以离开本页。 </span>}
              <RunCounts counts={run.counts} />
            </p>
            {run.mode === 'preview' && <p className="faint small">预演不写入任何内容，文件仍在原处。</p>}
            {run.openProposals > 0 && can('enterprise.update') && (
              <p>
                <Link to="/field-proposals" search={{ runId: run.id, state: 'open' }}>
                  {formatNumber(run.openProposals)} 个值与人工填写的不同，去决定
                </Link>
              </p>
            )}
            {run.deliveries.length === 0 && !isOpen && <p className="faint">没有可读的文件。</p>}
            <ul className="findings">
              {run.deliveries.map((delivery) => (
                <li key={delivery.id}>
                  {delivery.name}{' '}
                  <StatusDot
                    tone={
                      delivery.status === 'taken' || delivery.status === 'previewed'
                        ? 'ok'
                        : delivery.status === 'taking'
                          ? 'accent'
                          : 'bad'
                    }
                  >
                    {termOf('deliveryStatus', delivery.status)}
                  </StatusDot>{' '}
                  <span className="faint">
                    <span className="number">{formatNumber(delivery.rowCount)}</span> 行，SHA-256{' '}
                    <span className="number">{delivery.sha256.slice(0, 16)}</span>
                    {delivery.errorCode !== null && `：${errorText(delivery.errorCode, delivery.errorDetails ?? {})}`}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        </Panel>
      </div>
    </>
  );
}

function UndoNote({ run }: { readonly run: ConnectorRunView }) {
  if (!run.isUndone) return null;
  if (run.undo === null) return <Alert type="success" showIcon className="gap-below" title="已撤销" />;
  return <UndoReport undo={run.undo} batch={`/connector-runs/${run.id}`} register="enterprise" />;
}

function Rows({ run }: { readonly run: ConnectorRunView }) {
  const { verdict, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const rows = useConnectorRows(run, verdict, page, PAGE_SIZE);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (id: string, isChosen: boolean) =>
    setChosen((before) => new Set(isChosen ? [...before, id] : [...before].filter((one) => one !== id)));
  if (run.progressDone === 0) return null;
  return (
    <section className="panel panel-body" aria-label="逐行结果">
      <OutcomeSwitch
        dictionary="connectorVerdict"
        counts={run.counts}
        value={verdict}
        onChange={(code) =>
          void navigate({ search: { verdict: codesOf('connectorVerdict').find((one) => one === code) }, replace: true })
        }
      />
      <PartUndo run={run} chosen={chosen} onDone={() => setChosen(new Set())} />
      <BatchRows
        query={rows}
        className="stacked-table"
        headings={['文件与行', '企业', '结果', '变化或原因']}
        row={(row) => (
          <Row
            key={`${row.deliveryName} ${row.rowNumber}`}
            row={row}
            chooser={
              run.can.undo && !row.isUndone && row.enterpriseId !== null && BROUGHT.has(row.verdict)
                ? { isChosen: chosen.has(row.enterpriseId), choose }
                : undefined
            }
          />
        )}
        page={page}
        pageSize={PAGE_SIZE}
        onTurn={(next) => void navigate({ search: { verdict, page: next } })}
      />
    </section>
  );
}

/** Verdicts by which a run brought something of an enterprise that can be taken back. */
const BROUGHT: ReadonlySet<ConnectorRowView['verdict']> = new Set(['create', 'update', 'propose', 'signal']);

interface RowProps {
  readonly row: ConnectorRowView;
  /** Not there: what this row brought cannot be taken back apart. */
  readonly chooser?: {
    readonly isChosen: boolean;
    readonly choose: (enterpriseId: string, isChosen: boolean) => void;
  };
}

function Row({ row, chooser }: RowProps) {
  return (
    <tr>
      <td>
        {row.deliveryName}
        <div className="faint small">
          第 <span className="number">{formatNumber(row.rowNumber)}</span> 行
        </div>
      </td>
      <td>
        {chooser !== undefined && row.enterpriseId !== null && (
          <Checkbox
            className="part-choice"
            aria-label={`选择${row.name ?? '这家企业'}，以便单独撤销`}
            checked={chooser.isChosen}
            onChange={({ target }) => chooser.choose(row.enterpriseId ?? '', target.checked)}
          />
        )}
        {row.enterpriseId === null ? (
          (row.name ?? <span className="faint">未写明</span>)
        ) : (
          <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: row.enterpriseId }}>
            {row.name ?? '查看企业'}
          </Link>
        )}
      </td>
      <td>
        <StatusDot tone={VERDICT_TONES[row.verdict]}>{termOf('connectorVerdict', row.verdict)}</StatusDot>
        {row.isUndone && <div className="faint small">这家已单独撤销</div>}
      </td>
      <td className="connector-change">
        {row.issues.map(({ title, message }) => (
          <div key={`${title}${message}`}>{title === '' ? message : `${title}：${message}`}</div>
        ))}
        {row.aliases.map(({ title, said, means }) => (
          <div key={`${title} ${said}`} className="faint">
            {title}：“{said}”按值对应读作“{means}”
          </div>
        ))}
        {Object.entries(row.changes).map(([title, [before, after]]) => (
          <div key={title}>
            {title}：<span className="faint">{before === '' ? '空' : before}</span> → {after}
          </div>
        ))}
      </td>
    </tr>
  );
}
