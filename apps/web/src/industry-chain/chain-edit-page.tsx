import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { codesOf, termOf, type ChainDetail, type Code, type ReviseChain } from '@lianghuan/contracts';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { useChain, useReviseChain } from './chain.queries.js';
import './chain.css';
import { type DraftEdge, type DraftNode, draftOf, nextKey, splitWords } from './chain-draft.js';

const route = getRouteApi('/shell/chains/$chainId/edit');

/** Editing a chain's graph: nodes with codes and words, and what feeds what. Saving makes a version with its reason. */
export function ChainEditPage() {
  const { chainId } = route.useParams();
  const query = useChain(chainId);
  return (
    <Page
      title={query.data === undefined ? '编辑链图' : `编辑：${query.data.name}`}
      parent={{ path: `/chains/${chainId}`, title: query.data?.name ?? '产业链' }}
    >
      <LoadState query={query} rows={14}>
        {(chain) =>
          chain.can.update ? (
            <Editor key={chain.version} chain={chain} />
          ) : (
            <Alert type="info" showIcon title="您没有编辑链图的权限，或该链已归档。" />
          )
        }
      </LoadState>
    </Page>
  );
}

function Editor({ chain }: { readonly chain: ChainDetail }) {
  const [draft, setDraft] = useState(() => draftOf(chain));
  const [reason, setReason] = useState('');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const revise = useReviseChain(chain.id);
  const nodeOptions = draft.nodes.map(({ key, name }) => ({ value: key, label: name || key }));
  const setNode = (at: number, changes: Partial<DraftNode>) =>
    setDraft({ ...draft, nodes: draft.nodes.map((node, i) => (i === at ? { ...node, ...changes } : node)) });
  const setEdge = (at: number, changes: Partial<DraftEdge>) =>
    setDraft({ ...draft, edges: draft.edges.map((edge, i) => (i === at ? { ...edge, ...changes } : edge)) });
  const removeNode = (key: string) =>
    setDraft({
      ...draft,
      nodes: draft.nodes.filter((node) => node.key !== key),
      edges: draft.edges.filter(({ from, to }) => from !== key && to !== key),
    });
  const save = () => {
    const input: ReviseChain = {
      name: draft.name.trim(),
      summary: draft.summary.trim() === '' ? null : draft.summary.trim(),
      industryCodes: splitWords(draft.industryCodes),
      nodes: draft.nodes.map((node) => ({
        key: node.key,
        name: node.name.trim(),
        industryCodes: splitWords(node.industryCodes),
        words: splitWords(node.words),
        exceptWords: splitWords(node.exceptWords),
      })),
      edges: draft.edges.map(({ from, to, kind }) => ({ from, to, kind })),
      version: chain.version,
      reason: reason.trim(),
    };
    revise.mutate(input, {
      onSuccess: () => {
        void message.success('已存为新版本，片刻后重新测算');
        void navigate({ to: '/chains/$chainId', params: { chainId: chain.id }, search: {} });
      },
    });
  };
  return (
    <>
      <Panel title="产业链">
        <label className="field-label" htmlFor="chain-name">
          名称
        </label>
        <Input
          id="chain-name"
          className="gap-below"
          maxLength={40}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        <label className="field-label" htmlFor="chain-codes">
          行业代码（国民经济行业分类，用顿号或空格隔开；决定与园区首位产业是否相符）
        </label>
        <Input
          id="chain-codes"
          className="gap-below"
          value={draft.industryCodes}
          onChange={(event) => setDraft({ ...draft, industryCodes: event.target.value })}
        />
        <label className="field-label" htmlFor="chain-summary">
          说明
        </label>
        <Input.TextArea
          id="chain-summary"
          rows={2}
          maxLength={500}
          value={draft.summary}
          onChange={(event) => setDraft({ ...draft, summary: event.target.value })}
        />
      </Panel>
      <Panel title={`环节（${draft.nodes.length}个）`}>
        <div className="table-scroll">
          <table className="plain-table chain-edit-table">
            <thead>
              <tr>
                <th scope="col">名称</th>
                <th scope="col">行业代码</th>
                <th scope="col">产品词</th>
                <th scope="col">排除词</th>
                <th scope="col" aria-label="移除" />
              </tr>
            </thead>
            <tbody>
              {draft.nodes.map((node, at) => (
                <tr key={node.key}>
                  <td>
                    <Input
                      aria-label={`第${at + 1}个环节的名称`}
                      maxLength={40}
                      value={node.name}
                      onChange={(event) => setNode(at, { name: event.target.value })}
                    />
                  </td>
                  <td>
                    <Input
                      aria-label={`${node.name}的行业代码`}
                      value={node.industryCodes}
                      onChange={(event) => setNode(at, { industryCodes: event.target.value })}
                    />
                  </td>
                  <td>
                    <Input.TextArea
                      autoSize
                      aria-label={`${node.name}的产品词`}
                      value={node.words}
                      onChange={(event) => setNode(at, { words: event.target.value })}
                    />
                  </td>
                  <td>
                    <Input.TextArea
                      autoSize
                      aria-label={`${node.name}的排除词`}
                      value={node.exceptWords}
                      onChange={(event) => setNode(at, { exceptWords: event.target.value })}
                    />
                  </td>
                  <td>
                    <Button
                      type="text"
                      aria-label={`移除${node.name}`}
                      icon={<DeleteOutlined aria-hidden="true" />}
                      onClick={() => removeNode(node.key)}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <Button
          icon={<PlusOutlined aria-hidden="true" />}
          onClick={() =>
            setDraft({
              ...draft,
              nodes: [
                ...draft.nodes,
                { key: nextKey(draft.nodes), name: '', industryCodes: '', words: '', exceptWords: '' },
              ],
            })
          }
        >
          加一个环节
        </Button>
      </Panel>
      <Panel title={`上下游（${draft.edges.length}条）`}>
        <div className="table-scroll">
          <table className="plain-table chain-edit-table">
            <thead>
              <tr>
                <th scope="col">上游</th>
                <th scope="col">下游</th>
                <th scope="col">关系</th>
                <th scope="col" aria-label="移除" />
              </tr>
            </thead>
            <tbody>
              {draft.edges.map((edge, at) => (
                <tr key={edge.id}>
                  <td>
                    <Select
                      aria-label={`第${at + 1}条的上游`}
                      className="chain-place-select"
                      value={edge.from || undefined}
                      options={nodeOptions}
                      onChange={(from: string) => setEdge(at, { from })}
                    />
                  </td>
                  <td>
                    <Select
                      aria-label={`第${at + 1}条的下游`}
                      className="chain-place-select"
                      value={edge.to || undefined}
                      options={nodeOptions}
                      onChange={(to: string) => setEdge(at, { to })}
                    />
                  </td>
                  <td>
                    <Select<Code<'chainEdgeKind'>>
                      aria-label={`第${at + 1}条的关系`}
                      value={edge.kind}
                      options={codesOf('chainEdgeKind').map((code) => ({
                        value: code,
                        label: termOf('chainEdgeKind', code),
                      }))}
                      onChange={(kind) => setEdge(at, { kind })}
                    />
                  </td>
                  <td>
                    <Button
                      type="text"
                      aria-label={`移除第${at + 1}条`}
                      icon={<DeleteOutlined aria-hidden="true" />}
                      onClick={() => setDraft({ ...draft, edges: draft.edges.filter((_, i) => i !== at) })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <Button
          icon={<PlusOutlined aria-hidden="true" />}
          onClick={() =>
            setDraft({
              ...draft,
              edges: [...draft.edges, { id: crypto.randomUUID(), from: '', to: '', kind: 'material' }],
            })
          }
        >
          加一条上下游
        </Button>
      </Panel>
      <Panel title="存为新版本">
        {revise.error !== null && (
          <Alert type="error" showIcon className="gap-below" title={textOfError(revise.error)} />
        )}
        <label className="field-label" htmlFor="chain-reason">
          为什么改
        </label>
        <Input
          id="chain-reason"
          className="gap-below"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button type="primary" loading={revise.isPending} disabled={reason.trim().length < 2} onClick={save}>
          保存
        </Button>
      </Panel>
    </>
  );
}
