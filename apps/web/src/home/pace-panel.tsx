import type { FundsProgress } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Panel } from '../app/panel.js';
import { ExampleTag } from '../lead/example-tag.js';
import '../lead/lead.css';
import { PaceHead } from '../funds/pace-head.js';
import '../funds/funds.css';
import { MonthSpark } from './month-spark.js';

/** Pace against the year's target (indicators F1, F2). */
export function PacePanel({ pace, isWide = false }: { readonly pace: FundsProgress; readonly isWide?: boolean }) {
  return (
    <Panel
      title={`${pace.year}年新增产业到位资金`}
      extra={
        <span className="panel-links">
          {pace.containsExamples && <ExampleTag />}
          <Link to="/funds" search={{ year: pace.year }}>
            详情
          </Link>
        </span>
      }
    >
      <div className={isWide ? 'pace-panel is-wide' : 'pace-panel'}>
        <PaceHead progress={pace} />
        <MonthSpark progress={pace} />
      </div>
    </Panel>
  );
}
