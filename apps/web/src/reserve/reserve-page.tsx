import { codesOf, termOf, type ConversionView, type ReserveFigures } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Empty, Segmented, Select } from 'antd';
import type { ReactNode } from 'react';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { formatInstant } from '../format/date.js';
import { formatAmountIn } from '../format/money.js';
import { formatNumber, formatShare } from '../format/number.js';
import { AreaSelect } from '../reference/area-select.js';
import { useCan } from '../session/session.queries.js';
import { formatPoints, QualityLine } from './quality.js';
import './reserve.css';
import { useConversion, useReserveFigures } from './reserve.queries.js';
import type { ReserveSearch } from './reserve.search.js';
import { SnapshotPanel } from './snapshot-panel.js';

const route = getRouteApi('/shell/reserve');
/** Yuan from which a start counts for the coverage. */
const LARGE_CNY = '100000000';

/** 储备: count, sum and quality; ripeness and coverage; approvals; conversion; history. Every number opens the list it counts. */
export function ReservePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const figures = useReserveFigures({ areaCode: search.areaCode, base: search.base });
  const go = (change: ReserveSearch) => void navigate({ search: { ...search, ...change } });
  return (
    <Page
      title="储备"
      meta={
        figures.data !== undefined && (
          <span className="number">
            截至 {formatInstant(figures.data.asOf)}，口径 {figures.data.rulesVersion}
          </span>
        )
      }
      actions={
        <>
          <AreaSelect
            value={search.areaCode ?? null}
            onChange={(areaCode) => go({ areaCode: areaCode ?? undefined })}
            placeholder="全市"
            allowClear
          />
          {can('review.read') && (
            <Link to="/reserve/proposals" search={{ areaCode: search.areaCode }} className="action-link">
              滚动建议
            </Link>
          )}
        </>
      }
    >
      <LoadState query={figures} rows={14}>
        {(data) => (
          <div className="reserve-grid">
            <div className="is-wide">
              <Heads figures={data} areaCode={search.areaCode} />
            </div>
            <Panel title="成熟度与接续">
              <Maturity figures={data} areaCode={search.areaCode} />
            </Panel>
            <Panel title="各状态">
              <States figures={data} areaCode={search.areaCode} />
            </Panel>
            <Panel title="各地区在库">
              <Areas figures={data} />
            </Panel>
            <Panel
              title="可研批复率、核准率"
              extra={
                <Select<NonNullable<ReserveSearch['base']>>
                  size="small"
                  aria-label="统计范围"
                  value={data.approvals.base}
                  options={[
                    { value: 'major_611', label: '重大项目库（611）' },
                    { value: 'in_reserve', label: '在库项目' },
                    { value: 'all', label: '全部本市项目' },
                  ]}
                  onChange={(base) => go({ base: base === 'major_611' ? undefined : base })}
                />
              }
            >
              <Approvals figures={data} />
            </Panel>
          </div>
        )}
      </LoadState>
      {can('lead.read') && <Conversion search={search} onChange={go} />}
      <SnapshotPanel areaCode={search.areaCode} />
    </Page>
  );
}

/** A count that opens its list; nothing to open for none. */
function Count({ n, search }: { readonly n: number; readonly search: Readonly<Record<string, string | undefined>> }) {
  if (n === 0) return <span className="faint">0</span>;
  return (
    <Link to="/projects" search={{ placement: 'local', ...search }}>
      {formatNumber(n)}
    </Link>
  );
}

function Head({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface FiguresProps {
  readonly figures: ReserveFigures;
  readonly areaCode?: string;
}

function Heads({ figures: { reserve, goals, coverage, openProposals, overdueConditions }, areaCode }: FiguresProps) {
  const isCity = areaCode === undefined;
  const proposals = openProposals?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <section className="panel panel-body" aria-label="储备总数">
      <dl className="reserve-heads">
        <Head title="在库项目（个）">
          <span className="reserve-figure">
            <Count n={reserve.count} search={{ reserveState: 'in_reserve', areaCode }} />
          </span>
          <p className="faint small">
            {isCity &&
              goals.count !== null &&
              `方案${goals.count.year}年目标 ${formatNumber(goals.count.value)}${goals.count.unit}以上`}
          </p>
        </Head>
        <Head title="在库总投资（亿元）">
          <span className="reserve-figure">{formatAmountIn(reserve.totalInvestmentCny, '亿元')}</span>
          <p className="faint small">
            {isCity &&
              goals.totalInvestmentCny !== null &&
              `方案${goals.totalInvestmentCny.year}年目标 ${formatNumber(goals.totalInvestmentCny.value)}${goals.totalInvestmentCny.unit}以上`}
          </p>
        </Head>
        <Head title="储备质量均分（满分100）">
          <span className="reserve-figure">{formatPoints(reserve.quality.mean)}</span>
          <p className="small">
            <QualityLine
              summary={reserve}
              hasMean={false}
              bandLink={(qualityBand, n) => (
                <Count n={n} search={{ reserveState: 'in_reserve', qualityBand, areaCode }} />
              )}
            />
          </p>
        </Head>
        <Head title={`可接续${coverage.year}年开工（月）`}>
          <span className="reserve-figure">{coverage.months === null ? '—' : formatNumber(coverage.months)}</span>
          <p className="faint small">{coverage.months === null ? '分地区没有开工目标' : '成熟储备÷每月应开工'}</p>
        </Head>
      </dl>
      {openProposals !== null && (
        <p className="small soft">
          {proposals === 0 ? '没有待决定的滚动建议。' : '待决定：'}
          {openProposals
            .filter(({ count }) => count > 0)
            .map(({ kind, count }) => (
              <Link key={kind} to="/reserve/proposals" search={{ kind, areaCode }} className="action-link">
                {termOf('proposalKind', kind)} {count} 条
              </Link>
            ))}
          {overdueConditions !== null && overdueConditions > 0 && (
            <Link to="/reviews/conditions" search={{ overdue: 'true' }} className="action-link">
              逾期未销号的条件 {overdueConditions} 项
            </Link>
          )}
        </p>
      )}
    </section>
  );
}

function Maturity({ figures: { maturities, coverage }, areaCode }: FiguresProps) {
  return (
    <>
      <CountTable
        head="成熟度"
        rows={maturities.map((row) => ({
          key: row.maturity,
          label: termOf('maturity', row.maturity),
          count: row.count,
          totalInvestmentCny: row.totalInvestmentCny,
          search: { maturity: row.maturity, areaCode },
        }))}
      />
      <p className="faint small formula">
        成熟＝在库、已批复、用地已落实或部分落实、用能用水环评没有“无法保障”、尚未动工；接近成熟＝已批复或已申报；其余为培育。
      </p>
      <p className="small formula">
        接续：1亿元以上、{coverage.startBy} 前可开工的成熟项目{' '}
        <Count
          n={coverage.ripeCount}
          search={{ maturity: 'ripe', investmentMinCny: LARGE_CNY, startBy: coverage.startBy, areaCode }}
        />{' '}
        个
        {coverage.goal !== null && (
          <>
            ÷（全年应开工 {formatNumber(coverage.goal.value)}
            {coverage.goal.unit}÷12）＝<strong className="number">{coverage.months}</strong> 个月
            <span className="faint">（方案{coverage.goal.year}年目标，后续年份未下达时沿用）</span>
          </>
        )}
      </p>
    </>
  );
}

function States({ figures: { states }, areaCode }: FiguresProps) {
  return (
    <CountTable
      head="储备状态"
      rows={states.map((row) => ({
        key: row.state,
        label: termOf('reserveState', row.state),
        count: row.count,
        totalInvestmentCny: row.totalInvestmentCny,
        search: { reserveState: row.state, areaCode },
      }))}
    />
  );
}

interface CountRow {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly totalInvestmentCny: string;
  readonly search: Readonly<Record<string, string | undefined>>;
}

function CountTable({ head, rows }: { readonly head: string; readonly rows: readonly CountRow[] }) {
  return (
    <div className="table-scroll">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col" className="number">
              项目（个）
            </th>
            <th scope="col" className="number">
              总投资（亿元）
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.label}</th>
              <td className="number">
                <Count n={row.count} search={row.search} />
              </td>
              <td className="number">{formatAmountIn(row.totalInvestmentCny, '亿元')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Areas({ figures: { areas, reserve } }: FiguresProps) {
  if (areas.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有在库项目" />;
  return (
    <div className="table-scroll">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">地区</th>
            <th scope="col" className="number">
              在库（个）
            </th>
            <th scope="col" className="number">
              总投资（亿元）
            </th>
            <th scope="col" className="number">
              质量均分
            </th>
            <th scope="col" className="number">
              成熟（个）
            </th>
          </tr>
        </thead>
        <tbody>
          {areas.map((area) => {
            const areaCode = area.areaCode ?? undefined;
            // A list cannot ask for “without an area”, so that number opens nothing.
            const count = (n: number, search: Record<string, string>) =>
              areaCode === undefined ? formatNumber(n) : <Count n={n} search={{ ...search, areaCode }} />;
            return (
              <tr key={area.areaCode ?? 'none'}>
                <th scope="row">{area.areaName}</th>
                <td className="number">{count(area.count, { reserveState: 'in_reserve' })}</td>
                <td className="number">{formatAmountIn(area.totalInvestmentCny, '亿元')}</td>
                <td className="number">{formatPoints(area.qualityMean)}</td>
                <td className="number">{count(area.ripe, { maturity: 'ripe' })}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">合计</th>
            <td className="number">{formatNumber(reserve.count)}</td>
            <td className="number">{formatAmountIn(reserve.totalInvestmentCny, '亿元')}</td>
            <td className="number">{formatPoints(reserve.quality.mean)}</td>
            <td className="number">{formatNumber(areas.reduce((sum, { ripe }) => sum + ripe, 0))}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

type Ratio = ReserveFigures['approvals']['total']['approval'];
const BASE_SEARCH: Readonly<Record<ReserveFigures['approvals']['base'], Readonly<Record<string, string>>>> = {
  major_611: { list: 'major_611' },
  in_reserve: { reserveState: 'in_reserve' },
  all: {},
};

function Approvals({ figures: { approvals } }: FiguresProps) {
  const { areas, base, goalShare, total } = approvals;
  if (areas.length === 0) {
    return (
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description="这个范围里还没有填写审批方式（审批、核准）的项目；在项目的“审批”一组填写"
      />
    );
  }
  const cell = (kind: 'approval' | 'permit', ratio: Ratio, areaCode: string | undefined) => {
    const search = { ...BASE_SEARCH[base], approvalKind: kind, areaCode };
    return (
      <td>
        {ratio.total === 0 ? (
          <span className="faint">没有此类项目</span>
        ) : (
          <>
            <ShareBar share={ratio.approved / ratio.total} goal={goalShare} />
            <span className="number nowrap">
              {formatShare(ratio.approved / ratio.total)}（
              <Count n={ratio.approved} search={{ ...search, approved: 'true' }} />/
              <Count n={ratio.total} search={search} />）
            </span>
            {ratio.missing > 0 && (
              <div className="small">
                还差 {ratio.missing} 个，
                <Link
                  to="/projects"
                  search={{ placement: 'local', ...search, approved: 'false', sort: 'approvalDueOn' }}
                >
                  看能推动的 {ratio.total - ratio.approved} 个
                </Link>
              </div>
            )}
          </>
        )}
      </td>
    );
  };
  return (
    <>
      <div className="table-scroll">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">地区</th>
              <th scope="col">可研批复率（政府投资审批项目）</th>
              <th scope="col">核准率（企业投资核准项目）</th>
            </tr>
          </thead>
          <tbody>
            {areas.map((area) => (
              <tr key={area.areaCode ?? 'none'}>
                <th scope="row">{area.areaName}</th>
                {cell('approval', area.approval, area.areaCode ?? undefined)}
                {cell('permit', area.permit, area.areaCode ?? undefined)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">合计</th>
              {cell('approval', total.approval, undefined)}
              {cell('permit', total.permit, undefined)}
            </tr>
          </tfoot>
        </table>
      </div>
      <p className="faint small formula">
        方案第13条目标各 {formatShare(goalShare, 0)}。分母为范围内相应审批方式的项目，备案项目不进任何一个分母。
      </p>
    </>
  );
}

function ShareBar({ share, goal }: { readonly share: number; readonly goal: number }) {
  return (
    <span className="share-bar" aria-hidden="true">
      <i style={{ width: `${Math.min(share, 1) * 100}%` }} />
      <b style={{ left: `${goal * 100}%` }} />
    </span>
  );
}

function Conversion(props: { readonly search: ReserveSearch; readonly onChange: (change: ReserveSearch) => void }) {
  const { search, onChange } = props;
  const by = search.by ?? 'month';
  const query = useConversion(by, search.areaCode);
  return (
    <Panel
      title="落地转化"
      extra={
        <Segmented<NonNullable<ReserveSearch['by']>>
          size="small"
          aria-label="分组"
          value={by}
          options={[
            { value: 'month', label: '入库月份' },
            { value: 'area', label: '地区' },
            { value: 'industry', label: '行业' },
          ]}
          onChange={(next) => onChange({ by: next === 'month' ? undefined : next })}
        />
      }
    >
      <LoadState query={query} rows={4}>
        {(view) => <ConversionTable view={view} areaCode={search.areaCode} />}
      </LoadState>
      <p className="faint small formula">
        入库项目中，有线索走到该阶段（或有认定到位资金）的个数和比例；走到后面阶段的也算走过前面的。只计您能看到的线索。
      </p>
    </Panel>
  );
}

function ConversionTable({ view, areaCode }: { readonly view: ConversionView; readonly areaCode: string | undefined }) {
  const steps = codesOf('conversionStep');
  if (view.rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有项目入库" />;
  return (
    <div className="table-scroll">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{{ month: '入库月份', area: '地区', industry: '行业' }[view.by]}</th>
            <th scope="col" className="number">
              入库（个）
            </th>
            {steps.map((step) => (
              <th key={step} scope="col" className="number">
                {termOf('conversionStep', step)}（个）
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.rows.map((row) => {
            const search =
              row.key === null
                ? undefined
                : { month: { intake: row.key, areaCode }, area: { areaCode: row.key }, industry: undefined }[view.by];
            return (
              <tr key={row.key ?? 'none'}>
                <th scope="row">{row.label}</th>
                <td className="number">
                  {search === undefined ? (
                    row.cohort
                  ) : (
                    <Count n={row.cohort} search={{ ...search, admitted: 'true' }} />
                  )}
                </td>
                {steps.map((step) => (
                  <td key={step} className="number">
                    {search === undefined ? (
                      row[step]
                    ) : (
                      <Count n={row[step]} search={{ ...search, reached: step, admitted: 'true' }} />
                    )}
                    {row[step] > 0 && <span className="faint small"> {formatShare(row[step] / row.cohort, 0)}</span>}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
