import { termOf, type ReserveFigures } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Empty } from 'antd';
import type { ReactNode } from 'react';
import { PlainTable } from '../app/plain-table.js';
import { formatAmountIn } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import { formatPoints, QualityLine } from './quality.js';

/** Yuan from which a start counts for the coverage. */
const LARGE_CNY = '100000000';

export interface FiguresProps {
  readonly figures: ReserveFigures;
  readonly areaCode?: string;
}

/** A count that opens its list; nothing to open for none. */
export function Count({
  n,
  search,
}: {
  readonly n: number;
  readonly search: Readonly<Record<string, string | undefined>>;
}) {
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

/** 储备总数: count, sum, quality and coverage, with what waits for a decision. */
export function ReserveHeads({
  figures: { reserve, goals, coverage, openProposals, overdueConditions },
  areaCode,
}: FiguresProps) {
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

export function Maturity({ figures: { maturities, coverage }, areaCode }: FiguresProps) {
  return (
    <>
      <CountTable
        head="成熟度"
        dictionary="maturity"
        rows={maturities.map(({ maturity, ...row }) => ({ ...row, code: maturity }))}
        areaCode={areaCode}
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

export function States({ figures: { states }, areaCode }: FiguresProps) {
  return (
    <CountTable
      head="储备状态"
      dictionary="reserveState"
      rows={states.map(({ state, ...row }) => ({ ...row, code: state }))}
      areaCode={areaCode}
    />
  );
}

interface CountTableProps {
  readonly head: string;
  /** Of the codes, and the filter of the project list that takes them. */
  readonly dictionary: 'maturity' | 'reserveState';
  readonly rows: readonly { readonly code: string; readonly count: number; readonly totalInvestmentCny: string }[];
  readonly areaCode: string | undefined;
}

function CountTable({ head, dictionary, rows, areaCode }: CountTableProps) {
  return (
    <PlainTable
      rows={rows}
      rowKey={({ code }) => code}
      columns={[
        { title: head, render: ({ code }) => termOf(dictionary, code) },
        {
          title: '项目（个）',
          numeric: true,
          render: ({ code, count }) => <Count n={count} search={{ [dictionary]: code, areaCode }} />,
        },
        {
          title: '总投资（亿元）',
          numeric: true,
          render: ({ totalInvestmentCny }) => formatAmountIn(totalInvestmentCny, '亿元'),
        },
      ]}
    />
  );
}

/** What each area holds in the reserve, and all of them together. */
export function Areas({ figures: { areas, reserve } }: FiguresProps) {
  if (areas.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有在库项目" />;
  // A list cannot ask for “without an area”, so that number opens nothing.
  const count = (n: number, areaCode: string | null, search: Record<string, string>) =>
    areaCode === null ? formatNumber(n) : <Count n={n} search={{ ...search, areaCode }} />;
  return (
    <PlainTable
      rows={areas}
      rowKey={({ areaCode }) => areaCode ?? 'none'}
      columns={[
        { title: '地区', render: ({ areaName }) => areaName, total: '合计' },
        {
          title: '在库（个）',
          numeric: true,
          render: (area) => count(area.count, area.areaCode, { reserveState: 'in_reserve' }),
          total: formatNumber(reserve.count),
        },
        {
          title: '总投资（亿元）',
          numeric: true,
          render: ({ totalInvestmentCny }) => formatAmountIn(totalInvestmentCny, '亿元'),
          total: formatAmountIn(reserve.totalInvestmentCny, '亿元'),
        },
        {
          title: '质量均分',
          numeric: true,
          render: ({ qualityMean }) => formatPoints(qualityMean),
          total: formatPoints(reserve.quality.mean),
        },
        {
          title: '成熟（个）',
          numeric: true,
          render: (area) => count(area.ripe, area.areaCode, { maturity: 'ripe' }),
          total: formatNumber(areas.reduce((sum, { ripe }) => sum + ripe, 0)),
        },
      ]}
    />
  );
}
