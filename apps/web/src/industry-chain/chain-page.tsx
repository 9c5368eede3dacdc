import { termOf } from '@lianghuan/contracts';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { AccessLink } from '../access/access-link.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { StatusDot } from '../register/status-tags.js';
import { ChainGraph } from './chain-graph.js';
import { NodePanel } from './chain-node-panel.js';
import { ruleSentence, verdictTag } from './chain-words.js';
import { useChain, useChainVersions } from './chain.queries.js';
import './chain.css';
import { PlaceSelect } from './place-select.js';
import { RefreshLine } from './refresh-line.js';

const route = getRouteApi('/shell/chains/$chainId');
const PARENT = { path: '/chains', title: '产业链' };

/** One chain: its graph, each node with its verdict, the node looked at, and how the graph came to be. */
export function ChainPage() {
  const { chainId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = usePhone();
  const query = useChain(chainId, search.areaCode);
  const chain = query.data;
  const select = (node: string) => {
    void navigate({ search: { ...search, node }, replace: true, resetScroll: false });
    requestAnimationFrame(() => document.getElementById('chain-node')?.scrollIntoView({ block: 'nearest' }));
  };
  return (
    <Page
      title={chain?.name ?? '产业链'}
      parent={PARENT}
      meta={chain && <RefreshLine refresh={chain.refresh} />}
      actions={
        <>
          <PlaceSelect
            value={search.areaCode}
            onChange={(areaCode) => void navigate({ search: { ...search, areaCode } })}
          />
          <Link to="/chains/$chainId/members" params={{ chainId }} search={{ areaCode: search.areaCode }}>
            <Button>本地企业与项目</Button>
          </Link>
          {chain?.can.update === true && (
            <Link to="/chains/$chainId/edit" params={{ chainId }}>
              <Button>编辑链图</Button>
            </Link>
          )}
        </>
      }
    >
      <LoadState query={query} rows={14}>
        {(detail) => (
          <>
            {detail.summary !== null && <p className="soft gap-below">{detail.summary}</p>}
            {!isPhone && (
              <Panel title="链图" extra={<Legend />}>
                <ChainGraph chain={detail} selected={search.node} onSelect={select} />
              </Panel>
            )}
            {search.node !== undefined && (
              <NodePanel key={search.node} nodeId={search.node} areaCode={search.areaCode} />
            )}
            <Panel title="环节一览">
              <div className="table-scroll panel-flush">
                <table className="plain-table chain-nodes">
                  <thead>
                    <tr>
                      <th scope="col">环节</th>
                      <th scope="col">判定</th>
                      {!isPhone && <th scope="col">依据</th>}
                      <th scope="col" className="number">
                        本地{isPhone ? '' : '（家）'}
                      </th>
                      <th scope="col" className="number">
                        外地{isPhone ? '' : '（家）'}
                      </th>
                      <th scope="col" className="number">
                        优先度
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {detail.nodes.map((node) => {
                      const tag = verdictTag(node.verdict);
                      return (
                        <tr key={node.id} aria-selected={search.node === node.id}>
                          <th scope="row">
                            <Button type="link" className="chain-row-button" onClick={() => select(node.id)}>
                              {node.name}
                            </Button>
                          </th>
                          <td>
                            <StatusDot tone={tag.tone}>{tag.term}</StatusDot>
                          </td>
                          {!isPhone && (
                            <td className="small soft">
                              {node.verdict !== null && ruleSentence(node.verdict.rule, node.verdict.facts)}
                            </td>
                          )}
                          <td className="number">{node.verdict?.facts.enterprises}</td>
                          <td className="number">{node.verdict?.facts.fillers}</td>
                          <td className="number">
                            {node.verdict?.gapClass != null && Math.round(node.verdict.priority * 100)}
                          </td>
                        </tr>
                      );
                    })}
                  </tbody>
                </table>
              </div>
            </Panel>
            <Versions
              chainId={detail.id}
              basis={`${termOf('chainBasis', detail.basis)}${detail.source === null ? '' : `：${detail.source}`}`}
            />
            <AccessLink subject="industry_chain" record={detail.id} />
          </>
        )}
      </LoadState>
    </Page>
  );
}

function Legend() {
  return (
    <span className="chain-legend small soft">
      <StatusDot tone="bad">补链</StatusDot>
      <StatusDot tone="warn">延链</StatusDot>
      <StatusDot tone="accent">建链</StatusDot>
      <StatusDot tone="ok">强链</StatusDot>
      <span>实底为本地已有</span>
    </span>
  );
}

function Versions({ chainId, basis }: { readonly chainId: string; readonly basis: string }) {
  const query = useChainVersions(chainId);
  return (
    <Panel title="链图来历">
      <p className="small soft gap-below">{basis}；环节划分与产品词为团队判断，可编辑。</p>
      <LoadState query={query} rows={2}>
        {(versions) => (
          <ul className="chain-versions">
            {versions.map((version) => (
              <li key={version.version}>
                <span className="number">第 {version.version} 版</span>
                <span className="number faint">{formatInstant(version.madeAt)}</span>
                <span>
                  {version.madeByName ?? '随系统提供'}
                  {version.reason !== null && `：${version.reason}`}
                </span>
                <span className="faint number">
                  {version.nodes} 个环节，{version.edges} 条联系
                </span>
              </li>
            ))}
          </ul>
        )}
      </LoadState>
    </Panel>
  );
}
