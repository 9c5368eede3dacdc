import { termOf, type SurveyCellView } from '@lianghuan/contracts';
import { Button } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { ListRows } from '../app/list-table.js';
import { formatNumber } from '../format/number.js';
import { PathLink } from '../home/path-link.js';
import { StatusDot } from '../register/status-tags.js';
import { CellStateTag } from './survey-tags.js';

interface SurveyCellsProps {
  readonly cells: readonly SurveyCellView[];
  /** Whether the cells are of several areas, or of several campaigns. */
  readonly hasArea?: boolean;
  readonly hasCampaign?: boolean;
  readonly isStale?: boolean;
  readonly onOpen: (id: string) => void;
}

/** Cells one under the other: a table, and cards on a phone. */
export function SurveyCells({
  cells,
  hasArea = false,
  hasCampaign = false,
  isStale = false,
  onOpen,
}: SurveyCellsProps) {
  const columns: ColumnsType<SurveyCellView> = [
    { title: '地区', width: 136, hidden: !hasArea, render: (_value, cell) => cell.areaName },
    {
      title: '层级',
      width: 112,
      hidden: !hasArea && cells.every(({ level }) => level === cells[0]?.level),
      render: (_value, { level }) => termOf('supplyLevel', level),
    },
    {
      title: '领域',
      width: 152,
      render: (_value, cell) => (
        <Button type="link" size="small" className="survey-open" onClick={() => onOpen(cell.id)}>
          {cell.fieldTitle}
        </Button>
      ),
    },
    { title: '状态', width: 128, render: (_value, cell) => <CellStateTag cell={cell} /> },
    {
      title: '登记（条）',
      width: 104,
      align: 'right',
      className: 'number',
      render: (_value, cell) => <RowCount cell={cell} />,
    },
    {
      title: '过期（条）',
      width: 104,
      align: 'right',
      className: 'number',
      render: (_value, { expired }) =>
        expired === 0 ? <span className="faint">0</span> : <span className="survey-late">{formatNumber(expired)}</span>,
    },
    {
      title: '填报期限',
      width: 176,
      className: 'number',
      render: (_value, cell) => (
        <>
          {cell.campaign.effectiveDueOn} {cell.isOverdue && <StatusDot tone="bad">已逾期</StatusDot>}
        </>
      ),
    },
    {
      title: '责任人',
      width: 176,
      render: (_value, cell) => cell.assignee?.name ?? <span className="faint">{cell.unit.name}</span>,
    },
    { title: '批次', hidden: !hasCampaign, render: (_value, cell) => cell.campaign.title },
  ];
  const card = (cell: SurveyCellView) => (
    <button type="button" className="card-link survey-card" onClick={() => onOpen(cell.id)}>
      <span className="card-title">
        <strong>
          {[hasArea && cell.areaName, cell.level === 'township' && termOf('supplyLevel', cell.level), cell.fieldTitle]
            .filter(Boolean)
            .join(' · ')}
        </strong>
        <CellStateTag cell={cell} />
      </span>
      <span className="card-foot number">
        <span>登记 {formatNumber(cell.rows)} 条</span>
        {cell.expired > 0 && <span className="survey-late">过期 {formatNumber(cell.expired)} 条</span>}
        {cell.isOverdue && <span className="survey-late">已逾期</span>}
        {cell.assignee !== null && <span>{cell.assignee.name}</span>}
        {hasCampaign && <span>{cell.campaign.title}</span>}
      </span>
    </button>
  );
  return <ListRows rows={cells} columns={columns} card={card} isStale={isStale} />;
}

/** How many rows the register has, opening exactly these; figures of a closed campaign open nothing, for the register went on. */
export function RowCount({ cell }: { readonly cell: Pick<SurveyCellView, 'rows' | 'path' | 'isFrozen'> }) {
  if (cell.rows === 0) return <span className="faint">0</span>;
  return cell.isFrozen ? (
    <>{formatNumber(cell.rows)}</>
  ) : (
    <PathLink path={cell.path}>{formatNumber(cell.rows)}</PathLink>
  );
}
