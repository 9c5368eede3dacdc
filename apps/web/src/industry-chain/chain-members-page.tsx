import { termOf } from '@lianghuan/contracts';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Decimal } from 'decimal.js';
import { Empty } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { formatAmountIn } from '../format/money.js';
import { UNFILLED } from '../format/number.js';
import { useChain, useChainMembers } from './chain.queries.js';
import './chain.css';
import { FUNDS_SEEN_NOTE, NOT_SEEN } from './funds-seen.js';
import { PlaceSelect } from './place-select.js';

const route = getRouteApi('/shell/chains/$chainId/members');

/** The lists behind a cell of the matrix: who stands in the chain in a place, and its projects with investment and funds. */
export function ChainMembersPage() {
  const { chainId } = route.useParams();
  const { areaCode } = route.useSearch();
  const navigate = route.useNavigate();
  const chain = useChain(chainId, areaCode);
  const query = useChainMembers(chainId, areaCode);
  return (
    <Page
      title={`${chain.data?.name ?? '产业链'}：本地企业与项目`}
      parent={{ path: `/chains/${chainId}`, title: chain.data?.name ?? '产业链' }}
      actions={<PlaceSelect value={areaCode} onChange={(code) => void navigate({ search: { areaCode: code } })} />}
    >
      <LoadState query={query} rows={10}>
        {({ occupants, projects, fundsSeen }) => {
          const seesFunds = fundsSeen !== null;
          const withoutInvestment = projects.filter(({ investmentCny }) => investmentCny === null).length;
          return (
            <>
              <Panel title={`本地主体（${occupants.length}家）`}>
                {occupants.length === 0 ? (
                  <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="这里还没有这条链的企业" />
                ) : (
                  <ul className="chain-lines">
                    {occupants.map((occupant, index) => (
                      <li key={`${occupant.kind} ${occupant.id ?? index}`}>
                        {occupant.id === null ? (
                          <span className="soft">一家由{occupant.heldBy ?? '其他单位'}跟进的企业</span>
                        ) : occupant.kind === 'project' ? (
                          <Link to="/projects/$projectId" params={{ projectId: occupant.id }}>
                            {occupant.name}
                          </Link>
                        ) : (
                          <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: occupant.id }}>
                            {occupant.name}
                          </Link>
                        )}{' '}
                        <span className="small faint">
                          {occupant.areaName} · {occupant.nodeNames.join('、')}
                          {occupant.kind === 'lead' && ' · 招商落地'}
                          {occupant.kind === 'project' && ' · 在建或建成项目'}
                          {occupant.isExample && ' · 示例'}
                        </span>
                      </li>
                    ))}
                  </ul>
                )}
              </Panel>
              <Panel title={`项目（${projects.length}个）`}>
                {projects.length === 0 ? (
                  <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="这里还没有这条链的项目" />
                ) : (
                  <div className="table-scroll panel-flush">
                    <table className="plain-table">
                      <thead>
                        <tr>
                          <th scope="col">项目</th>
                          <th scope="col">地区</th>
                          <th scope="col">阶段</th>
                          <th scope="col">环节</th>
                          <th scope="col" className="number">
                            总投资（亿元）
                          </th>
                          {seesFunds && (
                            <th scope="col" className="number">
                              已认定到位（亿元）
                            </th>
                          )}
                        </tr>
                      </thead>
                      <tbody>
                        {projects.map((project) => (
                          <tr key={project.id}>
                            <th scope="row">
                              <Link to="/projects/$projectId" params={{ projectId: project.id }}>
                                {project.name}
                              </Link>
                            </th>
                            <td>{project.areaName ?? '全市'}</td>
                            <td>{termOf('projectPhase', project.phase)}</td>
                            <td className="small">{project.nodeNames.join('、')}</td>
                            <td className="number">
                              <Figure amountCny={project.investmentCny} without={UNFILLED} />
                            </td>
                            {seesFunds && (
                              <td className="number">
                                {project.fundsCny === null ? (
                                  <Figure amountCny={null} without={NOT_SEEN} />
                                ) : (
                                  <Link to="/funds/lines" search={{ projectId: project.id }}>
                                    <Figure amountCny={project.fundsCny} without={NOT_SEEN} />
                                  </Link>
                                )}
                              </td>
                            )}
                          </tr>
                        ))}
                      </tbody>
                      <tfoot>
                        <tr>
                          <th scope="row" colSpan={4}>
                            合计
                          </th>
                          <td className="number">
                            <Figure
                              amountCny={sumOf(projects.map(({ investmentCny }) => investmentCny))}
                              without={UNFILLED}
                            />
                          </td>
                          {seesFunds && (
                            <td className="number">
                              <Figure amountCny={sumOf(projects.map(({ fundsCny }) => fundsCny))} without={NOT_SEEN} />
                            </td>
                          )}
                        </tr>
                      </tfoot>
                    </table>
                    <p className="faint small chain-matrix-note">
                      {withoutInvestment > 0 && `有${withoutInvestment}个项目没有填写总投资，不在合计里。`}
                      {fundsSeen === 'area' && FUNDS_SEEN_NOTE}
                    </p>
                  </div>
                )}
              </Panel>
            </>
          );
        }}
      </LoadState>
    </Page>
  );
}

/** Of those that are known; null where none is, since nothing known is not nothing. */
function sumOf(amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : Decimal.sum(...known).toFixed(2);
}

function Figure({ amountCny, without }: { readonly amountCny: string | null; readonly without: string }) {
  return amountCny === null ? <span className="faint">{without}</span> : formatAmountIn(amountCny, '亿元');
}
