import { Link, getRouteApi } from '@tanstack/react-router';
import { RegisterList } from '../register/register-list.js';
import { projectRegister } from './project.register.js';

const route = getRouteApi('/shell/projects');

export function ProjectListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <RegisterList
      definition={projectRegister}
      search={search}
      onSearch={(next) => void navigate({ search: next })}
      searchHint="名称、建设内容、地点、投资方"
      extraActions={
        <Link to="/projects/linkage" className="action-link">
          领导联系配额
        </Link>
      }
    />
  );
}
