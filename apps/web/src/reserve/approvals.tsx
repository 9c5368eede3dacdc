import type { ReserveFigures } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Empty } from 'antd';
import { PlainTable } from '../app/plain-table.js';
import { formatShare } from '../format/number.js';
import { Count, type FiguresProps } from './reserve-counts.js';

type Ratio = ReserveFigures['approvals']['total']['approval'];
const BASE_SEARCH: Readonly<Record<ReserveFigures['approvals']['base'], Readonly<Record<string, string>>>> = {
  major_611: { list: 'major_611' },
  in_reserve: { reserveState: 'in_reserve' },
  all: {},
};

/** 可研批复率、核准率: area by area, with how many are missing and which could move it (measure 13). */
export function Approvals({ figures: { approvals } }: FiguresProps) {
  const { areas, base, goalShare, total } = approvals;
  if (areas.length === 0) {
    return (
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description="这个范围里还没有填写审批方式（审批、核准）的项目；在项目的“审批”一组填写"
      />
    );
  }
  const cell = (kind: 'approval' | 'permit', ratio: Ratio, areaCode: string | undefined) => {
    const search = { ...BASE_SEARCH[base], approvalKind: kind, areaCode };
    return (
      <>
        {ratio.total === 0 ? (
          <span className="faint">没有此类项目</span>
        ) : (
          <>
            <ShareBar share={ratio.approved / ratio.total} goal={goalShare} />
            <span className="number nowrap">
              {formatShare(ratio.approved / ratio.total)}（
              <Count n={ratio.approved} search={{ ...search, approved: 'true' }} />/
              <Count n={ratio.total} search={search} />）
            </span>
            {ratio.missing > 0 && (
              <div className="small">
                还差 {ratio.missing} 个，
                <Link
                  to="/projects"
                  search={{ placement: 'local', ...search, approved: 'false', sort: 'approvalDueOn' }}
                >
                  看能推动的 {ratio.total - ratio.approved} 个
                </Link>
              </div>
            )}
          </>
        )}
      </>
    );
  };
  return (
    <>
      <PlainTable
        rows={areas}
        rowKey={({ areaCode }) => areaCode ?? 'none'}
        columns={[
          { title: '地区', render: ({ areaName }) => areaName, total: '合计' },
          {
            title: '可研批复率（政府投资审批项目）',
            render: (area) => cell('approval', area.approval, area.areaCode ?? undefined),
            total: cell('approval', total.approval, undefined),
          },
          {
            title: '核准率（企业投资核准项目）',
            render: (area) => cell('permit', area.permit, area.areaCode ?? undefined),
            total: cell('permit', total.permit, undefined),
          },
        ]}
      />
      <p className="faint small formula">
        方案第13条目标各 {formatShare(goalShare, 0)}。分母为范围内相应审批方式的项目，备案项目不进任何一个分母。
      </p>
    </>
  );
}

function ShareBar({ share, goal }: { readonly share: number; readonly goal: number }) {
  return (
    <span className="share-bar" aria-hidden="true">
      <i style={{ width: `${Math.min(share, 1) * 100}%` }} />
      <b style={{ left: `${goal * 100}%` }} />
    </span>
  );
}
