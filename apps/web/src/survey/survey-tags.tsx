import {
  termOf,
  type Code,
  type SurveyCampaignView,
  type SurveyCellView,
  type SurveyCoverage,
} from '@lianghuan/contracts';
import { formatNumber, formatShare } from '../format/number.js';
import { StatusDot, type Tone } from '../register/status-tags.js';

const CELL_TONE: Readonly<Record<Code<'surveyCellState'>, Tone>> = {
  not_started: 'muted',
  filling: 'warn',
  submitted: 'accent',
  returned: 'bad',
  verified: 'ok',
  confirmed_none: 'ok',
};
const CAMPAIGN_TONE: Readonly<Record<Code<'surveyState'>, Tone>> = {
  draft: 'muted',
  open: 'accent',
  closed: 'ok',
  archived: 'muted',
};

/** State of a cell; of a submission whether it is one of none. */
export function CellStateTag({ cell }: { readonly cell: Pick<SurveyCellView, 'state' | 'isNone'> }) {
  return (
    <StatusDot tone={CELL_TONE[cell.state]}>
      {cell.state === 'submitted' && cell.isNone ? '已提交（无）' : termOf('surveyCellState', cell.state)}
    </StatusDot>
  );
}

export function CampaignStateTag({ state }: Pick<SurveyCampaignView, 'state'>) {
  return <StatusDot tone={CAMPAIGN_TONE[state]}>{termOf('surveyState', state)}</StatusDot>;
}

/** 覆盖率 as a bar and in figures. */
export function CoverageBar({ coverage }: { readonly coverage: SurveyCoverage }) {
  if (coverage.share === null) return <span className="faint">尚未开展</span>;
  return (
    <span className="coverage-bar">
      <span className="meter" aria-hidden="true">
        <i style={{ width: `${coverage.share * 100}%` }} />
      </span>
      <span className="number small">
        {formatShare(coverage.share) || '0%'}
        <span className="faint">
          {' '}
          {formatNumber(coverage.covered)}/{formatNumber(coverage.cells)}
        </span>
      </span>
    </span>
  );
}

/** The deadline with what is left of it. */
export function Deadline({
  dueOn,
  effectiveDueOn,
  workingDaysLeft,
}: Pick<SurveyCampaignView, 'dueOn' | 'effectiveDueOn' | 'workingDaysLeft'>) {
  return (
    <span className="number">
      {effectiveDueOn}
      {effectiveDueOn !== dueOn && <span className="faint">（{dueOn} 逢假日顺延）</span>}
      {workingDaysLeft !== null && (
        <span className={workingDaysLeft < 0 ? 'survey-late' : 'soft'}>
          {' '}
          {workingDaysLeft < 0
            ? `已过${-workingDaysLeft}个工作日`
            : workingDaysLeft === 0
              ? '今天截止'
              : `还有${workingDaysLeft}个工作日`}
        </span>
      )}
    </span>
  );
}
