import type { LeadView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { AmountCell, TextCell } from '../register/cells.js';
import { DueDate } from './due-date.js';
import { isWaiting } from './due.js';
import { ExampleTag } from './example-tag.js';
import { LeadStatusTag, StageTag } from './stage-tag.js';

interface LeadTableProps {
  readonly rows: readonly LeadView[];
  readonly sort: string;
  readonly isLoading: boolean;
  readonly onSort: (sort: string) => void;
}

export function LeadTable({ rows, sort, isLoading, onSort }: LeadTableProps) {
  const sorted = (name: string) => ({
    key: name,
    sorter: true,
    sortOrder: sort === name ? ('ascend' as const) : sort === `-${name}` ? ('descend' as const) : null,
  });
  const columns: ColumnsType<LeadView> = [
    {
      key: 'enterprise',
      title: '企业',
      width: 240,
      fixed: 'start',
      render: (_value, row) => (
        <div className="cell-name">
          <Link to="/leads/$leadId" params={{ leadId: row.id }}>
            {row.enterprise.name}
          </Link>{' '}
          {row.isExample && <ExampleTag />}
          <div className="faint small number">{row.code}</div>
        </div>
      ),
    },
    {
      key: 'project',
      title: '项目',
      width: 220,
      render: (_value, row) =>
        row.project === null ? (
          <span className="faint">尚未对应项目</span>
        ) : (
          <Link to="/projects/$projectId" params={{ projectId: row.project.id }} className="cell-text">
            {row.project.name}
          </Link>
        ),
    },
    { key: 'areaName', title: '地区', width: 104, render: (_value, row) => <TextCell text={row.areaName} /> },
    { ...sorted('stage'), title: '阶段', width: 132, render: (_value, row) => <StageTag stage={row.stage} /> },
    { key: 'status', title: '状态', width: 88, render: (_value, row) => <LeadStatusTag status={row.status} /> },
    {
      key: 'nextStep',
      title: '下一步',
      width: 220,
      render: (_value, row) => <span className="cell-text">{row.nextStep}</span>,
    },
    {
      ...sorted('nextStepOn'),
      title: '下一步日期',
      width: 168,
      render: (_value, row) => <DueDate day={row.nextStepOn} isOpen={isWaiting(row)} />,
    },
    {
      key: 'agreedInvestmentCny',
      title: '协议投资额（亿元）',
      align: 'right',
      className: 'number',
      width: 144,
      render: (_value, row) => <AmountCell amountCny={row.agreedInvestmentCny} unit="亿元" />,
    },
    {
      key: 'owner',
      title: '责任人',
      width: 176,
      render: (_value, row) => (
        <>
          {row.owner.name}
          <div className="faint small">{row.organisationName}</div>
        </>
      ),
    },
    {
      key: 'lastActivityOn',
      title: '最近跟进',
      width: 112,
      className: 'number',
      render: (_value, row) => row.lastActivityOn ?? <span className="faint">还没有</span>,
    },
  ];
  return (
    <Table<LeadView>
      className="panel register-table"
      size="small"
      rowKey="id"
      sticky
      loading={{ spinning: isLoading, delay: 200 }}
      dataSource={[...rows]}
      columns={columns}
      scroll={{ x: 'max-content' }}
      pagination={false}
      showSorterTooltip={false}
      onChange={(_pagination, _filters, sorter, extra) => {
        if (extra.action !== 'sort' || Array.isArray(sorter)) return;
        const name = String(sorter.columnKey ?? '');
        onSort(sorter.order === 'descend' ? `-${name}` : sorter.order === 'ascend' ? name : '');
      }}
    />
  );
}
