import { ROLES, type HomeView } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { LoadFailure } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { today } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { AreaTable } from '../funds/area-table.js';
import { useCan, useMe } from '../session/session.queries.js';
import { homeQuery } from './home.queries.js';
import { CallsPanel } from './calls-panel.js';
import './home.css';
import { LinkagePanel } from './linkage-panel.js';
import { StrongPanel } from '../grade/strong-panel.js';
import { NextSteps } from './next-steps.js';
import { PacePanel } from './pace-panel.js';
import { PathLink } from './path-link.js';
import { RefreshPanel } from './refresh-panel.js';
import { SurveyPanel } from '../survey/survey-panel.js';
import { SuggestionProjectList } from './suggestion-project-list.js';

/** 工作台: what to do next, what waits, and how far we are. What a role may not see is not there. */
export function HomePage() {
  const me = useMe();
  const query = useQuery(homeQuery);
  return (
    <Page
      title="工作台"
      meta={
        <>
          <span>
            {me.organisation.name} · {me.roles.map((role) => ROLES[role].term).join('、')}
          </span>
          <span className="number">{today()}</span>
        </>
      }
    >
      {query.data !== undefined ? (
        <Loaded home={query.data} />
      ) : (
        <div className="panel panel-body">
          {query.isError ? (
            <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />
          ) : (
            <Skeleton active paragraph={{ rows: 12 }} />
          )}
        </div>
      )}
    </Page>
  );
}

function Loaded({ home }: { readonly home: HomeView }) {
  const can = useCan();
  const tasks = home.tasks.filter(({ count }) => count > 0);
  const showsSteps = home.nextSteps !== null && (home.nextSteps.length > 0 || can('lead.update'));
  // Who follows no leads looks over how far the city is; that nothing waits is then no news.
  const isOverview = home.pace !== null && !showsSteps;
  const showsTasks = tasks.length > 0 || (home.tasks.length > 0 && !isOverview);
  const hasMain = isOverview || showsTasks || showsSteps || home.suggestionProjects.length > 0;
  return (
    <div className={hasMain ? 'home' : 'home is-narrow'}>
      <div className="home-main" hidden={!hasMain}>
        {showsTasks && (
          <Panel title="等我处理">
            {tasks.length === 0 ? (
              <p className="faint">没有等待处理的事项。</p>
            ) : (
              <ul className="tasks">
                {tasks.map((task) => (
                  <li key={task.code}>
                    <PathLink path={task.path} className="task">
                      <strong className="number">{formatNumber(task.count)}</strong>
                      <span>{task.title}</span>
                    </PathLink>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        )}
        {isOverview && home.pace !== null && (
          <>
            <PacePanel pace={home.pace} isWide />
            <AreaTable progress={home.pace} />
          </>
        )}
        {home.calls !== null && <CallsPanel calls={home.calls} />}
        <SurveyPanel surveys={home.surveys} />
        <RefreshPanel toRefresh={home.toRefresh} />
        {home.nextSteps !== null && showsSteps && <NextSteps leads={home.nextSteps} overdueCount={home.overdueCount} />}
        {home.suggestionProjects.length > 0 && (
          <Panel title="有待处理建议的项目" extra={<Link to="/match-runs">匹配建议</Link>}>
            <SuggestionProjectList projects={home.suggestionProjects} />
          </Panel>
        )}
      </div>
      <div className="home-side">
        {!isOverview && home.pace !== null && <PacePanel pace={home.pace} />}
        {home.strongEnterprises !== null && <StrongPanel figures={home.strongEnterprises} />}
        {home.linkage !== null && <LinkagePanel linkage={home.linkage} />}
        {home.registers.length > 0 && (
          <Panel title="四库">
            <ul className="register-counts">
              {home.registers.map((register) => (
                <li key={register.register}>
                  <PathLink path={register.path} className="row-link">
                    <span>{register.title}</span>
                    <strong className="number">{formatNumber(register.count)}</strong>
                  </PathLink>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </div>
  );
}
