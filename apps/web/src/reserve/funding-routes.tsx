import { termOf } from '@lianghuan/contracts';
import { Empty } from 'antd';
import { PlainTable } from '../app/plain-table.js';
import { formatAmountIn } from '../format/money.js';
import { Count, type FiguresProps } from './reserve-counts.js';

/** 资金渠道 of the reserve (measure 10): how many projects name each, what they seek and what is granted. */
export function FundingRoutes({ figures: { funding }, areaCode }: FiguresProps) {
  if (funding.length === 0) {
    return (
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description="在库项目还没有填写资金渠道；在项目的“投资”一组填写资金安排"
      />
    );
  }
  return (
    <>
      <PlainTable
        rows={funding}
        rowKey={({ route }) => route}
        columns={[
          { title: '渠道', render: ({ route }) => termOf('fundingRoute', route) },
          {
            title: '项目（个）',
            numeric: true,
            render: ({ route, count }) => (
              <Count n={count} search={{ reserveState: 'in_reserve', fundingRoute: route, areaCode }} />
            ),
          },
          { title: '拟争取（亿元）', numeric: true, render: ({ soughtCny }) => formatAmountIn(soughtCny, '亿元') },
          { title: '已落实（亿元）', numeric: true, render: ({ grantedCny }) => formatAmountIn(grantedCny, '亿元') },
          { title: '未填金额（个）', numeric: true, render: ({ unknownCount }) => unknownCount },
        ]}
      />
      <p className="faint small formula">一个项目有几个渠道的，各计一次；金额只计项目逐渠道填写的。</p>
    </>
  );
}
