import type { HomeView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import './home.css';

/** Projects whose newest suggestions wait, each with the enterprise on top. */
export function SuggestionProjectList({ projects }: { readonly projects: HomeView['suggestionProjects'] }) {
  if (projects.length === 0) return <p className="faint">没有待处理的匹配建议。</p>;
  return (
    <ul className="suggestion-projects">
      {projects.map((project) => (
        <li key={project.id}>
          <Link to="/projects/$projectId/suggestions" params={{ projectId: project.id }} className="row-link">
            <span className="row-main">
              <span className="row-title">{project.name}</span>
              <span className="soft small">
                {[project.areaName, `首位：${project.bestEnterprise}`].filter(Boolean).join(' · ')}
              </span>
            </span>
            <span className="row-count number">
              <strong>{project.openCount}</strong> 条待处理
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
