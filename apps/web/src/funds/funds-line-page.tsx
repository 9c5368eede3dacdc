import { FileOutlined } from '@ant-design/icons';
import { termOf, type FundsLineView } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { apiUrl } from '../api/client.js';
import { LoadFailure } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { AccessLink } from '../access/access-link.js';
import { History } from '../audit/history.js';
import { formatInstant } from '../format/date.js';
import { formatAmount } from '../format/money.js';
import { formatBytes, formatNumber } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import { Fact, Facts } from '../lead/facts.js';
import '../lead/lead.css';
import { useCan } from '../session/session.queries.js';
import { FundsStatusTag } from './funds-status-tag.js';
import './funds.css';
import { fundsLineQuery, useReverseFunds, useWithdrawFunds } from './funds.queries.js';
import { VerifyPanel } from './verify-panel.js';

const route = getRouteApi('/shell/funds/lines/$lineId');
const PARENT = { path: '/funds/lines', title: '到位资金明细' };

export function FundsLinePage() {
  const { lineId } = route.useParams();
  const query = useQuery(fundsLineQuery(lineId));
  if (query.data !== undefined) return <Loaded line={query.data} />;
  return (
    <Page title="到位资金" parent={PARENT}>
      <div className="panel panel-body">
        {query.isError ? (
          <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 8 }} />
        )}
      </div>
    </Page>
  );
}

const HISTORY_FIELDS = [
  { name: 'status', title: '状态', kind: 'choice', dictionary: 'fundsStatus' },
  { name: 'amountCny', title: '填报金额', kind: 'money' },
  { name: 'verifiedAmountCny', title: '认定金额', kind: 'money' },
  { name: 'verdictReason', title: '核验理由', kind: 'text' },
  { name: 'withdrawReason', title: '撤回原因', kind: 'text' },
] as const;

function isRecognised({ status }: FundsLineView): boolean {
  return status === 'verified' || status === 'partly_verified';
}

function Loaded({ line }: { readonly line: FundsLineView }) {
  const can = useCan();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'reverse' | 'withdraw'>();
  return (
    <Page
      title={`到位资金 ${line.code}`}
      heading={<span className="number">{line.code}</span>}
      parent={PARENT}
      meta={
        <>
          <FundsStatusTag status={line.status} />
          {line.reversedById !== null && (
            <Link to="/funds/lines/$lineId" params={{ lineId: line.reversedById }}>
              已冲销，看冲销记录
            </Link>
          )}
          {line.reversalOfId !== null && (
            <Link to="/funds/lines/$lineId" params={{ lineId: line.reversalOfId }}>
              看被冲销的记录
            </Link>
          )}
          {line.replacesId !== null && (
            <Link to="/funds/lines/$lineId" params={{ lineId: line.replacesId }}>
              看退回的原记录
            </Link>
          )}
          {line.replacedById !== null && (
            <Link to="/funds/lines/$lineId" params={{ lineId: line.replacedById }}>
              已补正重报，看新记录
            </Link>
          )}
          {line.isExample && <ExampleTag />}
        </>
      }
      actions={
        <>
          {line.status === 'returned' && can('funds.file') && line.can.withdraw && (
            <Button type="primary" onClick={() => void navigate({ to: '/funds/lines/new', search: { from: line.id } })}>
              补正后重新填报
            </Button>
          )}
          {line.can.withdraw && <Button onClick={() => setAsking('withdraw')}>撤回</Button>}
          {line.can.reverse && (
            <Button danger onClick={() => setAsking('reverse')}>
              冲销
            </Button>
          )}
        </>
      }
    >
      <div className="detail">
        <div className="detail-main">
          <section className="panel panel-body" aria-label="金额">
            <dl className="figures two-figures">
              <Figure title="填报金额" amountCny={line.amountCny} />
              <Figure title="认定金额" amountCny={line.verifiedAmountCny} />
            </dl>
            {isRecognised(line) && !line.can.reverse && line.reversedById === null && (
              <p className="faint small">
                已认定的不能修改。发现有误的，请联系市级核验人员冲销，再按正确的月份和金额重新填报；原记录保留。
              </p>
            )}
          </section>
          <Panel title="基本情况">
            <Facts isList>
              <Fact title="项目">
                <Link to="/projects/$projectId" params={{ projectId: line.project.id }}>
                  {line.project.name}
                </Link>
              </Fact>
              <Fact title="出资企业">{line.enterprise?.name}</Fact>
              <Fact title="地区">{line.areaName}</Fact>
              <Fact title="到位月份" isNumber>
                {line.period}
              </Fact>
              <Fact title="资金构成">{termOf('fundsKind', line.kind)}</Fact>
              <Fact title="填报" isNumber>
                {line.filedByName}，{formatInstant(line.filedAt)}
              </Fact>
              <Fact title="核验" isNumber>
                {line.verifiedAt === null
                  ? '尚未核验'
                  : `${line.verifiedByName ?? ''}，${formatInstant(line.verifiedAt)}`}
              </Fact>
              {line.verdictReason !== null && <Fact title="理由">{line.verdictReason}</Fact>}
              <Fact title="说明">{line.note}</Fact>
              <Fact title="口径版本" isNumber>
                {line.definitionVersion}
                {!line.inScope && '（基础设施、民生或财政资金，不计入产业到位资金）'}
              </Fact>
            </Facts>
          </Panel>
          <Panel title={`凭证（${line.evidence.length}）`}>
            {line.evidence.length === 0 ? (
              <p className="faint">没有凭证。</p>
            ) : (
              <ul className="evidence-list">
                {line.evidence.map((item) => (
                  <li key={item.id}>
                    <FileOutlined aria-hidden="true" />
                    <a href={apiUrl(`/files/${item.fileId}`)} target="_blank" rel="noopener noreferrer">
                      {item.fileName}
                    </a>
                    <span className="faint small number">
                      {formatBytes(item.sizeBytes)} · SHA-256 {item.sha256.slice(0, 12)}…
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
        <div className="detail-side">
          <VerifyPanel line={line} />
          {can('audit.read') && (
            <Panel title="修改记录">
              <AccessLink subject="funds_line" record={line.id} />
              <History noun="funds" id={line.id} fields={HISTORY_FIELDS} />
            </Panel>
          )}
        </div>
      </div>
      {asking === 'reverse' && <ReverseDialog line={line} onClose={() => setAsking(undefined)} />}
      {asking === 'withdraw' && <WithdrawDialog line={line} onClose={() => setAsking(undefined)} />}
    </Page>
  );
}

function Figure({ title, amountCny }: { readonly title: string; readonly amountCny: string | null }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd className="number">
        {amountCny === null ? <span className="unfilled">尚未认定</span> : formatAmount(amountCny)}
        {amountCny !== null && <span className="faint small"> {formatNumber(amountCny)} 元</span>}
      </dd>
    </div>
  );
}

interface DialogProps {
  readonly line: FundsLineView;
  readonly onClose: () => void;
}

function ReverseDialog({ line, onClose }: DialogProps) {
  const { message } = App.useApp();
  const reverse = useReverseFunds(line.id);
  return (
    <ReasonDialog
      title={`冲销 ${line.code}`}
      text={`将新增一笔 −${formatAmount(line.verifiedAmountCny)} 的冲销记录，到位数随之减少；原记录保留，不能再恢复。`}
      okText="冲销"
      isDangerous
      isPending={reverse.isPending}
      error={reverse.error}
      onCancel={onClose}
      onOk={(reason) =>
        reverse.mutate(
          { reason, version: line.version },
          {
            onSuccess: () => {
              void message.success('已冲销');
              onClose();
            },
          },
        )
      }
    />
  );
}

function WithdrawDialog({ line, onClose }: DialogProps) {
  const { message } = App.useApp();
  const withdraw = useWithdrawFunds(line.id);
  return (
    <ReasonDialog
      title={`撤回 ${line.code}`}
      text="撤回后不再等待核验，所附凭证可以用于重新填报；记录和原因都会保留。"
      okText="撤回"
      isDangerous
      isPending={withdraw.isPending}
      error={withdraw.error}
      onCancel={onClose}
      onOk={(reason) =>
        withdraw.mutate(
          { reason, version: line.version },
          {
            onSuccess: () => {
              void message.success('已撤回');
              onClose();
            },
          },
        )
      }
    />
  );
}
