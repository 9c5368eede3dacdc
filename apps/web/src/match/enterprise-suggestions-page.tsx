import type { EnterpriseView } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { enterpriseRegister } from '../enterprise/enterprise.register.js';
import { formatAmount } from '../format/money.js';
import { Fact, Facts } from '../lead/facts.js';
import '../lead/lead.css';
import { IndustryNames } from '../reference/industry-names.js';
import { registerRowQuery } from '../register/register.queries.js';
import './match.css';
import { useSuggestions } from './match.queries.js';
import { PauseNotes } from './pause.js';
import { RunLine, SUGGESTIONS_PER_PAGE, SuggestionList } from './suggestion-list.js';

const route = getRouteApi('/shell/enterprises/$enterpriseId/suggestions');

/** The same pairs from the other side: which of our projects to show an enterprise. */
export function EnterpriseSuggestionsPage() {
  const { enterpriseId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const enterprise = useQuery(registerRowQuery(enterpriseRegister, enterpriseId));
  const suggestions = useSuggestions('enterprises', enterpriseId, { pageSize: SUGGESTIONS_PER_PAGE, ...search });
  const name = enterprise.data?.name ?? '匹配建议';
  return (
    <Page
      title={`${name} · 匹配建议`}
      heading={
        enterprise.data === undefined ? (
          '匹配建议'
        ) : (
          <Link to="/enterprises/$enterpriseId" params={{ enterpriseId }}>
            {name}
          </Link>
        )
      }
      parent={{ path: '/match-runs', title: '匹配建议' }}
      meta={<RunLine page={suggestions.data} />}
    >
      <section className="panel panel-body project-facts" aria-label="企业情况">
        <LoadState query={enterprise} rows={3}>
          {(row) => <EnterpriseFacts enterprise={row} />}
        </LoadState>
      </section>
      {enterprise.data?.doNotContact === true && (
        <Alert type="error" showIcon className="gap-below" title="该企业表示不愿再被联系" />
      )}
      <PauseNotes pauses={suggestions.data?.pauses ?? []} isNamed={false} />
      <SuggestionList
        side="enterprise"
        query={suggestions}
        search={search}
        onSearch={(next) => void navigate({ search: next })}
      />
    </Page>
  );
}

function EnterpriseFacts({ enterprise }: { readonly enterprise: EnterpriseView }) {
  const { holder } = enterprise;
  return (
    <Facts>
      <Fact title="所在地">{[...new Set([enterprise.province, enterprise.city].filter(Boolean))].join(' ')}</Fact>
      <Fact title="所属集团">{enterprise.groupName}</Fact>
      <Fact title="总资产" isNumber>
        {enterprise.totalAssetsCny ? formatAmount(enterprise.totalAssetsCny) : null}
      </Fact>
      <Fact title="注册资本" isNumber>
        {enterprise.registeredCapitalCny ? formatAmount(enterprise.registeredCapitalCny) : null}
      </Fact>
      <Fact title="所属行业">
        {enterprise.industryCodes.length > 0 ? <IndustryNames codes={enterprise.industryCodes} /> : null}
      </Fact>
      <Fact title="跟进单位">
        {holder === null ? '还没有单位跟进' : `${holder.organisationName}（${holder.areaName}）`}
      </Fact>
      <Fact title="主要产品" isWide>
        {enterprise.products.join('、')}
      </Fact>
    </Facts>
  );
}
