import { getRouteApi } from '@tanstack/react-router';
import { RegisterList } from '../register/register-list.js';
import { enterpriseRegister } from './enterprise.register.js';

const route = getRouteApi('/shell/enterprises');

export function EnterpriseListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <RegisterList
      definition={enterpriseRegister}
      search={search}
      onSearch={(next, isReplacing) => void navigate({ search: next, replace: isReplacing })}
      searchHint="名称、简称、拼音首字母、产品"
    />
  );
}
