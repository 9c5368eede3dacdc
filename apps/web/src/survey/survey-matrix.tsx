import {
  type Code,
  codesOf,
  termOf,
  type SurveyCellView,
  type SurveyCoverage,
  type SurveyField,
  surveyFieldParts,
  type SurveyMatrix,
} from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Fragment, useRef, type KeyboardEvent } from 'react';
import { formatNumber, formatShare } from '../format/number.js';
import { PathLink } from '../home/path-link.js';

interface MatrixProps {
  readonly matrix: SurveyMatrix;
  readonly onOpen: (id: string) => void;
}

const registerOf = (code: SurveyField | undefined) =>
  code === undefined ? undefined : surveyFieldParts(code).register;

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** 普查矩阵: field × area, with the county above its townships where they have tasks of their own. Arrow keys walk over it, Enter opens a cell. */
export function Matrix({ matrix, onOpen }: MatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  const { areas, fields, total } = matrix;
  const depth = matrix.campaign.levels.filter((level) => level !== 'city').length || 1;
  const hasCitywide = !matrix.campaign.levels.includes('city');
  const walk = (event: KeyboardEvent<HTMLButtonElement>, row: number, column: number) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = (far: number) => `[data-at="${row + step[0] * far},${column + step[1] * far}"]`;
    // Where an area has fewer levels than others, the next cell is further away.
    for (let far = 1; far <= depth; far += 1) {
      const next = table.current?.querySelector<HTMLElement>(at(far));
      if (next === null || next === undefined) continue;
      next.focus();
      return;
    }
  };
  return (
    <div className="table-scroll">
      <table className="plain-table survey-matrix" ref={table}>
        <thead>
          <tr>
            <th scope="col">领域</th>
            {areas.map(({ code, name }) => (
              <th key={code} scope="col">
                {name}
              </th>
            ))}
            <th scope="col" className="number">
              覆盖
            </th>
            {hasCitywide && (
              <th scope="col" className="number">
                市级（条）
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {fields.map((field, row) => (
            <Fragment key={field.code}>
              {registerOf(field.code) !== registerOf(fields[row - 1]?.code) && (
                <tr className="survey-group">
                  <th scope="rowgroup" colSpan={areas.length + (hasCitywide ? 3 : 2)}>
                    {termOf('register', registerOf(field.code))}
                  </th>
                </tr>
              )}
              <tr>
                <th scope="row">
                  {field.name}
                  {field.departments.length > 0 && (
                    <div className="faint small survey-departments">
                      {field.departments.map(({ name }) => name.replace(/^毕节市(人民政府)?/, '')).join('、')}
                    </div>
                  )}
                </th>
                {areas.map(({ code, name }, column) => (
                  <td key={code}>
                    {matrix.cells
                      .filter((cell) => cell.field === field.code && cell.areaCode === code)
                      .map((cell, i) => (
                        <CellButton
                          key={cell.id}
                          cell={cell}
                          label={`${name} ${termOf('supplyLevel', cell.level)} ${field.name}`}
                          level={depth > 1 && cell.level !== 'city' ? cell.level : undefined}
                          at={`${row * depth + i},${column}`}
                          // One stop for the tab key; the arrows do the rest.
                          isStop={row === 0 && column === 0 && i === 0}
                          onKeyDown={(event) => walk(event, row * depth + i, column)}
                          onOpen={onOpen}
                        />
                      ))}
                  </td>
                ))}
                <td className="number">
                  <Share coverage={field} />
                </td>
                {hasCitywide && (
                  <td className="number">
                    <Citywide found={matrix.citywide.find((each) => each.field === field.code)} />
                  </td>
                )}
              </tr>
            </Fragment>
          ))}
        </tbody>
        <tfoot>
          <Footer
            title="覆盖"
            areas={areas}
            total={total}
            figure={(coverage) => <Share coverage={coverage} />}
            citywide={hasCitywide && null}
          />
          <Footer
            title="登记（条）"
            areas={areas}
            total={total}
            figure={({ rows }) => formatNumber(rows)}
            citywide={hasCitywide && formatNumber(matrix.citywide.reduce((sum, { rows }) => sum + rows, 0))}
          />
          <Footer
            title="逾期（格）"
            areas={areas}
            total={total}
            citywide={hasCitywide && null}
            figure={({ overdue }, areaCode) =>
              overdue === 0 ? (
                <span className="faint">0</span>
              ) : (
                <Link
                  className="survey-late"
                  to="/surveys/cells"
                  search={{ campaignId: matrix.campaign.id, areaCode, overdue: 'true' }}
                >
                  {formatNumber(overdue)}
                </Link>
              )
            }
          />
        </tfoot>
      </table>
    </div>
  );
}

interface CellButtonProps {
  readonly cell: SurveyCellView;
  readonly label: string;
  /** Shown where there are several in one place. */
  readonly level?: Code<'supplyLevel'>;
  readonly at: string;
  readonly isStop: boolean;
  readonly onKeyDown: (event: KeyboardEvent<HTMLButtonElement>) => void;
  readonly onOpen: (id: string) => void;
}

/** State in words and in colour, and how much is registered. */
function CellButton({ cell, label, level, at, isStop, onKeyDown, onOpen }: CellButtonProps) {
  const term = cell.state === 'submitted' && cell.isNone ? '已提交（无）' : termOf('surveyCellState', cell.state);
  const late = [cell.expired > 0 && `${cell.expired} 条过期`, cell.isOverdue && '逾期'].filter(Boolean).join('，');
  return (
    <button
      type="button"
      className={`survey-cell is-${cell.state}`}
      data-at={at}
      tabIndex={isStop ? 0 : -1}
      aria-label={`${label}：${term}，登记 ${cell.rows} 条${late === '' ? '' : `，${late}`}`}
      onKeyDown={onKeyDown}
      onClick={() => onOpen(cell.id)}
    >
      <span>
        {level !== undefined && <span className="faint">{level === 'township' ? '乡镇 ' : '县 '}</span>}
        {term}
      </span>
      {(cell.rows > 0 || late !== '') && (
        <span className="number">
          {cell.rows > 0 && `${formatNumber(cell.rows)} 条`}
          {late !== '' && <span className="survey-late"> {cell.expired > 0 ? `${cell.expired} 过期` : '逾期'}</span>}
        </span>
      )}
    </button>
  );
}

interface FooterProps {
  readonly title: string;
  readonly areas: SurveyMatrix['areas'];
  readonly total: SurveyCoverage;
  readonly figure: (coverage: SurveyCoverage, areaCode?: string) => React.ReactNode;
  /** The same for the rows of the city level, where no cell counts them; false where cells do. */
  readonly citywide?: React.ReactNode;
}

function Footer({ title, areas, total, figure, citywide }: FooterProps) {
  return (
    <tr>
      <th scope="row">{title}</th>
      {areas.map((area) => (
        <td key={area.code} className="number">
          {figure(area, area.code)}
        </td>
      ))}
      <td className="number">{figure(total)}</td>
      {citywide !== false && <td className="number">{citywide}</td>}
    </tr>
  );
}

/** Rows of the city level; they are nobody's task here. */
function Citywide({ found }: { readonly found: SurveyMatrix['citywide'][number] | undefined }) {
  if (found === undefined) return <span className="faint">0</span>;
  return <PathLink path={found.path}>{formatNumber(found.rows)}</PathLink>;
}

function Share({ coverage }: { readonly coverage: SurveyCoverage }) {
  if (coverage.share === null) return <span className="faint">—</span>;
  return (
    <span title={`${coverage.covered}/${coverage.cells} 格`} className={coverage.covered === 0 ? 'faint' : undefined}>
      {formatShare(coverage.share) || '0%'}
    </span>
  );
}

/** What the colours mean, with how many cells there are of each; each opens their list. */
export function StateCounts({ matrix, areaCode }: { readonly matrix: SurveyMatrix; readonly areaCode?: string }) {
  const coverage = matrix.areas.find(({ code }) => code === areaCode) ?? matrix.total;
  const at = (more: object) => ({ campaignId: matrix.campaign.id, areaCode, ...more });
  const count = (state: Code<'surveyCellState'>) => coverage.states[state];
  return (
    <ul className="survey-states" aria-label="各状态的任务数">
      {codesOf('surveyCellState').map((state) => (
        <li key={state}>
          <Link to="/surveys/cells" search={at({ state })} className={`survey-state is-${state}`}>
            {termOf('surveyCellState', state)} <strong className="number">{formatNumber(count(state))}</strong>
          </Link>
        </li>
      ))}
      {coverage.lapsed > 0 && (
        <li>
          <Link
            to="/surveys/cells"
            search={at({ state: 'verified,confirmed_none', covered: 'false' })}
            className="survey-state is-returned"
          >
            核实后有过期 <strong className="number">{formatNumber(coverage.lapsed)}</strong>
          </Link>
        </li>
      )}
    </ul>
  );
}
