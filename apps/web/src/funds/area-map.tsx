import type { FundsProgress } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { formatAmountIn, fromYuan } from '../format/money.js';
import { useAreas } from '../reference/reference.queries.js';
import { ChartView, type ChartColours } from './chart-view.js';
import { countyMapQuery, type CountyMap } from './county-map.js';
import { countedLines } from './funds.search.js';

const MAP = 'bijie-counties';

/** The counties coloured by what arrived. Zones without a boundary of their own are named beside the map. */
export function AreaMap({ progress }: { readonly progress: FundsProgress }) {
  const map = useQuery(countyMapQuery);
  return (
    <Panel title="地区分布">
      <LoadState query={map} rows={6}>
        {(counties) => <Drawn progress={progress} counties={counties} />}
      </LoadState>
    </Panel>
  );
}

function Drawn({ progress, counties }: { readonly progress: FundsProgress; readonly counties: CountyMap }) {
  const navigate = useNavigate();
  const codes = new Set(counties.features.map(({ properties }) => properties.code));
  const areas = useAreas();
  const elsewhere = progress.areas.filter(({ areaCode }) => !codes.has(areaCode));
  const build = useCallback(
    (colours: ChartColours, { registerMap }: { registerMap: typeof import('echarts/core').registerMap }) => {
      registerMap(MAP, counties.source as Parameters<typeof registerMap>[1]);
      return optionOf(progress, colours, new Map(areas.map(({ code, shortName }) => [code, shortName])));
    },
    [progress, counties, areas],
  );
  return (
    <>
      <ChartView
        build={build}
        height={300}
        label={`各县（市、区）到位资金，亿元：${progress.areas
          .filter(({ areaCode }) => codes.has(areaCode))
          .map((area) => `${area.areaName} ${formatAmountIn(area.receivedCny, '亿元')}`)
          .join('，')}`}
        onSelect={(code) => {
          if (codes.has(code)) {
            void navigate({ to: '/funds/lines', search: countedLines(progress, { areaCode: code }) });
          }
        }}
      />
      {elsewhere.length > 0 && (
        <dl className="map-elsewhere" aria-label="图上没有单独边界的地区">
          {elsewhere.map((area) => (
            <div key={area.areaCode}>
              <dt>{area.areaName}</dt>
              <dd className="number">
                <Link to="/funds/lines" search={countedLines(progress, { areaCode: area.areaCode })}>
                  {formatAmountIn(area.receivedCny, '亿元')}
                </Link>{' '}
                <span className="faint">亿元</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function optionOf({ areas }: FundsProgress, colours: ChartColours, names: ReadonlyMap<string, string>) {
  const values = new Map(areas.map((area) => [area.areaCode, area]));
  const highest = Math.max(1, ...areas.map(({ receivedCny }) => Number(fromYuan(receivedCny, '亿元'))));
  return {
    tooltip: {
      backgroundColor: colours.surface,
      borderColor: colours.border,
      textStyle: { color: colours.text, fontSize: 13 },
      formatter: ({ name }: { name: string }) => {
        const area = values.get(name);
        return area === undefined ? '' : `${area.areaName}：${formatAmountIn(area.receivedCny, '亿元')} 亿元`;
      },
    },
    visualMap: {
      type: 'continuous',
      min: 0,
      max: highest,
      calculable: false,
      orient: 'horizontal',
      left: 0,
      bottom: 0,
      itemHeight: 96,
      itemWidth: 10,
      text: [`${highest.toFixed(1)} 亿元`, '0'],
      textStyle: { color: colours.textSoft, fontSize: 12 },
      inRange: { color: [colours.accentSoft, colours.accent] },
    },
    series: [
      {
        type: 'map',
        map: MAP,
        nameProperty: 'code',
        // Degrees of longitude are shorter than those of latitude here: cos 27°.
        aspectScale: 0.89,
        left: 8,
        right: 8,
        top: 8,
        bottom: 36,
        selectedMode: false,
        cursor: 'pointer',
        label: {
          show: true,
          fontSize: 11,
          color: colours.text,
          textBorderColor: colours.surface,
          textBorderWidth: 2,
          formatter: ({ name }: { name: string }) => names.get(name) ?? values.get(name)?.areaName ?? '',
        },
        itemStyle: { borderColor: colours.surface, borderWidth: 1, areaColor: colours.borderSoft },
        emphasis: { label: { color: colours.text }, itemStyle: { areaColor: colours.warn } },
        data: areas.map((area) => {
          const value = Number(fromYuan(area.receivedCny, '亿元'));
          // A name on a deep colour is written in the light one.
          const label = value > highest / 2 ? { color: colours.surface, textBorderColor: colours.accent } : {};
          return { name: area.areaCode, value, label };
        }),
      },
    ],
  };
}
