import { termOf, type ChainNodeDetail } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { evidenceSentence, partTerm, ruleSentence, verdictTag } from './chain-words.js';
import { useChainNode, useCorrectNode, useWithdrawCorrection } from './chain.queries.js';

/** A node in a place: verdict with its facts, who is there, who does it elsewhere and how to approach them. */
export function NodePanel({ nodeId, areaCode }: { readonly nodeId: string; readonly areaCode: string | undefined }) {
  const query = useChainNode(nodeId, areaCode);
  return (
    <Panel title={query.data?.name ?? '环节'} id="chain-node">
      <LoadState query={query} rows={8}>
        {(node) => (
          <div className="chain-node-detail">
            <Verdict node={node} />
            <Fillers node={node} />
            <Local node={node} />
            <Corrections node={node} />
          </div>
        )}
      </LoadState>
    </Panel>
  );
}

function Verdict({ node }: { readonly node: ChainNodeDetail }) {
  const { verdict } = node;
  const tag = verdictTag(verdict);
  return (
    <section aria-label="判定">
      <h3>判定</h3>
      <p>
        <StatusDot tone={tag.tone}>{tag.term}</StatusDot>{' '}
        {verdict !== null && <span>{ruleSentence(verdict.rule, verdict.facts)}。</span>}
      </p>
      {verdict !== null && verdict.parks.length > 0 && (
        <p className="small soft">
          园区首位产业：
          {verdict.parks.map(({ park, by }) => `${park}${by === 'chain' ? '（整链）' : ''}`).join('、')}
        </p>
      )}
      {verdict !== null && verdict.parts.length > 0 && (
        <table className="plain-table chain-parts">
          <caption className="small soft">优先度 {Math.round(verdict.priority * 1000) / 10}，各项相加</caption>
          <tbody>
            {verdict.parts.map((part) => (
              <tr key={part.part}>
                <th scope="row">{partTerm(part)}</th>
                <td className="number">
                  {Math.round(part.weight * 100)} × {Math.round(part.value * 100) / 100}
                </td>
                <td className="number">{Math.round(part.contribution * 1000) / 10}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="small faint">
        归入本环节：{node.industryCodes.length > 0 && `行业 ${node.industryCodes.join('、')}；`}
        {node.words.length > 0 && `产品词 ${node.words.join('、')}`}
        {node.exceptWords.length > 0 && `；排除 ${node.exceptWords.join('、')}`}（{termOf('chainBasis', node.basis)}）
      </p>
    </section>
  );
}

function Fillers({ node }: { readonly node: ChainNodeDetail }) {
  const project = node.planned[0];
  return (
    <section aria-label="外地同类企业">
      <h3>谁在外地做这一环</h3>
      {node.fillers.length === 0 ? (
        <p className="faint small">目标企业库里还没有做这一环的外地企业。</p>
      ) : (
        <ol className="chain-fillers">
          {node.fillers.map((filler) => (
            <li key={filler.rank}>
              <div>
                {filler.enterpriseId === null ? (
                  <>
                    <span>{filler.name}</span>
                    <p className="small soft">由{filler.heldBy ?? '其他单位'}跟进，请先与其联系</p>
                  </>
                ) : (
                  <>
                    <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: filler.enterpriseId }}>
                      {filler.name}
                    </Link>{' '}
                    <span className="small faint">
                      {[...new Set([filler.province, filler.city].filter(Boolean))].join(' ')}
                    </span>
                    <p className="small soft">
                      {filler.evidence.map(evidenceSentence).join('；')}
                      {filler.parts.some(({ part, value }) => part === 'chain' && value > 0) && '；兼做相邻环节'}
                    </p>
                  </>
                )}
              </div>
              {filler.enterpriseId !== null && node.can.createLead && (
                <Link
                  to="/leads/new"
                  search={{
                    enterpriseId: filler.enterpriseId,
                    ...(project === undefined || project.id === null ? {} : { projectId: project.id }),
                  }}
                >
                  <Button size="small">建立线索</Button>
                </Link>
              )}
            </li>
          ))}
        </ol>
      )}
      {(node.verdict?.facts.fillers ?? 0) > node.fillers.length && (
        <p className="small faint">
          共 {formatNumber(node.verdict?.facts.fillers ?? 0)} 家，按业务吻合、规模、同省、兼做相邻环节排序，列前{' '}
          {node.fillers.length} 家。
        </p>
      )}
    </section>
  );
}

function Local({ node }: { readonly node: ChainNodeDetail }) {
  const [removing, setRemoving] = useState<ChainNodeDetail['occupants'][number]>();
  const { message } = App.useApp();
  const correct = useCorrectNode(node.id);
  const can = useCan();
  return (
    <section aria-label="本地">
      <h3>本地有什么</h3>
      {node.occupants.length === 0 && <p className="faint small">没有企业，也没有在建、建成的项目。</p>}
      <ul className="chain-lines">
        {node.occupants.map((occupant, index) => (
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
              {occupant.areaName}
              {occupant.kind === 'lead' && ' · 招商落地'}
              {occupant.kind === 'project' && ' · 在建或建成项目'}
              {occupant.isExample && ' · 示例'}
            </span>
            {node.can.update && occupant.id !== null && (
              <Button type="link" size="small" onClick={() => setRemoving(occupant)}>
                不属于本环节
              </Button>
            )}
          </li>
        ))}
      </ul>
      {node.planned.length > 0 && (
        <>
          <h4>谋划中的项目</h4>
          <ul className="chain-lines">
            {node.planned.map((project) => (
              <li key={project.id}>
                <Link to="/projects/$projectId" params={{ projectId: project.id ?? '' }}>
                  {project.name}
                </Link>{' '}
                <span className="small faint">{project.areaName ?? '全市'}</span>
                {can('match.read') && (
                  <Link
                    className="small"
                    to="/projects/$projectId/suggestions"
                    params={{ projectId: project.id ?? '' }}
                    search={{}}
                  >
                    {' '}
                    看匹配建议
                  </Link>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {node.anchors.length > 0 && (
        <>
          <h4>指向这一环的资源与市场</h4>
          <ul className="chain-lines">
            {node.anchors.slice(0, 8).map((anchor) => (
              <li key={anchor.id}>
                {anchor.kind === 'resource' ? (
                  <Link to="/resources/$resourceId" params={{ resourceId: anchor.id }}>
                    {anchor.name}
                  </Link>
                ) : (
                  <Link to="/markets/$marketId" params={{ marketId: anchor.id }}>
                    {anchor.name}
                  </Link>
                )}{' '}
                <span className="small faint">
                  {anchor.areaName} · 需求强度 {Math.round(anchor.strength * 100)}%
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {removing !== undefined && (
        <ReasonDialog
          title={`“${removing.name}”不属于“${node.name}”`}
          text="更正后，规则不会再把它归入本环节，直到撤回更正。"
          okText="更正"
          isPending={correct.isPending}
          error={correct.error}
          onCancel={() => setRemoving(undefined)}
          onOk={(reason) =>
            correct.mutate(
              {
                subjectKind: removing.kind === 'project' ? 'project' : 'enterprise',
                subjectId: removing.id ?? '',
                isMember: false,
                reason,
              },
              {
                onSuccess: () => {
                  setRemoving(undefined);
                  void message.success('已更正，片刻后重新测算');
                },
              },
            )
          }
        />
      )}
    </section>
  );
}

function Corrections({ node }: { readonly node: ChainNodeDetail }) {
  const [withdrawing, setWithdrawing] = useState<string>();
  const { message } = App.useApp();
  const withdraw = useWithdrawCorrection(node.id);
  if (node.corrections.length === 0) return null;
  return (
    <section aria-label="人工更正">
      <h3>人工更正</h3>
      <ul className="chain-lines">
        {node.corrections.map((correction) => (
          <li key={correction.id}>
            <strong>{correction.subjectName}</strong> {correction.isMember ? '属于' : '不属于'}本环节：
            {correction.reason}{' '}
            <span className="small faint">
              {correction.madeByName} <span className="number">{formatInstant(correction.madeAt)}</span>
            </span>
            {node.can.update && (
              <Button type="link" size="small" onClick={() => setWithdrawing(correction.id)}>
                撤回
              </Button>
            )}
          </li>
        ))}
      </ul>
      {withdrawing !== undefined && (
        <ReasonDialog
          title="撤回更正"
          text="撤回后重新按规则判断。"
          okText="撤回"
          isPending={withdraw.isPending}
          error={withdraw.error}
          onCancel={() => setWithdrawing(undefined)}
          onOk={(reason) =>
            withdraw.mutate(
              { id: withdrawing, reason },
              {
                onSuccess: () => {
                  setWithdrawing(undefined);
                  void message.success('已撤回');
                },
                onError: (error) => void message.error(textOfError(error)),
              },
            )
          }
        />
      )}
    </section>
  );
}
