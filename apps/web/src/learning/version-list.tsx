import { termOf, type LearningView, type WeightVersionView } from '@lianghuan/contracts';
import { Tag } from 'antd';
import { ReasonButton } from '../app/reason-button.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { useRestoreVersion } from './learning.queries.js';

type Comparison = NonNullable<WeightVersionView['backtest']>['againstActive'];

/** 权重版本, newest first: what each was learnt from, what the back-test said, and the way back to it. */
export function VersionList({ view }: { readonly view: LearningView }) {
  return (
    <ul className="version-list">
      {view.versions.map((version) => (
        <li key={version.id}>
          <Version version={version} mayRestore={view.can.manage} />
        </li>
      ))}
    </ul>
  );
}

function Version({ version, mayRestore }: { readonly version: WeightVersionView; readonly mayRestore: boolean }) {
  const { training, backtest } = version;
  return (
    <>
      <header className="version-head">
        <strong className="number">版本 {version.number}</strong>
        {version.isActive && <Tag color="blue">现用</Tag>}
        {!version.isUsable && <Tag variant="outlined">旧算法，不能使用</Tag>}
        <span className="soft small">
          {version.verdict === null ? '默认权重' : termOf('learningVerdict', version.verdict)}
        </span>
        {mayRestore && !version.isActive && version.isUsable && <Restore version={version} />}
      </header>
      {training !== null && (
        <p className="small soft">
          <span className="number">{formatInstant(version.madeAt)}</span> 在版本 {version.parentNumber} 之上训练：
          {formatNumber(training.lists)} 份清单、{formatNumber(training.positives)} 条采纳、
          {formatNumber(training.preferences)} 次比较
        </p>
      )}
      {backtest !== null && (
        <p className="small soft">
          检验（{formatNumber(backtest.lists)} 份未参与训练的清单）：
          {sayComparison('对现用版本', backtest.againstActive)}
          {sayComparison('；对默认权重', backtest.againstDefaults)}
          {backtest.againstActive === null && '没有进行'}
        </p>
      )}
      {version.activatedAt !== null && (
        <p className="small faint">
          {version.activatedByName === null
            ? version.verdict === null
              ? '随系统安装启用'
              : '训练后自动启用'
            : `${version.activatedByName} 恢复：${version.activationReason ?? ''}`}
          ，<span className="number">{formatInstant(version.activatedAt)}</span>
        </p>
      )}
    </>
  );
}

/** nDCG@10 in hundredths, with the interval of the difference. */
function sayComparison(of: string, comparison: Comparison): string {
  if (comparison === null) return '';
  const points = (value: number) => `${value < 0 ? '−' : '+'}${(Math.abs(value) * 100).toFixed(1)}`;
  return `${of} ${points(comparison.difference)}（99% 区间 ${points(comparison.low)} 至 ${points(comparison.high)}，排序质量 ${(comparison.other * 100).toFixed(1)} → ${(comparison.candidate * 100).toFixed(1)}）`;
}

function Restore({ version }: { readonly version: WeightVersionView }) {
  const restore = useRestoreVersion(version.id);
  return (
    <ReasonButton
      label="恢复到此版本"
      button={{ size: 'small' }}
      title={`恢复到版本 ${version.number}`}
      text="以后的匹配改用这个版本的权重；已完成的匹配不变。原因会留在修改记录里。"
      okText="恢复"
      step={restore}
      doneText={`已恢复到版本 ${version.number}，下一次匹配起生效`}
    />
  );
}
