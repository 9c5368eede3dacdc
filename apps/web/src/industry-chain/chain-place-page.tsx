import { Link, getRouteApi } from '@tanstack/react-router';
import { Empty } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { useChainPlace } from './chain.queries.js';
import './chain.css';
import { PlaceSelect } from './place-select.js';
import { RefreshLine } from './refresh-line.js';

const route = getRouteApi('/shell/chains/place');
const NODES_SHOWN = 4;

/** 地区产业画像: what a place has, what is near to that, and what its resources and markets point to. */
export function ChainPlacePage() {
  const { areaCode } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useChainPlace(areaCode);
  const node = (item: { readonly chainId: string; readonly nodeId: string; readonly nodeName: string }) => (
    <Link to="/chains/$chainId" params={{ chainId: item.chainId }} search={{ areaCode, node: item.nodeId }}>
      {item.nodeName}
    </Link>
  );
  return (
    <Page
      title="地区产业画像"
      parent={{ path: '/chains', title: '产业链' }}
      meta={query.data && <RefreshLine refresh={query.data.refresh} />}
      actions={<PlaceSelect value={areaCode} onChange={(code) => void navigate({ search: { areaCode: code } })} />}
    >
      <LoadState query={query} rows={14}>
        {(place) => (
          <>
            <Panel title="已经有的环节">
              {place.present.length === 0 ? (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有登记到链上的本地企业" />
              ) : (
                <ul className="chain-lines">
                  {place.present.map((item) => (
                    <li key={item.nodeId}>
                      {node(item)}{' '}
                      <span className="small faint">
                        {item.chainName} · {item.enterprises}家
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </Panel>
            <Panel title="邻近的环节">
              <p className="small soft gap-below">
                做本地已有环节的企业，在全国常常也做这些环节（产业空间密度）。只作参考，不参与匹配打分。
              </p>
              {place.near.length === 0 ? (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="本地环节太少，看不出邻近的环节" />
              ) : (
                <ul className="chain-lines">
                  {place.near.map((item) => (
                    <li key={item.nodeId}>
                      {node(item)}{' '}
                      <span className="small faint">
                        {item.chainName} · 密度 {Math.round(item.density * 100)}%
                        {item.because.length > 0 &&
                          ` · 因为有 ${item.because.map(({ nodeName }) => nodeName).join('、')}`}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </Panel>
            <Panel title="资源与市场指向的缺失环节">
              {place.pointers.length === 0 ? (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有资源或市场指向缺失的环节" />
              ) : (
                <ul className="chain-lines">
                  {place.pointers.map((pointer) => (
                    <li key={pointer.id}>
                      {pointer.kind === 'resource' ? (
                        <Link to="/resources/$resourceId" params={{ resourceId: pointer.id }}>
                          {pointer.name}
                        </Link>
                      ) : (
                        <Link to="/markets/$marketId" params={{ marketId: pointer.id }}>
                          {pointer.name}
                        </Link>
                      )}
                      <span className="soft"> → </span>
                      {pointer.nodes.slice(0, NODES_SHOWN).map((item, index) => (
                        <span key={item.nodeId}>
                          {index > 0 && '、'}
                          {node(item)}
                        </span>
                      ))}
                      {pointer.nodes.length > NODES_SHOWN && (
                        <span className="small faint"> 等 {pointer.nodes.length} 个环节</span>
                      )}
                    </li>
                  ))}
                </ul>
              )}
            </Panel>
          </>
        )}
      </LoadState>
    </Page>
  );
}
