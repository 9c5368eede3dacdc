import { CITY_AREA, type Code, codesOf, type SnapshotView, termOf } from '@lianghuan/contracts';
import { useCallback, useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { type FigureView, FigureViewSwitch } from '../app/figure-view.js';
import { Panel } from '../app/panel.js';
import { PlainTable } from '../app/plain-table.js';
import { formatInstant } from '../format/date.js';
import { formatAmountIn, fromYuan } from '../format/money.js';
import { ExampleTag } from '../lead/example-tag.js';
import { ChartView, type ChartColours } from '../funds/chart-view.js';
import { missingMonths } from './missing-months.js';
import { formatPoints } from './quality.js';
import { Count } from './reserve-counts.js';
import { useSnapshots } from './reserve.queries.js';

/** 月末快照: how the reserve stood at the end of each month; written once, never corrected. */
export function SnapshotPanel({ areaCode }: { readonly areaCode: string | undefined }) {
  const [view, setView] = useState<FigureView>('chart');
  const query = useSnapshots(areaCode);
  return (
    <Panel
      title="月末快照"
      extra={
        <span>
          {query.data?.some(({ isExample }) => isExample) === true && <ExampleTag />}{' '}
          <FigureViewSwitch value={view} onChange={setView} />
        </span>
      }
    >
      <LoadState query={query} rows={4}>
        {(snapshots) =>
          snapshots.length === 0 ? (
            <p className="faint">还没有快照；每月初 00:10 存上月的，存后不再修改。</p>
          ) : (
            <>
              {view === 'chart' ? <Chart snapshots={snapshots} /> : <SnapshotTable snapshots={snapshots} />}
              <Missing months={missingMonths(snapshots.map(({ period }) => period))} />
            </>
          )
        }
      </LoadState>
    </Panel>
  );
}

/** A hole in the series is said: nobody can tell any more how such a month ended. */
function Missing({ months }: { readonly months: readonly string[] }) {
  if (months.length === 0) return null;
  return (
    <p className="faint small section-gap">
      缺 <span className="number">{months.join('、')}</span>
      ：上月末的数只在次月7日前留存，系统那几天没有运行，事后不能补记。
    </p>
  );
}

function Chart({ snapshots }: { readonly snapshots: readonly SnapshotView[] }) {
  const build = useCallback((colours: ChartColours) => optionOf(snapshots, colours), [snapshots]);
  return (
    <ChartView
      build={build}
      height={240}
      label={snapshots
        .map(
          (s) =>
            `${s.period} 在库 ${s.count} 个、${formatAmountIn(s.totalInvestmentCny, '亿元')}亿元、质量 ${formatPoints(s.qualityMean)}`,
        )
        .join('；')}
    />
  );
}

function optionOf(snapshots: readonly SnapshotView[], colours: ChartColours) {
  const axis = { axisLabel: { color: colours.textSoft }, splitLine: { lineStyle: { color: colours.borderSoft } } };
  return {
    grid: { left: 56, right: 48, top: 36, bottom: 28 },
    legend: { top: 0, textStyle: { color: colours.textSoft } },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: snapshots.map(({ period }) => period), axisLabel: { color: colours.textSoft } },
    yAxis: [
      { type: 'value', name: '亿元', nameTextStyle: { color: colours.textFaint }, ...axis },
      { type: 'value', name: '个', nameTextStyle: { color: colours.textFaint }, ...axis, splitLine: { show: false } },
    ],
    series: [
      {
        name: '总投资',
        type: 'bar',
        barMaxWidth: 32,
        itemStyle: { color: colours.accentSoft },
        data: snapshots.map(({ totalInvestmentCny }) => Number(fromYuan(totalInvestmentCny, '亿元'))),
      },
      {
        name: '在库项目',
        type: 'line',
        yAxisIndex: 1,
        lineStyle: { color: colours.accent },
        itemStyle: { color: colours.accent },
        data: snapshots.map(({ count }) => count),
      },
    ],
  };
}

/** A figure of a snapshot, which opens the projects it counted, whatever became of them since. */
function Counted(props: { readonly row: SnapshotView; readonly n: number; readonly part?: Code<'snapshotPart'> }) {
  const { row, n, part } = props;
  // A snapshot of the city counts what belongs to no county, too.
  const snapshotArea = row.areaCode === CITY_AREA ? undefined : row.areaCode;
  return (
    <Count
      n={n}
      search={{ placement: undefined, snapshot: row.period, snapshotArea, snapshotPart: part, includeArchived: 'true' }}
    />
  );
}

function SnapshotTable({ snapshots }: { readonly snapshots: readonly SnapshotView[] }) {
  return (
    <PlainTable
      rows={[...snapshots].reverse()}
      rowKey={({ period }) => period}
      columns={[
        {
          title: '月份',
          render: ({ period, isExample }) => (
            <>
              {period} {isExample && <ExampleTag />}
            </>
          ),
        },
        { title: '在库（个）', numeric: true, render: (row) => <Counted row={row} n={row.count} /> },
        {
          title: '总投资（亿元）',
          numeric: true,
          render: ({ totalInvestmentCny }) => formatAmountIn(totalInvestmentCny, '亿元'),
        },
        { title: '质量均分', numeric: true, render: ({ qualityMean }) => formatPoints(qualityMean) },
        ...codesOf('snapshotPart').map((part) => ({
          title: `${termOf('snapshotPart', part)}（个）`,
          numeric: true,
          render: (row: SnapshotView) => <Counted row={row} n={row[part]} part={part} />,
        })),
        {
          title: '存档',
          className: 'small soft',
          render: ({ takenByName, takenAt }) => (
            <>
              {takenByName ?? '系统'} <span className="number">{formatInstant(takenAt)}</span>
            </>
          ),
        },
      ]}
    />
  );
}
