import type { LearningView } from '@lianghuan/contracts';
import { ReasonButton } from '../app/reason-button.js';
import { formatInstant } from '../format/date.js';
import { formatShare } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { useSwitchExploration } from './learning.queries.js';

/** 探索位: whether a few places of the first ten go to suggestions from further down; off unless somebody switches it on, with a reason. */
export function ExplorationSwitch({ view: { exploration, can } }: { readonly view: LearningView }) {
  const change = useSwitchExploration();
  const { isOn, share, reason, changedAt, changedByName } = exploration;
  const verb = isOn ? '关闭' : '开启';
  return (
    <>
      <p className="exploration-state">
        <StatusDot tone={isOn ? 'ok' : 'muted'}>{isOn ? '已开启' : '未开启'}</StatusDot>{' '}
        {can.manage && (
          <ReasonButton
            label={verb}
            button={{ size: 'small' }}
            title={`${verb}探索位`}
            text="从下一次匹配起生效，原因会留在记录里。"
            okText={verb}
            step={{ ...change, mutate: (given, options) => change.mutate({ isOn: !isOn, reason: given }, options) }}
            doneText={`已${verb}，从下一次匹配起生效`}
          />
        )}
        {changedAt !== null && (
          <span className="faint small">
            {' '}
            {changedByName ?? '系统'} <span className="number">{formatInstant(changedAt)}</span>{' '}
            {isOn ? '开启' : '关闭'}
            {reason !== null && `：${reason}`}
          </span>
        )}
      </p>
      <p className="soft small">
        开启后，每个项目前 10 位中平均 {formatShare(share)} 让给得分第 11–50 名的企业，并标明“探索”。
        反馈由此不只来自排在最前的企业；从下一次匹配起生效，不影响得分和分配。
      </p>
    </>
  );
}
