import type { HomeView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Panel } from '../app/panel.js';
import { formatNumber } from '../format/number.js';
import { CoverageBar } from './survey-tags.js';
import './survey.css';

/** 摸底普查 under way, on the desk of whoever has a part in it. */
export function SurveyPanel({ surveys }: Pick<HomeView, 'surveys'>) {
  if (surveys.length === 0) return null;
  return (
    <Panel title="摸底普查" extra={<Link to="/surveys">全部批次</Link>}>
      <ul className="survey-panel">
        {surveys.map(({ id, title, effectiveDueOn, workingDaysLeft, coverage }) => (
          <li key={id}>
            <Link to="/surveys/$campaignId" params={{ campaignId: id }} className="row-link">
              <span className="row-main">
                <span className="row-title">{title}</span>
                <span className="soft small number">
                  期限 {effectiveDueOn}
                  {workingDaysLeft !== null && workingDaysLeft >= 0 && `，还有${workingDaysLeft}个工作日`}
                  {coverage.overdue > 0 && (
                    <span className="survey-late">，逾期 {formatNumber(coverage.overdue)} 格</span>
                  )}
                </span>
              </span>
              <CoverageBar coverage={coverage} />
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
