import { type IdleAssetFigures, IdleAssetSummary } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Progress, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { api, apiUrl } from '../api/client.js';
import { AsOf } from '../app/as-of.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { usePhone } from '../app/use-phone.js';
import { formatAmount } from '../format/money.js';
import { formatNumber, formatShare } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import './idle-asset.css';

type Area = IdleAssetSummary['areas'][number];

/** 闲置低效资产台账 (measures 18–20): how complete it is in each county, pilots, and the revival rate by number and by value. */
export function IdleAssetPage() {
  const summary = useQuery({
    queryKey: ['resource', 'idle-summary'],
    queryFn: ({ signal }) => api.get('/idle-assets/summary', IdleAssetSummary, undefined, signal),
  });
  const can = useCan();
  const navigate = useNavigate();
  return (
    <Page
      title="闲置资产台账"
      meta={
        <>
          <span>
            方案第18至20条：6月底前全面录入台账，选9个试点，盘活率30%以上。
            {summary.data?.containsExamples === true && (
              <>
                含 <ExampleTag />
              </>
            )}
          </span>
          <AsOf query={summary} />
        </>
      }
      actions={
        <>
          {can('import.create') && can('resource.create') && (
            <Button href={apiUrl('/imports/template', { register: 'resource', kind: 'idle_asset' })}>
              下载台账模板
            </Button>
          )}
          {can('import.create') && can('resource.create') && (
            <Button onClick={() => void navigate({ to: '/transfers/imports/new', search: { register: 'resource' } })}>
              导入
            </Button>
          )}
          <Button type="primary" onClick={() => void navigate({ to: '/resources', search: { kind: 'idle_asset' } })}>
            看资产清单
          </Button>
        </>
      }
    >
      <LoadState query={summary} rows={10}>
        {(data) => (
          <>
            <Heads data={data} />
            <AreaTable data={data} />
            <p className="faint small">
              完整度按这些字段计算：{data.expected.join('、')}
              。使用状态为“已盘活”并填了盘活日期的才算盘活；按价值的盘活率只算填了账面价值的资产
              {data.total.withoutBookValue > 0 && `，另有 ${data.total.withoutBookValue} 项未填账面价值，不计在内`}。
            </p>
          </>
        )}
      </LoadState>
    </Page>
  );
}

function Heads({ data }: { readonly data: IdleAssetSummary }) {
  const { total, targets } = data;
  const isOver = data.dueOn !== null && data.today > data.dueOn;
  // Of an empty ledger there is nothing to judge, nor where no target is known.
  const reached = (value: number | null, target: number | null) =>
    total.count === 0 || target === null ? undefined : (value ?? 0) >= target;
  return (
    <section className="idle-heads" aria-label="全市">
      <Head
        title="台账完整度"
        value={formatShare(total.completeness) || '—'}
        text={`${formatNumber(total.count)} 项资产，${formatNumber(total.completeCount)} 项填全`}
        note={data.dueOn === null ? undefined : `期限 ${data.dueOn}${isOver ? '，已过' : ''}`}
        isMet={reached(total.completeCount, total.count)}
        search={{ kind: 'idle_asset' }}
      />
      <Head
        title="盘活试点"
        value={formatNumber(total.pilotCount)}
        text={targets.pilots === null ? '个' : `个，目标 ${formatNumber(targets.pilots)} 个`}
        isMet={reached(total.pilotCount, targets.pilots)}
        search={{ kind: 'idle_asset', extra: 'isPilot:yes' }}
      />
      <Head
        title="盘活率（按数量）"
        value={formatShare(total.revivedShareByCount) || '—'}
        text={`${formatNumber(total.revivedCount)} ÷ ${formatNumber(total.count)} 项${targets.revivedShare === null ? '' : `，目标 ${formatShare(targets.revivedShare)}`}`}
        isMet={reached(total.revivedShareByCount, targets.revivedShare)}
      />
      <Head
        title="盘活率（按账面价值）"
        value={formatShare(total.revivedShareByValue) || '—'}
        text={`${formatAmount(total.revivedBookValueCny)} ÷ ${formatAmount(total.bookValueCny)}`}
        note={`盘活实现 ${formatAmount(total.realisedCny)}`}
        isMet={reached(total.revivedShareByValue, targets.revivedShare)}
      />
      <Head
        title="权属未清"
        value={formatNumber(total.unclearTitleCount)}
        text="项；匹配中提示，有争议的不参与匹配"
        isMet={reached(-total.unclearTitleCount, 0)}
        search={{ kind: 'idle_asset', titleState: 'pending,disputed,unknown' }}
      />
      <Head
        title="专项贷款"
        value={formatNumber(total.loanCount)}
        text={targets.loans === null ? '项' : `项，目标 ${formatNumber(targets.loans)} 项`}
        isMet={reached(total.loanCount, targets.loans)}
      />
    </section>
  );
}

interface HeadProps {
  readonly title: string;
  readonly value: string;
  readonly text: string;
  readonly note?: string;
  /** Undefined where there is nothing to judge. */
  readonly isMet: boolean | undefined;
  /** The list the figure counts. */
  readonly search?: Readonly<Record<string, string>>;
}

function Head({ title, value, text, note, isMet, search }: HeadProps) {
  return (
    <div className="panel idle-head">
      <h2>{title}</h2>
      <p className="idle-value number">
        {search === undefined ? (
          value
        ) : (
          <Link to="/resources" search={search}>
            {value}
          </Link>
        )}
        {isMet !== undefined && <StatusDot tone={isMet ? 'ok' : 'warn'}>{isMet ? '已达到' : '未达到'}</StatusDot>}
      </p>
      <p className="small soft number">{text}</p>
      {note !== undefined && <p className="small faint number">{note}</p>}
    </div>
  );
}

function AreaTable({ data }: { readonly data: IdleAssetSummary }) {
  const isPhone = usePhone();
  const listOf = (area: Area, more: Readonly<Record<string, string>> = {}) => ({
    kind: 'idle_asset',
    areaCode: area.areaCode,
    ...more,
  });
  if (isPhone) {
    return (
      <ul className="cards">
        {data.areas.map((area) => (
          <li key={area.areaCode} className="card">
            <Link to="/resources" search={listOf(area)} className="card-link">
              <span className="card-title">
                <strong>{area.areaName}</strong>
              </span>
              <Completeness figures={area} />
              <span className="card-foot number">
                <span>{formatNumber(area.count)} 项</span>
                <span>试点 {formatNumber(area.pilotCount)}</span>
                <span>盘活 {formatNumber(area.revivedCount)}</span>
                <span>权属未清 {formatNumber(area.unclearTitleCount)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    );
  }
  const number = (title: string, render: (area: Area) => React.ReactNode, width = 96) =>
    ({
      title,
      align: 'right',
      className: 'number',
      width,
      render: (_value: unknown, area: Area) => render(area),
    }) as const;
  const columns: ColumnsType<Area> = [
    { title: '县区', width: 128, render: (_value, { areaName }) => areaName },
    { title: '完整度', width: 220, render: (_value, area) => <Completeness figures={area} /> },
    number('资产（项）', (area) => <Count search={listOf(area)} count={area.count} />),
    number('填全（项）', (area) => formatNumber(area.completeCount)),
    number('试点（个）', (area) => <Count search={listOf(area, { extra: 'isPilot:yes' })} count={area.pilotCount} />),
    number('已盘活（项）', (area) => formatNumber(area.revivedCount)),
    number('盘活率·数量', (area) => formatShare(area.revivedShareByCount) || <Blank />),
    number('盘活率·价值', (area) => formatShare(area.revivedShareByValue) || <Blank />),
    number('账面价值', (area) => (area.bookValueCny === '0' ? <Blank /> : formatAmount(area.bookValueCny)), 112),
    number('权属未清（项）', (area) => (
      <Count search={listOf(area, { titleState: 'pending,disputed,unknown' })} count={area.unclearTitleCount} />
    )),
  ];
  return (
    <Table<Area>
      className="panel register-table section-gap"
      size="small"
      rowKey="areaCode"
      pagination={false}
      dataSource={[...data.areas]}
      columns={columns}
      scroll={{ x: 'max-content' }}
    />
  );
}

/** A county that has listed nothing says so: an empty ledger is not a complete one. */
function Completeness({ figures }: { readonly figures: IdleAssetFigures }) {
  if (figures.completeness === null) return <StatusDot tone="warn">尚未录入</StatusDot>;
  const percent = Math.round(figures.completeness * 100);
  return <Progress percent={percent} size="small" status={percent === 100 ? 'success' : 'normal'} />;
}

function Count({ count, search }: { readonly count: number; readonly search: Readonly<Record<string, string>> }) {
  return count === 0 ? (
    <span className="faint">0</span>
  ) : (
    <Link to="/resources" search={search}>
      {formatNumber(count)}
    </Link>
  );
}

function Blank() {
  return <span className="faint">—</span>;
}
