import { getRouteApi } from '@tanstack/react-router';
import { ExtraFilters } from '../extra-field/extra-filters.js';
import { RegisterList } from '../register/register-list.js';
import { resourceRegister } from './resource.register.js';

const route = getRouteApi('/shell/resources');

export function ResourceListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <RegisterList
      definition={resourceRegister}
      search={search}
      onSearch={(next, isReplacing) => void navigate({ search: next, replace: isReplacing })}
      searchHint="名称、品类、地点、权属人"
      extraFilters={
        <ExtraFilters
          kinds={search.kind}
          value={search.extra}
          sort={search.sort}
          onSort={(sort) =>
            void navigate({ search: { ...search, sort: sort === '' ? undefined : sort, page: undefined } })
          }
          onChange={(extra) =>
            void navigate({ search: { ...search, extra: extra === '' ? undefined : extra, page: undefined } })
          }
        />
      }
      extraFilterNames={['extra']}
    />
  );
}
