import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { homeQuery } from '../home/home.queries.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { SuggestionProjectList } from '../home/suggestion-project-list.js';

/** Projects whose suggestions wait for a decision, with the way to all projects. */
export function SuggestionProjects() {
  const home = useQuery(homeQuery);
  return (
    <Panel title="有待处理建议的项目" extra={<Link to="/projects">全部项目</Link>}>
      <LoadState query={home} rows={4}>
        {({ suggestionProjects }) => <SuggestionProjectList projects={suggestionProjects} />}
      </LoadState>
    </Panel>
  );
}
