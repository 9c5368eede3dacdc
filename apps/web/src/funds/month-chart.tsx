import type { FundsProgress } from '@lianghuan/contracts';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { type FigureView, FigureViewSwitch } from '../app/figure-view.js';
import { Panel } from '../app/panel.js';
import { PlainTable } from '../app/plain-table.js';
import { formatAmountIn, fromYuan } from '../format/money.js';
import { ChartView, type ChartColours } from './chart-view.js';
import { countedLines } from './funds.search.js';

/** Received by month, with the sum so far beside the calendar's; the same figures as a table. */
export function MonthChart({ progress }: { readonly progress: FundsProgress }) {
  const [view, setView] = useState<FigureView>('chart');
  return (
    <Panel title="按月到位" extra={<FigureViewSwitch value={view} onChange={setView} />}>
      {view === 'chart' ? <Chart progress={progress} /> : <MonthTable progress={progress} />}
    </Panel>
  );
}

function Chart({ progress }: { readonly progress: FundsProgress }) {
  const navigate = useNavigate();
  const build = useCallback((colours: ChartColours) => optionOf(progress, colours), [progress]);
  return (
    <ChartView
      build={build}
      height={280}
      label={`${progress.year}年各月到位资金，亿元：${progress.months
        .map((month) => `${monthName(month.period)} ${formatAmountIn(month.receivedCny, '亿元')}`)
        .join('，')}`}
      onSelect={(name) => {
        const month = progress.months.find(({ period }) => monthName(period) === name);
        if (month !== undefined) {
          void navigate({ to: '/funds/lines', search: countedLines(progress, { period: month.period }) });
        }
      }}
    />
  );
}

function monthName(period: string): string {
  return `${Number(period.slice(5))}月`;
}

/** Drawing needs numbers; the figures people read are formatted from the decimals. */
function toDraw(amountCny: string | null): number | null {
  return amountCny === null ? null : Number(fromYuan(amountCny, '亿元'));
}

function optionOf(progress: FundsProgress, colours: ChartColours) {
  const { months } = progress;
  const passed = months.filter(({ period }) => period <= progress.asOfDay.slice(0, 7)).length;
  const axisLabel = { color: colours.textSoft, fontSize: 12 };
  const splitLine = { lineStyle: { color: colours.borderSoft } };
  const hasTarget = months.some(({ expectedCumulativeCny }) => expectedCumulativeCny !== null);
  return {
    grid: { left: 8, right: 8, top: 64, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: { top: 0, left: 0, itemWidth: 16, itemHeight: 8, textStyle: { color: colours.textSoft } },
    tooltip: {
      trigger: 'axis',
      backgroundColor: colours.surface,
      borderColor: colours.border,
      textStyle: { color: colours.text, fontSize: 13 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? `${value.toFixed(2)} 亿元` : '—'),
    },
    xAxis: {
      type: 'category',
      data: months.map(({ period }) => monthName(period)),
      axisLabel,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.border } },
    },
    yAxis: [
      { type: 'value', name: '当月（亿元）', nameTextStyle: { ...axisLabel, align: 'left' }, axisLabel, splitLine },
      {
        type: 'value',
        name: '累计（亿元）',
        nameTextStyle: { ...axisLabel, align: 'right' },
        axisLabel,
        splitLine: { show: false },
      },
    ],
    series: [
      {
        name: '当月到位',
        type: 'bar',
        data: months.map(({ receivedCny }) => toDraw(receivedCny)),
        itemStyle: { color: colours.accent, opacity: 0.55 },
        barMaxWidth: 28,
        cursor: 'pointer',
      },
      {
        name: '累计到位',
        type: 'line',
        yAxisIndex: 1,
        data: months.map(({ cumulativeCny }, index) => (index < passed ? toDraw(cumulativeCny) : null)),
        lineStyle: { color: colours.accent, width: 2 },
        itemStyle: { color: colours.accent },
        symbol: 'circle',
        symbolSize: 6,
      },
      ...(hasTarget
        ? [
            {
              name: '序时应到（累计）',
              type: 'line',
              yAxisIndex: 1,
              data: months.map(({ expectedCumulativeCny }) => toDraw(expectedCumulativeCny)),
              lineStyle: { color: colours.warn, width: 2, type: 'dashed' },
              itemStyle: { color: colours.warn },
              symbol: 'none',
            },
          ]
        : []),
    ],
  };
}

function MonthTable({ progress }: { readonly progress: FundsProgress }) {
  return (
    <PlainTable
      rows={progress.months}
      rowKey={({ period }) => period}
      columns={[
        { title: '月份', className: 'month-cell', render: ({ period }) => period, total: '合计' },
        {
          title: '当月到位（亿元）',
          numeric: true,
          render: ({ period, receivedCny }) => (
            <Link to="/funds/lines" search={countedLines(progress, { period })}>
              {formatAmountIn(receivedCny, '亿元')}
            </Link>
          ),
          total: (
            <Link to="/funds/lines" search={countedLines(progress)}>
              {formatAmountIn(progress.receivedCny, '亿元')}
            </Link>
          ),
        },
        {
          title: '累计到位（亿元）',
          numeric: true,
          render: ({ cumulativeCny }) => formatAmountIn(cumulativeCny, '亿元'),
        },
        {
          title: '序时应到（亿元）',
          numeric: true,
          render: ({ expectedCumulativeCny }) => formatAmountIn(expectedCumulativeCny, '亿元') || '—',
        },
      ]}
    />
  );
}
