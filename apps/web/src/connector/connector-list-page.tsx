import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { type ConnectorView, errorText, termOf } from '@lianghuan/contracts';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { App, Button, Empty, Upload } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Pager } from '../app/pager.js';
import { Panel } from '../app/panel.js';
import { formatBytes } from '../attachment/bytes.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { AliasDialog } from './alias-dialog.js';
import { ConnectorDialog } from './connector-dialog.js';
import {
  isUnderWay,
  useBringFile,
  useConnectorRuns,
  useConnectors,
  useRunConnector,
  useWaiting,
} from './connector.queries.js';
import './connector.css';
import { RunCounts, RunStatus } from './run-tags.js';

const route = getRouteApi('/shell/connectors');
const PAGE_SIZE = 20;

/** 数据连接: the vendors whose data comes in, what lies ready at each, and what the runs brought. */
export function ConnectorListPage() {
  const can = useCan();
  const list = useConnectors();
  const [editing, setEditing] = useState<ConnectorView | 'new'>();
  return (
    <Page
      title="数据连接"
      meta={<span>外部数据进库的通道。人工填写的内容不会被覆盖：有出入的列入「待定值」，由人决定。</span>}
      actions={
        can('connector.manage') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            新建连接
          </Button>
        )
      }
    >
      <LoadState query={list} rows={6} isWholePage>
        {(connectors) =>
          connectors.length === 0 ? (
            <div className="panel panel-body">
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={can('connector.manage') ? '还没有数据连接' : '没有由您负责的数据连接'}
              />
            </div>
          ) : (
            connectors.map((connector) => (
              <div key={connector.id} className="gap-below">
                <ConnectorCard connector={connector} onEdit={() => setEditing(connector)} />
              </div>
            ))
          )
        }
      </LoadState>
      <Runs />
      {editing !== undefined && (
        <ConnectorDialog connector={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
    </Page>
  );
}

function ConnectorCard({ connector, onEdit }: { readonly connector: ConnectorView; readonly onEdit: () => void }) {
  const { lastRun } = connector;
  const [isShowingAliases, setShowingAliases] = useState(false);
  return (
    <Panel
      title={connector.name}
      extra={
        <>
          <Button
            type="link"
            size="small"
            aria-label={`${connector.name}的值对应`}
            onClick={() => setShowingAliases(true)}
          >
            值对应 {formatNumber(connector.aliases.length)}
          </Button>
          {connector.can.manage && (
            <Button type="link" size="small" aria-label={`修改${connector.name}`} onClick={onEdit}>
              修改
            </Button>
          )}
        </>
      }
    >
      <div className="connector-card">
        <p>
          <StatusDot tone={connector.isEnabled ? 'ok' : 'muted'}>{connector.isEnabled ? '启用' : '停用'}</StatusDot>{' '}
          <span className="soft">
            {termOf('connectorKind', connector.kind)}，来源 {connector.sourceName}（
            {termOf('sourceKind', connector.sourceKind)}，可信度{termOf('confidence', connector.confidence)}），
            {connector.createsEnterprises ? '新建库中没有的企业' : '只补充已有企业'}，
            {connector.everyMinutes === null ? '人工运行' : `每 ${formatNumber(connector.everyMinutes)} 分钟查看一次`}
            ，责任人 {connector.responsibleName}
          </span>
        </p>
        {!connector.isResponsibleAble && (
          <p>
            <StatusDot tone="bad">责任人已不能登录或不能登记企业，运行会失败，请更换</StatusDot>
          </p>
        )}
        <Waiting connector={connector} />
        {lastRun !== null && (
          <p>
            最近一次{' '}
            <Link to="/connectors/runs/$connectorRunId" params={{ connectorRunId: lastRun.id }}>
              <span className="number">{formatInstant(lastRun.requestedAt)}</span>
            </Link>{' '}
            <RunStatus run={lastRun} />
          </p>
        )}
        {isShowingAliases && <AliasDialog connector={connector} onClose={() => setShowingAliases(false)} />}
      </div>
    </Panel>
  );
}

function Waiting({ connector }: { readonly connector: ConnectorView }) {
  const waiting = useWaiting(connector.id);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const run = useRunConnector(connector.id);
  const bring = useBringFile(connector.id);
  const isBusy = connector.lastRun !== null && isUnderWay(connector.lastRun);
  const start = (mode: 'preview' | 'write') =>
    run.mutate(mode, {
      onSuccess: ({ id }) => void navigate({ to: '/connectors/runs/$connectorRunId', params: { connectorRunId: id } }),
      onError: (error) => void message.error(textOfError(error)),
    });
  return (
    <LoadState query={waiting} rows={1}>
      {({ place, waiting: files, ignored }) => (
        <>
          <p className="soft">
            投放位置 <code>{place}</code>
            （在数据目录内）：{files.length === 0 ? '没有等待处理的文件' : `${files.length} 个文件等待处理`}
          </p>
          {files.length > 0 && (
            <ul className="connector-waiting">
              {files.map(({ name, sizeBytes, isSettled }) => (
                <li key={name}>
                  {name} <span className="faint number">{formatBytes(sizeBytes)}</span>
                  {!isSettled && <span className="faint">，刚有改动，稍后再取</span>}
                </li>
              ))}
            </ul>
          )}
          {ignored.length > 0 && <p className="faint small">不处理：{ignored.join('、')}</p>}
          {connector.can.run && (
            <div className="connector-actions">
              <Upload
                accept=".csv,.xlsx,.json,.jsonl"
                showUploadList={false}
                beforeUpload={(file) => {
                  bring.mutate(file, {
                    onSuccess: () => void message.success(`已放入 ${file.name}`),
                    onError: (error) => void message.error(textOfError(error)),
                  });
                  return false;
                }}
              >
                <Button icon={<UploadOutlined />} loading={bring.isPending}>
                  放入文件
                </Button>
              </Upload>
              <Button disabled={files.length === 0 || isBusy} loading={run.isPending} onClick={() => start('preview')}>
                预演
              </Button>
              <Button
                type="primary"
                disabled={files.length === 0 || isBusy}
                loading={run.isPending}
                onClick={() => start('write')}
              >
                {isBusy ? '正在运行' : '现在写入'}
              </Button>
            </div>
          )}
        </>
      )}
    </LoadState>
  );
}

/** Every run, newest first. */
function Runs() {
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const runs = useConnectorRuns(page, PAGE_SIZE);
  return (
    <Panel title="运行记录">
      <LoadState query={runs} rows={4}>
        {({ items, total }) =>
          total === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有运行过" />
          ) : (
            <>
              <ul className="findings connector-runs">
                {items.map((run) => (
                  <li key={run.id}>
                    <Link to="/connectors/runs/$connectorRunId" params={{ connectorRunId: run.id }}>
                      {run.connectorName} <span className="number">{formatInstant(run.requestedAt)}</span>
                    </Link>{' '}
                    <RunStatus run={run} />{' '}
                    <span className="faint">
                      {run.requestedByName ?? '按时间表'}
                      {run.errorCode === null ? '' : `：${errorText(run.errorCode, run.errorDetails ?? {})}`}
                    </span>
                    <div>
                      <RunCounts counts={run.counts} />
                    </div>
                  </li>
                ))}
              </ul>
              <Pager
                page={page}
                pageSize={PAGE_SIZE}
                total={total}
                onTurn={(next) => void navigate({ search: { page: next } })}
              />
            </>
          )
        }
      </LoadState>
    </Panel>
  );
}
