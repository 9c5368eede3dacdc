import { termOf, type DictionaryName } from '@lianghuan/contracts';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ListSearch } from '../app/list-search.js';
import { formatAmount } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import { RegisterList } from '../register/register-list.js';
import { QualityLine } from '../reserve/quality.js';
import { useProjectSummary } from '../reserve/reserve.queries.js';
import { projectRegister } from './project.register.js';

const route = getRouteApi('/shell/projects');

export function ProjectListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <RegisterList
      definition={projectRegister}
      search={search}
      onSearch={(next, isReplacing) => void navigate({ search: next, replace: isReplacing })}
      summary={<Summary search={search} onSearch={(next) => void navigate({ search: next })} />}
      searchHint="名称、建设内容、地点、投资方"
      extraActions={
        <>
          <Link to="/projects/list-proposals" className="action-link">
            列入提议
          </Link>
          <Link to="/projects/linkage" className="action-link">
            领导联系配额
          </Link>
          <Link to="/projects/land-needs" className="action-link">
            用地需求清单
          </Link>
        </>
      }
    />
  );
}

/** Sum and quality of what the list shows, under the same filters; nothing while a search found only what is nearly so called. */
function Summary({
  search,
  onSearch,
}: {
  readonly search: ListSearch;
  readonly onSearch: (search: ListSearch) => void;
}) {
  const { page: _page, pageSize: _size, sort: _sort, columns: _columns, ...filters } = search;
  const summary = useProjectSummary(filters).data;
  const narrowed = narrowedIn(search);
  if (summary === undefined || (summary.count === 0 && narrowed.length === 0)) return null;
  return (
    <p className="project-summary small soft">
      {narrowed.length > 0 && (
        <span>
          只看{narrowed.map(([, text]) => text).join('、')}{' '}
          <Button
            type="link"
            size="small"
            onClick={() => onSearch(Object.fromEntries(Object.entries(search).filter(([name]) => !(name in NARROWED))))}
          >
            看全部
          </Button>
        </span>
      )}
      <span>
        总投资合计 <strong className="number">{formatAmount(summary.totalInvestmentCny)}</strong>
        {summary.unknownInvestmentCount > 0 && (
          <span className="faint">（另 {formatNumber(summary.unknownInvestmentCount)} 个未填总投资）</span>
        )}
      </span>
      <QualityLine summary={summary} />
    </p>
  );
}

/** Filters that figures of the reserve open the list with, in words. */
const NARROWED: Readonly<Record<string, (value: string) => string>> = {
  maturity: (value) => `成熟度为${inWords('maturity', value)}的`,
  approvalKind: (value) => `${inWords('approvalKind', value)}类的`,
  approved: (value) => (value === 'true' ? '已批复的' : '还没有批复的'),
  admitted: (value) => (value === 'true' ? '入过库的' : '没有入过库的'),
  intake: (value) => `${value} 入库的`,
  startBy: (value) => `${value} 前可开工的`,
  park: (value) => `在${value}的`,
  parkUntied: () => '所在园区待对应的',
  fundingRoute: (value) => `资金渠道含${inWords('fundingRoute', value)}的`,
  landYear: (value) => `${value} 年用地需求清单上的`,
  landClass: (value) => `用${inWords('landClass', value)}的`,
  needsForest: (value) => (value === 'true' ? '需要林地定额的' : '不需要林地定额的'),
  energyCase: (value) => `用能${inWords('energyCase', value)}的`,
  reached: (value) => `走到${inWords('conversionStep', value)}的`,
};

function inWords(dictionary: DictionaryName, codes: string): string {
  return codes
    .split(',')
    .map((code) => termOf(dictionary, code))
    .join('、');
}

function narrowedIn(search: ListSearch): [string, string][] {
  return Object.entries(NARROWED).flatMap(([name, say]): [string, string][] => {
    const value = search[name];
    return value === undefined || value === '' ? [] : [[name, say(String(value))]];
  });
}
