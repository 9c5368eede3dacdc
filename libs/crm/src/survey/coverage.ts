import { codesOf, type SurveyCellView, type SurveyCoverage } from '@lianghuan/contracts';

type Counted = Pick<SurveyCellView, 'state' | 'isCovered' | 'isOverdue' | 'rows' | 'expired'>;

/** How far cells are: a cell is covered when it is verified or confirmed none and nothing in it is past its validity (measure 1d). */
export function coverageOf(cells: readonly Counted[]): SurveyCoverage {
  const number = (test: (cell: Counted) => boolean) => cells.filter(test).length;
  const covered = number(({ isCovered }) => isCovered);
  const states = Object.fromEntries(
    codesOf('surveyCellState').map((state) => [state, number((cell) => cell.state === state)]),
  ) as SurveyCoverage['states'];
  return {
    cells: cells.length,
    covered,
    share: cells.length === 0 ? null : covered / cells.length,
    states,
    lapsed: states.verified + states.confirmed_none - covered,
    overdue: number(({ isOverdue }) => isOverdue),
    rows: cells.reduce((sum, { rows }) => sum + rows, 0),
    expired: cells.reduce((sum, { expired }) => sum + expired, 0),
  };
}
