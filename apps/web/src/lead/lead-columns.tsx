import type { LeadView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import type { ColumnsType } from 'antd/es/table';
import { sortedBy } from '../app/list-table.js';
import { AmountCell, TextCell } from '../register/cells.js';
import { DueDate } from './due-date.js';
import { isWaiting } from './due.js';
import { ExampleTag } from './example-tag.js';
import { LeadStatusTag, StageTag } from './stage-tag.js';

/** Columns of the list of leads. @param sort as the address says */
export function leadColumns(sort: string): ColumnsType<LeadView> {
  return [
    {
      key: 'enterprise',
      title: '企业 / 项目',
      width: 300,
      fixed: 'start',
      render: (_value, row) => (
        <div className="cell-name">
          <Link to="/leads/$leadId" params={{ leadId: row.id }}>
            {row.enterprise.name}
          </Link>{' '}
          {row.isExample && <ExampleTag />}
          <div className="soft small">{row.project?.name ?? '尚未对应项目'}</div>
        </div>
      ),
    },
    { key: 'areaName', title: '地区', width: 96, render: (_value, row) => <TextCell text={row.areaName} /> },
    {
      ...sortedBy('stage', sort),
      title: '阶段',
      width: 136,
      render: (_value, row) => (
        <>
          <StageTag stage={row.stage} />
          {row.status !== 'open' && (
            <div className="small">
              <LeadStatusTag status={row.status} />
            </div>
          )}
        </>
      ),
    },
    {
      ...sortedBy('nextStepOn', sort),
      title: '下一步',
      width: 256,
      render: (_value, row) => (
        <>
          <span className="cell-text">{row.nextStep}</span>
          <DueDate day={row.nextStepOn} isOpen={isWaiting(row)} />
        </>
      ),
    },
    {
      ...sortedBy('agreedInvestmentCny', sort),
      title: '协议投资额（亿元）',
      align: 'right',
      className: 'number',
      width: 152,
      render: (_value, row) => <AmountCell amountCny={row.agreedInvestmentCny} unit="亿元" />,
    },
    {
      key: 'owner',
      title: '责任人',
      width: 152,
      render: (_value, row) => (
        <>
          {row.owner.name}
          <div className="faint small">{row.organisationName}</div>
        </>
      ),
    },
    {
      ...sortedBy('lastActivityOn', sort),
      title: '最近跟进',
      width: 104,
      className: 'number',
      render: (_value, row) => row.lastActivityOn ?? <span className="faint">还没有</span>,
    },
  ];
}
