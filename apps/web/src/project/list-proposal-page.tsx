import { codesOf, type ListProposalView, termOf } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { ListPage } from '../app/list-page.js';
import { ListRows } from '../app/list-table.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { type ListProposalSearch, useListProposals } from './list-proposal.queries.js';
import { ListProposalActions, ListProposalState, ListProposalWords } from './list-proposals.js';

const route = getRouteApi('/shell/projects/list-proposals');
const FILTERS: readonly RegisterFilter[] = [
  {
    kind: 'single',
    name: 'state',
    title: '状态',
    options: codesOf('listProposalState').map((value) => ({ value, label: termOf('listProposalState', value) })),
  },
  { kind: 'single', name: 'own', title: '提议单位', options: [{ value: 'true', label: '本单位提议的' }] },
];

/** 列入提议: what counties propose for the lists the city keeps, and what was answered. */
export function ListProposalPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useListProposals(search);
  const go = useCallback(
    (next: ListProposalSearch, replace: boolean) => void navigate({ search: next, replace }),
    [navigate],
  );
  return (
    <ListPage
      title="列入提议"
      counter="条"
      meta={<span>市级清单由市级部门维护；县里对本地项目提议，写明理由，市级答复</span>}
      filters={FILTERS}
      search={search}
      onSearch={go}
      query={query}
      emptyText="没有列入提议"
      notFoundText="没有符合条件的列入提议"
    >
      {(page, isStale) => (
        <ListRows
          rows={page.items}
          columns={COLUMNS}
          card={(item) => <Card item={item} />}
          width={900}
          isStale={isStale}
        />
      )}
    </ListPage>
  );
}

const COLUMNS: ColumnsType<ListProposalView> = [
  { title: '项目', render: (_value, item) => <ProjectLink item={item} /> },
  { title: '清单', width: 160, render: (_value, { list }) => termOf('projectList', list) },
  { title: '理由与答复', render: (_value, item) => <ListProposalWords item={item} /> },
  { title: '状态', width: 96, render: (_value, item) => <ListProposalState item={item} /> },
  { title: '', width: 180, render: (_value, item) => <ListProposalActions item={item} /> },
];

function ProjectLink({ item: { project } }: { readonly item: ListProposalView }) {
  return (
    <>
      <Link to="/projects/$projectId" params={{ projectId: project.id }}>
        {project.name}
      </Link>
      <div className="faint small">{[project.areaName, project.code].filter(Boolean).join(' · ')}</div>
    </>
  );
}

function Card({ item }: { readonly item: ListProposalView }) {
  return (
    <div className="card-body">
      <ProjectLink item={item} />
      <span className="card-line">{termOf('projectList', item.list)}</span>
      <ListProposalWords item={item} />
      <span className="card-foot">
        <ListProposalState item={item} />
        <ListProposalActions item={item} />
      </span>
    </div>
  );
}
