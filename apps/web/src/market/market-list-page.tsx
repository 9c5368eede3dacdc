import { getRouteApi } from '@tanstack/react-router';
import { RegisterList } from '../register/register-list.js';
import { marketRegister } from './market.register.js';

const route = getRouteApi('/shell/markets');

export function MarketListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <RegisterList
      definition={marketRegister}
      search={search}
      onSearch={(next, isReplacing) => void navigate({ search: next, replace: isReplacing })}
      searchHint="产品或服务、采购方"
    />
  );
}
