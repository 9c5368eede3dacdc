import { ReloadOutlined } from '@ant-design/icons';
import { termOf, type LearningView } from '@lianghuan/contracts';
import { Alert, App, Button } from 'antd';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { Fact, Facts } from '../lead/facts.js';
import '../lead/lead.css';
import '../match/match.css';
import './learning.css';
import { useLearning, useRequestLearning } from './learning.queries.js';
import { ExplorationSwitch } from './exploration-switch.js';
import { LearningRuns } from './learning-runs.js';
import { PauseTable } from './pause-table.js';
import { VersionList } from './version-list.js';
import { WeightTable } from './weight-table.js';

/** 学习与权重: which weights runs use, what they were learnt from, why a candidate was put to use or not, and who is on pause. */
export function LearningPage() {
  const learning = useLearning();
  return (
    <Page
      title="学习与权重"
      meta={<span>根据采纳与不采纳调整权重；每天 02:30 自动训练一次，检验不差才启用，随时可以恢复。</span>}
      actions={learning.data?.can.manage === true && <RunNow view={learning.data} />}
    >
      <LoadState query={learning} rows={12} isWholePage>
        {(view) => (
          <>
            <Panel title="反馈">
              <Feedback view={view} />
            </Panel>
            <Panel title="探索位">
              <ExplorationSwitch view={view} />
            </Panel>
            <Panel title="权重">
              <WeightTable view={view} />
            </Panel>
            <Panel title="版本">
              <VersionList view={view} />
            </Panel>
            <Panel title="训练记录">
              <LearningRuns runs={view.runs} />
            </Panel>
          </>
        )}
      </LoadState>
      <Panel title="暂缓推荐的企业" id="pauses">
        <PauseTable />
      </Panel>
    </Page>
  );
}

function RunNow({ view }: { readonly view: LearningView }) {
  const { message } = App.useApp();
  const request = useRequestLearning();
  const isUnderWay = view.runs.some(({ status }) => status === 'queued' || status === 'running');
  return (
    <Button
      type="primary"
      icon={<ReloadOutlined aria-hidden="true" />}
      loading={request.isPending || isUnderWay}
      onClick={() =>
        request.mutate(undefined, {
          onSuccess: () => void message.success('已开始训练，结果见训练记录'),
          onError: (error) => void message.error(textOfError(error)),
        })
      }
    >
      {isUnderWay ? '正在训练' : '现在训练'}
    </Button>
  );
}

/** What there is to learn from, and how much of it is still missing. */
function Feedback({
  view: { outcomes, impressions, needed, algorithmVersion, versions },
}: {
  readonly view: LearningView;
}) {
  const total = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const active = versions.find(({ isActive }) => isActive);
  return (
    <>
      {active?.isUsable === false && (
        <Alert
          type="warning"
          showIcon
          className="gap-below"
          title={`现用版本 ${active.number} 是用算法 ${active.algorithmVersion ?? ''} 训练的，与现在的算法 ${algorithmVersion} 不符，匹配暂用默认权重。`}
        />
      )}
      <Facts>
        <Fact title="看过的建议页" isNumber>
          {formatNumber(impressions)} 页
        </Fact>
        <Fact title="已处理的建议" isNumber>
          {formatNumber(total)} 条
        </Fact>
        {Object.entries(outcomes).map(([outcome, count]) => (
          <Fact key={outcome} title={termOf('matchOutcome', outcome)} isNumber>
            {formatNumber(count)} 条
          </Fact>
        ))}
        <Fact title="算法版本" isNumber>
          {algorithmVersion}
        </Fact>
        {active?.activatedAt != null && (
          <Fact title="现用权重" isNumber>
            版本 {active.number}，{formatInstant(active.activatedAt)} 起
          </Fact>
        )}
      </Facts>
      <p className="faint small learning-needs">
        训练至少需要 {needed.positives} 条可比较的采纳，并有 {needed.backtestLists}{' '}
        份留作检验的清单（按项目固定抽出三成，从不参与训练）； 匹配置信度至少需要 {needed.confidenceOutcomes}{' '}
        条已处理的建议
        {total < needed.confidenceOutcomes && `，还差 ${needed.confidenceOutcomes - total} 条`}。
        只统计现在这版算法之下的结果，示例记录不计。
      </p>
    </>
  );
}
