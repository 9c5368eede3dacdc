import { termOf, type SurveyStepView } from '@lianghuan/contracts';
import { formatInstant } from '../format/date.js';

/** What was done, by whom and why, the newest first. */
export function Steps({ steps }: { readonly steps: readonly SurveyStepView[] }) {
  if (steps.length === 0) return <p className="faint">还没有记录。</p>;
  return (
    <ul className="survey-steps">
      {steps.map((step) => (
        <li key={`${step.at} ${step.action}`}>
          <span>
            {termOf('surveyAction', step.action)}
            {step.rows !== null && <span className="faint number">（{step.rows} 条）</span>}
          </span>
          <span className="soft small">
            {step.byName ?? '系统'} <span className="number">{formatInstant(step.at)}</span>
          </span>
          {step.note !== null && <p className="small long-text">{step.note}</p>}
        </li>
      ))}
    </ul>
  );
}
