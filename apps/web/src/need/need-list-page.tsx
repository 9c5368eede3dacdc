import { getRouteApi } from '@tanstack/react-router';
import { RegisterList } from '../register/register-list.js';
import { needRegister } from './need.register.js';

const route = getRouteApi('/shell/needs');

export function NeedListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <RegisterList
      definition={needRegister}
      search={search}
      onSearch={(next, isReplacing) => void navigate({ search: next, replace: isReplacing })}
      searchHint="行业、关键词、品类"
    />
  );
}
