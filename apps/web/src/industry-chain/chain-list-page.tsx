import { codesOf, termOf } from '@lianghuan/contracts';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Button, Empty, Segmented } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Pager } from '../app/pager.js';
import { Panel } from '../app/panel.js';
import { PlainTable } from '../app/plain-table.js';
import { usePhone } from '../app/use-phone.js';
import { formatNumber } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { ChainMatrixPanel } from './chain-matrix.js';
import { ruleSentence, verdictTag } from './chain-words.js';
import { useChainGaps, useChains } from './chain.queries.js';
import './chain.css';
import { PlaceSelect } from './place-select.js';
import { RefreshButton, RefreshLine } from './refresh-line.js';

const route = getRouteApi('/shell/chains');
const PAGE_SIZE = 10;

/** 产业链: what is most urgently missing in a place, all chains there, and the matrix over all places. */
export function ChainListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = usePhone();
  const page = search.page ?? 1;
  const chains = useChains(search.areaCode);
  const gaps = useChainGaps({ areaCode: search.areaCode, gapClass: search.gapClass, page, pageSize: PAGE_SIZE });
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, page: undefined, ...next }, resetScroll: false });
  return (
    <Page
      title="产业链"
      meta={chains.data && <RefreshLine refresh={chains.data.refresh} />}
      actions={
        <>
          <PlaceSelect value={search.areaCode} onChange={(areaCode) => change({ areaCode })} />
          <Link to="/chains/place" search={{ areaCode: search.areaCode }}>
            <Button>地区产业画像</Button>
          </Link>
          <RefreshButton />
        </>
      }
    >
      <Panel
        title="最该补的环节"
        extra={
          <Segmented<string>
            size="small"
            aria-label="按缺口类别"
            value={search.gapClass ?? ''}
            options={[
              { value: '', label: '全部' },
              ...codesOf('chainAction').map((code) => ({ value: code as string, label: termOf('chainAction', code) })),
            ]}
            onChange={(code) => change({ gapClass: codesOf('chainAction').find((known) => known === code) })}
          />
        }
      >
        <LoadState query={gaps} rows={8}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有这类缺口" />
            ) : (
              <>
                <ol className="gap-list panel-flush">
                  {items.map((gap) => {
                    const tag = verdictTag(gap.verdict);
                    return (
                      <li key={gap.nodeId}>
                        <StatusDot tone={tag.tone}>{tag.term}</StatusDot>
                        <div className="gap-what">
                          <Link
                            to="/chains/$chainId"
                            params={{ chainId: gap.chainId }}
                            search={{ areaCode: search.areaCode, node: gap.nodeId }}
                          >
                            {gap.nodeName}
                          </Link>{' '}
                          <span className="soft small">{gap.chainName}</span>
                          <p className="small soft">{ruleSentence(gap.verdict.rule, gap.verdict.facts)}</p>
                          <p className="small faint">
                            {gap.verdict.parks.length > 0 &&
                              `园区首位产业：${gap.verdict.parks.map(({ park }) => park).join('、')}；`}
                            {gap.verdict.facts.fillers === 0
                              ? '目标企业库里还没有做这一环的外地企业'
                              : `外地可引 ${formatNumber(gap.verdict.facts.fillers)} 家：${gap.fillerNames.join('、')}${gap.verdict.facts.fillers > gap.fillerNames.length ? ' 等' : ''}`}
                          </p>
                        </div>
                        <span className="gap-priority number" title="优先度，0–100">
                          <span className="only-heard">优先度</span>
                          {Math.round(gap.verdict.priority * 100)}
                        </span>
                      </li>
                    );
                  })}
                </ol>
                <Pager
                  page={page}
                  pageSize={PAGE_SIZE}
                  total={total}
                  totalText={(all) => `共 ${formatNumber(all)} 个缺口，按优先度排序`}
                  onTurn={(next) => change({ page: next })}
                />
              </>
            )
          }
        </LoadState>
      </Panel>
      <Panel title="各链在本地">
        <LoadState query={chains} rows={10}>
          {({ items }) => (
            <div className="panel-flush">
              <PlainTable
                rows={items}
                rowKey={({ id }) => id}
                columns={[
                  {
                    title: '产业链',
                    render: ({ id, name }) => (
                      <Link to="/chains/$chainId" params={{ chainId: id }} search={{ areaCode: search.areaCode }}>
                        {name}
                      </Link>
                    ),
                  },
                  {
                    title: '已有环节',
                    numeric: true,
                    render: ({ counts }) => `${counts.occupiedNodes}/${counts.nodes}`,
                  },
                  ...codesOf('chainAction').map((code) => ({
                    title: termOf('chainAction', code),
                    numeric: true,
                    render: ({ counts }: (typeof items)[number]) =>
                      counts[code] === 0 ? <span className="faint">0</span> : counts[code],
                  })),
                  ...(isPhone
                    ? []
                    : [
                        {
                          title: '园区首位产业',
                          className: 'small soft',
                          render: ({ parks }: (typeof items)[number]) => parks.join('、'),
                        },
                      ]),
                ]}
              />
            </div>
          )}
        </LoadState>
      </Panel>
      <ChainMatrixPanel figure={search.figure ?? 'gaps'} onFigure={(figure) => change({ figure })} />
    </Page>
  );
}
