import { DISMISS_EFFECTS, termOf, type Code, type PauseView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { ReasonButton } from '../app/reason-button.js';
import { useLiftPause } from './pause.queries.js';

/** What a reason of dismissal will do, told before it is done. */
export function dismissEffectText(reason: Code<'dismissReason'>): string {
  const { pauseMonths, teaches } = DISMISS_EFFECTS[reason];
  if (pauseMonths > 0) {
    return `该企业将暂缓推荐 ${pauseMonths} 个月：以后的匹配对所有项目都不再推荐它，各地都能看到原因、到期日和您的姓名，可随时解除。`;
  }
  return teaches
    ? '只影响这一个项目；这条理由说明打分有偏差，会用来调整各项权重。'
    : '只影响这一个项目，不影响该企业的其他建议，也不调整权重。';
}

/** 暂缓推荐 of enterprises, each with the way to lift it. Nothing where there is none. */
export function PauseNotes({ pauses, isNamed }: { readonly pauses: readonly PauseView[]; readonly isNamed: boolean }) {
  if (pauses.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      className="gap-below pause-notes"
      title={
        isNamed ? `${pauses.length} 家企业暂缓推荐，重新匹配时不列入` : '该企业暂缓推荐，重新匹配时不向任何项目推荐'
      }
      description={
        <ul>
          {pauses.map((pause) => (
            <PauseNote key={pause.id} pause={pause} isNamed={isNamed} />
          ))}
        </ul>
      }
    />
  );
}

function PauseNote({ pause, isNamed }: { readonly pause: PauseView; readonly isNamed: boolean }) {
  return (
    <li>
      {isNamed && (
        <>
          <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: pause.enterprise.id }}>
            {pause.enterprise.name}
          </Link>
          ：
        </>
      )}
      {termOf('dismissReason', pause.reason)}，暂缓至 <span className="number">{pause.until}</span>
      <span className="faint">
        {' '}
        （{pause.setByName} <span className="number">{pause.since}</span> 就「{pause.project.name}」提出）
      </span>
      <LiftButton pause={pause} />
    </li>
  );
}

/** 解除: asks why; only for those who may. */
export function LiftButton({ pause }: { readonly pause: PauseView }) {
  const lift = useLiftPause(pause.id);
  if (!pause.can.lift) return null;
  return (
    <ReasonButton
      label="解除"
      button={{ type: 'link', size: 'small' }}
      title={`解除暂缓推荐：${pause.enterprise.name}`}
      text="下一次匹配起恢复推荐。原因会留在修改记录里。"
      okText="解除"
      step={lift}
      doneText="已解除，下一次匹配起恢复推荐"
    />
  );
}
