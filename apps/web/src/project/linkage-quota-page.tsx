import { Link, getRouteApi } from '@tanstack/react-router';
import { Empty, Select } from 'antd';
import { AsOf } from '../app/as-of.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { PlainTable } from '../app/plain-table.js';
import { usePhone } from '../app/use-phone.js';
import { today } from '../format/date.js';
import { useAreaName } from '../reference/reference.queries.js';
import { StatusDot } from '../register/status-tags.js';
import { FIRST_QUOTA_YEAR, useLinkageQuota } from './project.queries.js';

const route = getRouteApi('/shell/projects/linkage');

/** 领导联系服务项目配额: quota and linked projects by area; each figure opens the list it counts. */
export function LinkageQuotaPage() {
  const thisYear = Number(today().slice(0, 4));
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useLinkageQuota(search.year, thisYear);
  const year = search.year ?? query.data?.year;
  const isPhone = usePhone();
  const areaName = useAreaName();
  const years = Array.from({ length: thisYear - FIRST_QUOTA_YEAR + 1 }, (_, index) => thisYear - index);
  return (
    <Page
      title="领导联系服务项目配额"
      parent={{ path: '/projects', title: '项目储备库' }}
      meta={
        <>
          <span>方案第5条：市40个，各县（市、区）40个，毕节高新区、百里杜鹃各10个左右</span>
          <AsOf query={query} />
        </>
      }
      actions={
        <Select<number>
          aria-label="年份"
          value={year}
          loading={year === undefined}
          options={years.map((value) => ({ value, label: `${value}年` }))}
          onChange={(value) => void navigate({ search: { year: value } })}
        />
      }
    >
      <LoadState query={query} rows={12}>
        {(quota) =>
          quota.areas.length === 0 ? (
            <div className="panel panel-body">
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={`${quota.year}年还没有配额`}>
                {quota.year !== FIRST_QUOTA_YEAR && (
                  <Link to="/projects/linkage" search={{ year: FIRST_QUOTA_YEAR }}>
                    看{FIRST_QUOTA_YEAR}年的配额
                  </Link>
                )}
              </Empty>
            </div>
          ) : (
            <div className="panel">
              <PlainTable
                rows={quota.areas}
                rowKey={({ areaCode }) => areaCode}
                columns={[
                  {
                    title: '地区',
                    render: (area) => (isPhone ? areaName(area.areaCode) : area.areaName),
                    total: '合计',
                  },
                  { title: '配额（个）', numeric: true, render: (area) => area.quota, total: quota.totalQuota },
                  {
                    title: '已联系（个）',
                    numeric: true,
                    render: ({ areaCode, linked }) => (
                      <Link to="/projects" search={{ list: 'leader_linked', areaCode }}>
                        {linked}
                      </Link>
                    ),
                    total: (
                      <Link to="/projects" search={{ list: 'leader_linked' }}>
                        {quota.totalLinked}
                      </Link>
                    ),
                  },
                  {
                    title: '还差（个）',
                    numeric: true,
                    render: ({ short }) => (short > 0 ? short : <StatusDot tone="ok">已满</StatusDot>),
                    total: quota.areas.reduce((sum, { short }) => sum + short, 0),
                  },
                ]}
              />
            </div>
          )
        }
      </LoadState>
    </Page>
  );
}
