import { DICTIONARIES, type MergeProposalView, termOf } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, App, Button } from 'antd';
import { AccessLink } from '../access/access-link.js';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { formatInstant } from '../format/date.js';
import { PathLink } from '../home/path-link.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import './duplicate.css';
import { useAgreeToMerge, useMergeProposal, useSettleProposal } from './duplicate.queries.js';
import { MergeChoices } from './merge-form.js';
import { ProposalState } from './merge-proposal-list-page.js';

const route = getRouteApi('/shell/duplicates/proposals/$proposalId');

/** One proposal: who asks what of whom, the answer, and what the merge would do for who gives it. */
export function MergeProposalPage() {
  const { proposalId } = route.useParams();
  const query = useMergeProposal(proposalId);
  const item = query.data;
  return (
    <Page
      title={item === undefined ? '合并提议' : `${item.own.name} / ${item.other.name}`}
      heading="合并提议"
      parent={{ path: '/duplicates/proposals', title: '合并提议' }}
      meta={
        item !== undefined && (
          <>
            <ProposalState item={item} />
            <span>{DICTIONARIES.register[item.register]}</span>
            <span>
              {item.organisationName} {item.proposedByName}{' '}
              <span className="number nowrap">{formatInstant(item.proposedAt)}</span> 提出
            </span>
          </>
        )
      }
      actions={item !== undefined && <Actions item={item} />}
    >
      <LoadState query={query} rows={6}>
        {(data) => (
          <>
            <Loaded item={data} />
            <AccessLink subject="merge_proposal" record={data.id} />
          </>
        )}
      </LoadState>
    </Page>
  );
}

function Actions({ item }: { readonly item: MergeProposalView }) {
  const withdraw = useSettleProposal(item.id, 'withdraw');
  const undo = useSettleProposal(item.id, 'undo');
  return (
    <>
      {item.can.withdraw && (
        <ReasonButton
          label="撤回提议"
          title="撤回提议"
          text="撤回后对方不再看到本单位这一条的内容；以后可以再提。"
          okText="撤回"
          step={withdraw}
          doneText="已撤回"
        />
      )}
      {item.can.undo && (
        <ReasonButton
          label="撤销合并"
          title="撤销合并"
          text="并入的一条恢复为单独的一条，合并时转过来的记录和取用的内容都退回去。"
          okText="撤销合并"
          step={undo}
          doneText="已撤销合并"
        />
      )}
    </>
  );
}

function Loaded({ item }: { readonly item: MergeProposalView }) {
  const sides = [
    { title: '提出方', side: item.own },
    { title: '对方', side: item.other },
  ];
  return (
    <>
      {item.decidedAt !== null && (
        <Alert
          type={item.state === 'agreed' && !item.isUndone ? 'success' : 'info'}
          showIcon
          className="gap-below"
          title={`${item.decidedByName ?? ''} ${formatInstant(item.decidedAt)}：${termOf('mergeProposalState', item.state)}${item.decisionReason === null ? '' : `（${item.decisionReason}）`}`}
        />
      )}
      <Panel title="两条记录">
        <ul className="duplicate-sides">
          {sides.map(({ title, side }) => (
            <li key={side.id}>
              <span className="soft">{title}：</span>
              {side.code === null ? (
                side.name
              ) : (
                <PathLink path={`${REGISTER_PATHS[item.register]}/${side.id}`}>{side.name}</PathLink>
              )}
              <span className="faint small">{[side.code, side.keeper].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
        <p className="gap-above">理由：{item.reason}</p>
      </Panel>
      {item.can.decide && <Answer item={item} />}
    </>
  );
}

function Answer({ item }: { readonly item: MergeProposalView }) {
  const { message } = App.useApp();
  const agree = useAgreeToMerge(item.id);
  const decline = useSettleProposal(item.id, 'decline');
  const keeps = item.survivorId === null ? undefined : item.survivorId === item.own.id ? item.own : item.other;
  return (
    <>
      {keeps !== undefined && (
        <p className="soft small gap-above gap-below">
          两家都有单位跟进，保留先跟进的一条，由{keeps.keeper}继续跟进；另一单位的线索照旧由其办理。
        </p>
      )}
      <MergeChoices
        register={item.register}
        sides={[item.own, item.other]}
        keepsId={item.survivorId}
        proposalId={item.id}
      >
        {({ survivorId, take }, preview) => (
          <>
            <Button
              type="primary"
              disabled={preview === undefined}
              loading={agree.isPending}
              onClick={() => {
                if (preview === undefined) return;
                const { survivorVersion, mergedVersion } = preview;
                agree.mutate(
                  { survivorId, take, survivorVersion, mergedVersion },
                  {
                    onSuccess: () => void message.success('已合并'),
                    onError: (error) => void message.error(textOfError(error)),
                  },
                );
              }}
            >
              同意并合并
            </Button>
            <ReasonButton
              label="不同意"
              title="不同意合并"
              text="两条各自保留，理由显示给提出方。"
              okText="不同意"
              step={decline}
              doneText="已答复"
            />
          </>
        )}
      </MergeChoices>
    </>
  );
}
