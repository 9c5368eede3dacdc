import { DICTIONARIES, type DuplicatePairView, termOf } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { Alert } from 'antd';
import { LoadFailure, LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { PathLink } from '../home/path-link.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { formatInstant } from '../format/date.js';
import './duplicate.css';
import { useDecidePair, useDuplicatePair } from './duplicate.queries.js';
import { MergeForm } from './merge-form.js';
import { ProposeButton } from './propose-button.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import { ReasonList } from './reason-list.js';

const route = getRouteApi('/shell/duplicates/$pairId');

/** One pair side by side: why it seems to be one, and what to do about it. */
export function DuplicatePage() {
  const { pairId } = route.useParams();
  const pair = useDuplicatePair(pairId);
  const parent = { path: '/duplicates', title: '待查重' };
  if (pair.data !== undefined) return <Loaded pair={pair.data} parent={parent} />;
  return (
    <Page title="比较" parent={parent}>
      <div className="panel panel-body">
        {pair.isError ? (
          <LoadFailure error={pair.error} isRetrying={pair.isFetching} onRetry={() => void pair.refetch()} />
        ) : (
          <LoadState query={pair}>{() => null}</LoadState>
        )}
      </div>
    </Page>
  );
}

/** What tells a row from others, leading to its page. */
function Side({ side, path }: { readonly side: DuplicatePairView['a']; readonly path: string }) {
  return (
    <li>
      <PathLink path={path}>{side.name}</PathLink>
      <span className="faint small">
        <span className="number">{side.code}</span>
        {[side.place, side.mark].filter((text) => text !== null).map((text) => ` · ${text}`)}
        {' · '}
        <span className="number">{formatInstant(side.updatedAt)}</span> 更新
      </span>
    </li>
  );
}

interface LoadedProps {
  readonly pair: DuplicatePairView;
  readonly parent: { readonly path: string; readonly title: string };
}

function Loaded({ pair, parent }: LoadedProps) {
  const verb = pair.state === 'dismissed' ? 'reopen' : 'dismiss';
  const decide = useDecidePair(pair.id, verb);
  const title = verb === 'dismiss' ? '不是重复' : '重新打开';
  return (
    <Page
      title={`${pair.a.name} / ${pair.b.name}`}
      heading="是不是同一条？"
      meta={
        <>
          <span>{DICTIONARIES.register[pair.register]}</span>
          <span>{formatInstant(pair.foundAt)} 发现</span>
        </>
      }
      parent={parent}
      actions={
        pair.can.decide &&
        pair.state !== 'merged' && (
          <ReasonButton
            label={title}
            title={title}
            text={
              verb === 'dismiss'
                ? '写明为什么是两条，以后的扫描不再提示这一对。'
                : '这一对重新列入待查重，之后可以合并。'
            }
            okText={title}
            step={decide}
            doneText={verb === 'dismiss' ? '已记下：不是重复' : '已重新列入'}
          />
        )
      }
    >
      {pair.state !== 'open' && (
        <Alert
          type="info"
          showIcon
          className="gap-below"
          title={`${pair.decidedByName ?? '系统'} ${pair.decidedAt === null ? '' : formatInstant(pair.decidedAt)}：${termOf('duplicateState', pair.state)}${pair.reason === null ? '' : `（${pair.reason}）`}`}
        />
      )}
      <Panel title="两条记录">
        <ul className="duplicate-sides">
          {[pair.a, pair.b].map((side) => (
            <Side key={side.id} side={side} path={`${REGISTER_PATHS[pair.register]}/${side.id}`} />
          ))}
        </ul>
      </Panel>
      <Panel title="依据">
        <ReasonList reasons={pair.reasons} score={pair.score} />
      </Panel>
      {pair.can.merge && <MergeForm pair={pair} />}
      {pair.proposeFor !== null && <ProposeMerge pair={pair} ownId={pair.proposeFor} />}
    </Page>
  );
}

/** Of the two the reader may write only one: who answers for the other is asked. */
function ProposeMerge({ pair, ownId }: { readonly pair: DuplicatePairView; readonly ownId: string }) {
  const other = ownId === pair.a.id ? pair.b : pair.a;
  return (
    <Alert
      type="info"
      showIcon
      className="gap-above"
      title={`「${other.name}」由${other.place ?? '市级'}填报，合并须由对方同意。`}
      action={<ProposeButton register={pair.register} ownId={ownId} otherId={other.id} />}
    />
  );
}
