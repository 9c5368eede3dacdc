import type { FundsProgress } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Decimal } from 'decimal.js';
import { Panel } from '../app/panel.js';
import { formatAmountIn } from '../format/money.js';
import { formatNumber, formatShare } from '../format/number.js';
import { useAreaName } from '../reference/reference.queries.js';
import { countedLines, pendingLines } from './funds.search.js';

/** Received by area. The last row is the sum of the rows above it, and equal to the head. */
export function AreaTable({ progress }: { readonly progress: FundsProgress }) {
  const { areas } = progress;
  const areaName = useAreaName();
  const sum = (read: (area: (typeof areas)[number]) => Decimal.Value) =>
    areas.reduce((total, area) => total.plus(read(area)), new Decimal(0));
  const highest = Decimal.max(1, ...areas.map(({ receivedCny }) => receivedCny));
  return (
    <Panel title="按地区到位">
      <div className="table-scroll panel-flush">
        <table className="plain-table area-table">
          <thead>
            <tr>
              <th scope="col">地区</th>
              <th scope="col" className="number">
                已认定（亿元）
              </th>
              <th scope="col" className="area-bar">
                <span className="visually-hidden">图示</span>
              </th>
              <th scope="col" className="number">
                占比
              </th>
              <th scope="col" className="number">
                待核验（亿元）
              </th>
              <th scope="col" className="number">
                认定笔数
              </th>
            </tr>
          </thead>
          <tbody>
            {areas.map((area) => (
              <tr key={area.areaCode}>
                <th scope="row">{areaName(area.areaCode)}</th>
                <td className="number">
                  <Link to="/funds/lines" search={countedLines(progress, { areaCode: area.areaCode })}>
                    {formatAmountIn(area.receivedCny, '亿元')}
                  </Link>
                </td>
                <td className="area-bar" aria-hidden="true">
                  <i
                    style={{
                      width: `${Decimal.max(0, new Decimal(area.receivedCny).div(highest)).times(100).toFixed(1)}%`,
                    }}
                  />
                </td>
                <td className="number">{formatShare(area.shareOfTotal)}</td>
                <td className="number">
                  <Link to="/funds/lines" search={pendingLines(progress, { areaCode: area.areaCode })}>
                    {formatAmountIn(area.filedNotVerifiedCny, '亿元')}
                  </Link>
                </td>
                <td className="number">{formatNumber(area.lineCount)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">合计</th>
              <td className="number">
                <Link to="/funds/lines" search={countedLines(progress)}>
                  {formatAmountIn(sum(({ receivedCny }) => receivedCny).toFixed(2), '亿元')}
                </Link>
              </td>
              <td className="area-bar" aria-hidden="true">
                {' '}
              </td>
              <td className="number">{new Decimal(progress.receivedCny).isZero() ? '—' : '100%'}</td>
              <td className="number">
                <Link to="/funds/lines" search={pendingLines(progress)}>
                  {formatAmountIn(sum(({ filedNotVerifiedCny }) => filedNotVerifiedCny).toFixed(2), '亿元')}
                </Link>
              </td>
              <td className="number">{formatNumber(sum(({ lineCount }) => lineCount).toNumber())}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </Panel>
  );
}
