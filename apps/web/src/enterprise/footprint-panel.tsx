import { ChainPositions, type EnterpriseView, termOf } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api/client.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ExampleTag } from '../lead/example-tag.js';
import { leadPageQuery } from '../lead/lead.queries.js';
import { LeadStatusTag } from '../lead/stage-tag.js';
import { useSuggestions } from '../match/match.queries.js';
import { useCan } from '../session/session.queries.js';

/** Rows of each part; the rest is a page of its own. */
const SHOWN = 5;

/** 在我市: leads and projects here, where it stands in the chains, and what is suggested now. */
export function FootprintPanel({ enterprise }: { readonly enterprise: EnterpriseView }) {
  const can = useCan();
  return (
    <>
      {can('lead.read') && <Leads enterpriseId={enterprise.id} />}
      {can('match.read') && enterprise.archivedAt === null && <Suggestions enterpriseId={enterprise.id} />}
      <Positions enterpriseId={enterprise.id} />
    </>
  );
}

function Leads({ enterpriseId }: { readonly enterpriseId: string }) {
  const leads = useQuery(leadPageQuery({ enterpriseId, pageSize: SHOWN }));
  return (
    <Panel title="本地线索和项目">
      <LoadState query={leads} rows={2}>
        {({ items, total }) =>
          total === 0 ? (
            <p className="faint">没有您可以看到的线索。</p>
          ) : (
            <>
              <ul className="word-list-lines">
                {items.map((lead) => (
                  <li key={lead.id}>
                    <Link to="/leads/$leadId" params={{ leadId: lead.id }}>
                      <span className="number">{lead.code}</span> {lead.areaName} {termOf('leadStage', lead.stage)}
                    </Link>{' '}
                    <LeadStatusTag status={lead.status} /> {lead.isExample && <ExampleTag />}
                    {lead.project !== null && (
                      <span className="small">
                        {' '}
                        <Link to="/projects/$projectId" params={{ projectId: lead.project.id }}>
                          {lead.project.name}
                        </Link>
                      </span>
                    )}
                    <span className="faint small">
                      {' '}
                      {lead.owner.name}
                      {lead.lastActivityOn !== null && (
                        <>
                          ，最近联系 <span className="number">{lead.lastActivityOn}</span>
                        </>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
              {total > items.length && <p className="small soft">共 {total} 条，其余见线索列表。</p>}
            </>
          )
        }
      </LoadState>
    </Panel>
  );
}

function Suggestions({ enterpriseId }: { readonly enterpriseId: string }) {
  const suggestions = useSuggestions('enterprises', enterpriseId, { pageSize: SHOWN });
  return (
    <Panel
      title="当前匹配建议"
      extra={
        <Link to="/enterprises/$enterpriseId/suggestions" params={{ enterpriseId }}>
          全部
        </Link>
      }
    >
      <LoadState query={suggestions} rows={3}>
        {({ items, total }) =>
          total === 0 ? (
            <p className="faint">最近一次匹配没有向它推荐的项目。</p>
          ) : (
            <ul className="word-list-lines">
              {items.map((suggestion) => (
                <li key={suggestion.id}>
                  <Link to="/projects/$projectId" params={{ projectId: suggestion.project.id }}>
                    {suggestion.project.name}
                  </Link>{' '}
                  <span className="soft small">
                    {suggestion.project.areaName}，在该项目的建议中排第{' '}
                    <span className="number">{suggestion.rank}</span>，{termOf('decision', suggestion.decision)}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </LoadState>
    </Panel>
  );
}

function Positions({ enterpriseId }: { readonly enterpriseId: string }) {
  const positions = useQuery({
    queryKey: ['enterprise', 'chain-positions', enterpriseId],
    queryFn: ({ signal }) => api.get(`/enterprises/${enterpriseId}/chain-positions`, ChainPositions, undefined, signal),
  });
  return (
    <Panel title="产业链环节">
      <LoadState query={positions} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="faint">没有对应到产业链环节。</p>
          ) : (
            <ul className="word-list">
              {items.map(({ nodeId, nodeName, chainId, chainName, origin }) => (
                <li key={nodeId}>
                  <Link to="/chains/$chainId" params={{ chainId }}>
                    {chainName}
                  </Link>{' '}
                  · {nodeName}
                  {origin === 'person' && <span className="faint small">（人工）</span>}
                </li>
              ))}
            </ul>
          )
        }
      </LoadState>
    </Panel>
  );
}
