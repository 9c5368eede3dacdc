import type { ChainMatrix } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { formatAmountIn } from '../format/money.js';
import { UNFILLED } from '../format/number.js';
import { useChainMatrix } from './chain.queries.js';
import { FUNDS_SEEN_NOTE, NOT_SEEN } from './funds-seen.js';

export type MatrixFigure = 'gaps' | 'occupants' | 'investment' | 'funds';
type Cell = ChainMatrix['cells'][number];

const FIGURES: readonly { readonly value: MatrixFigure; readonly label: string }[] = [
  { value: 'gaps', label: '缺口（个）' },
  { value: 'occupants', label: '本地主体（家）' },
  { value: 'investment', label: '项目总投资（亿元）' },
  { value: 'funds', label: '到位资金（亿元）' },
];

/** 产业链矩阵 (measure 4e): chain × area, one figure at a time; each opens the list it counts. */
export function ChainMatrixPanel(props: {
  readonly figure: MatrixFigure;
  readonly onFigure: (figure: MatrixFigure) => void;
}) {
  const query = useChainMatrix();
  const seesFunds = query.data?.fundsSeen !== null;
  return (
    <Panel
      title="产业链矩阵"
      extra={
        <Segmented<MatrixFigure>
          size="small"
          className="wrap-segmented"
          aria-label="矩阵里的数字"
          value={props.figure}
          options={FIGURES.filter(({ value }) => value !== 'funds' || seesFunds)}
          onChange={props.onFigure}
        />
      }
    >
      <LoadState query={query} rows={12}>
        {(matrix) => <Matrix matrix={matrix} figure={props.figure} />}
      </LoadState>
    </Panel>
  );
}

function Matrix({ matrix, figure }: { readonly matrix: ChainMatrix; readonly figure: MatrixFigure }) {
  const cellOf = new Map(matrix.cells.map((cell) => [`${cell.chainId} ${cell.areaCode}`, cell]));
  return (
    <div className="table-scroll panel-flush">
      <table className="plain-table chain-matrix">
        <thead>
          <tr>
            <th scope="col">产业链</th>
            {matrix.areas.map(({ code, name }) => (
              <th key={code} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.chains.map((chain) => (
            <tr key={chain.id}>
              <th scope="row">{chain.name}</th>
              {matrix.areas.map(({ code, name }) => {
                const cell = cellOf.get(`${chain.id} ${code}`);
                const text = cell === undefined ? '' : figureText(cell, figure);
                return (
                  <td key={code} className="number">
                    {text === '' ? (
                      <span className="faint" aria-label={`${name}没有`}>
                        ·
                      </span>
                    ) : figure === 'gaps' ? (
                      <Link to="/chains/$chainId" params={{ chainId: chain.id }} search={{ areaCode: code }}>
                        {text}
                      </Link>
                    ) : (
                      <Link to="/chains/$chainId/members" params={{ chainId: chain.id }} search={{ areaCode: code }}>
                        {text}
                      </Link>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="faint small chain-matrix-note">
        全市一列含各县区与市级；跨链的企业和项目在每条链里各计一次，故不求各链合计。
        {figure === 'investment' && '“未填”是有项目而都没有填写总投资；“+n”是另有 n 个没有填写的，不在合计里。'}
        {figure === 'funds' && matrix.fundsSeen === 'area' && FUNDS_SEEN_NOTE}
      </p>
    </div>
  );
}

/** Empty for what is not there, so that the eye finds what is. */
function figureText(cell: Cell, figure: MatrixFigure): string {
  if (figure === 'gaps') return cell.gaps === 0 ? '' : String(cell.gaps);
  if (figure === 'occupants') return cell.occupants === 0 ? '' : String(cell.occupants);
  if (figure === 'investment') {
    const { investmentCny, withoutInvestment } = cell;
    if (investmentCny === null) return withoutInvestment === 0 ? '' : UNFILLED;
    return `${formatAmountIn(investmentCny, '亿元')}${withoutInvestment === 0 ? '' : ` +${withoutInvestment}`}`;
  }
  const { fundsCny } = cell;
  if (fundsCny === null) return cell.projects > 0 ? NOT_SEEN : '';
  return Number(fundsCny) === 0 ? '' : formatAmountIn(fundsCny, '亿元');
}
