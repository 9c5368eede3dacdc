import { termOf, type ProjectView, type SuggestionPage } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { formatAmount } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import { Fact, Facts } from '../lead/facts.js';
import '../lead/lead.css';
import { projectRegister } from '../project/project.register.js';
import { IndustryNames } from '../reference/industry-names.js';
import { registerRowQuery } from '../register/register.queries.js';
import { useMe } from '../session/session.queries.js';
import './match.css';
import { useSuggestions } from './match.queries.js';
import { PauseNotes } from './pause.js';
import { RematchButton } from './rematch-button.js';
import { RunLine, SUGGESTIONS_PER_PAGE, SuggestionList } from './suggestion-list.js';
import { WhyNot } from './why-not.js';
import { projectPlace } from '../project/project-place.js';

const route = getRouteApi('/shell/projects/$projectId/suggestions');

/** 项目匹配建议: which enterprises to approach for a project, why, and with what to offer. */
export function ProjectSuggestionsPage() {
  const { projectId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const me = useMe();
  const project = useQuery(registerRowQuery(projectRegister, projectId));
  const suggestions = useSuggestions('projects', projectId, { pageSize: SUGGESTIONS_PER_PAGE, ...search });
  const run = suggestions.data?.matchRun ?? null;
  // A county matches its own projects; what others matched it does not see.
  const isOwn = me.reach !== 'area' || project.data?.areaCode === me.organisation.areaCode;
  const isOutdated =
    project.data !== undefined && run !== null && Date.parse(project.data.updatedAt) > Date.parse(run.requestedAt);
  const name = project.data?.name ?? '匹配建议';
  return (
    <Page
      title={`${name} · 匹配建议`}
      heading={
        project.data === undefined ? (
          '匹配建议'
        ) : (
          <Link to="/projects/$projectId" params={{ projectId }}>
            {name}
          </Link>
        )
      }
      parent={{ path: '/match-runs', title: '匹配建议' }}
      meta={<RunLine page={suggestions.data} />}
      actions={
        suggestions.data !== undefined && isOwn && <RematchButton projectId={projectId} isFirst={run === null} />
      }
    >
      <section className="panel panel-body project-facts" aria-label="项目情况">
        <LoadState query={project} rows={3}>
          {(row) => <ProjectFacts project={row} />}
        </LoadState>
      </section>
      {isOutdated && (
        <Alert
          type="info"
          showIcon
          className="gap-below"
          title="项目在这次匹配之后修改过，重新匹配可按最新内容给出建议。"
        />
      )}
      <FitNote page={suggestions.data} />
      <PauseNotes pauses={suggestions.data?.pauses ?? []} isNamed />
      <SuggestionList
        side="project"
        query={suggestions}
        search={search}
        onSearch={(next) => void navigate({ search: next })}
        emptyAction={
          isOwn ? (
            suggestions.data?.matchRun === null && <RematchButton projectId={projectId} isFirst />
          ) : (
            <p className="faint">这个项目属于{project.data?.areaName ?? '其他地区'}，匹配建议由该地区和市级查看。</p>
          )
        }
      />
      {run !== null && (
        <div className="why-not">
          <WhyNot projectId={projectId} />
        </div>
      )}
    </Page>
  );
}

/** Says above the list when nobody on it plainly fits, or not the first; a later page or a filter may begin with anybody. */
function FitNote({ page }: { readonly page: SuggestionPage | undefined }) {
  const clearFits = page?.clearFits ?? null;
  const isFirstDoubtful = page?.items[0]?.place === 1 && page.items[0].fit?.verdict === 'doubtful';
  if (clearFits === null || (clearFits > 0 && !isFirstDoubtful)) return null;
  const title =
    clearFits === 0
      ? '没有明显对口的企业：下列企业与项目行业不相近，文字上也只有零星相同，默认不分配、不列入联系名单。'
      : `排在前面的企业不明显对口，整个名单里有 ${formatNumber(clearFits)} 家对口，可勾选“只看对口的”。`;
  return <Alert type="warning" showIcon className="gap-below" title={title} />;
}

function ProjectFacts({ project }: { readonly project: ProjectView }) {
  return (
    <Facts>
      <Fact title="地区">{projectPlace(project)}</Fact>
      <Fact title="领域">{project.sector}</Fact>
      <Fact title="总投资">{project.totalInvestmentCny ? amountOf(project) : null}</Fact>
      <Fact title="建设阶段">{termOf('projectPhase', project.phase)}</Fact>
      <Fact title="所属行业">
        {project.industryCodes.length > 0 ? <IndustryNames codes={project.industryCodes} /> : null}
      </Fact>
      <Fact title="投资方">{project.investorName}</Fact>
      <Fact title="用地">{quantity(project.landMu, '亩')}</Fact>
      <Fact title="年用能">{quantity(project.energyTce, '吨标准煤')}</Fact>
      <Fact title="建设内容" isWide>
        {[project.content, project.scaleText].filter(Boolean).join('；')}
      </Fact>
    </Facts>
  );
}

function amountOf({ totalInvestmentCny, investmentQualifier }: ProjectView): string {
  const prefix = investmentQualifier === 'equal' ? '' : `${termOf('qualifier', investmentQualifier)} `;
  return `${prefix}${formatAmount(totalInvestmentCny)}`;
}

function quantity(value: string | null | undefined, unit: string): string | null {
  return value === null || value === undefined ? null : `${formatNumber(value)} ${unit}`;
}
