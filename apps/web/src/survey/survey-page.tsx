import { termOf, type SurveyCampaignView, type SurveyMatrix } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Select } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { usePhone } from '../app/use-phone.js';
import { ExportButton } from '../export/export-button.js';
import { ExampleTag } from '../lead/example-tag.js';
import { useCan, useMe } from '../session/session.queries.js';
import { SurveyActions } from './survey-actions.js';
import { SurveyCellDrawer } from './survey-cell-drawer.js';
import { SurveyCells } from './survey-cells.js';
import { Matrix, StateCounts } from './survey-matrix.js';
import { Steps } from './survey-step-list.js';
import { CampaignStateTag, CoverageBar, Deadline } from './survey-tags.js';
import './survey.css';
import { useSurveyMatrix, useSurveySteps } from './survey.queries.js';

const route = getRouteApi('/shell/surveys/$campaignId');

/** One campaign: how far it is, and its matrix; a county sees its own part, a phone one area after the other. */
export function SurveyPage() {
  const { campaignId } = route.useParams();
  const { cell, areaCode } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useSurveyMatrix(campaignId);
  const open = (id: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, cell: id }), resetScroll: false });
  const campaign = query.data?.campaign;
  return (
    <Page
      title={campaign?.title ?? '普查批次'}
      parent={{ path: '/surveys', title: '摸底普查' }}
      heading={
        campaign !== undefined && (
          <>
            {campaign.title} {campaign.isExample && <ExampleTag />}
          </>
        )
      }
      meta={campaign !== undefined && <Meta campaign={campaign} />}
      actions={campaign !== undefined && <Actions campaign={campaign} />}
    >
      <LoadState query={query} rows={14}>
        {(matrix) => (
          <Loaded
            matrix={matrix}
            areaCode={areaCode}
            onArea={(code) => void navigate({ search: (before) => ({ ...before, areaCode: code }) })}
            onOpen={open}
          />
        )}
      </LoadState>
      {cell !== undefined && <SurveyCellDrawer id={cell} onClose={() => open(undefined)} />}
    </Page>
  );
}

function Meta({ campaign }: { readonly campaign: SurveyCampaignView }) {
  return (
    <>
      <CampaignStateTag state={campaign.state} />
      <span>
        期限 <Deadline {...campaign} />
      </span>
      <span>牵头 {campaign.lead.name}</span>
      {campaign.previous !== null && (
        <span>
          复查{' '}
          <Link to="/surveys/$campaignId" params={{ campaignId: campaign.previous.id }}>
            {campaign.previous.title}
          </Link>
        </span>
      )}
    </>
  );
}

function Actions({ campaign }: { readonly campaign: SurveyCampaignView }) {
  const can = useCan();
  return (
    <>
      {can('export.create') && campaign.state !== 'draft' && (
        <ExportButton register="survey" search={{ campaignId: campaign.id }} total={campaign.coverage.cells} />
      )}
      <SurveyActions campaign={campaign} />
    </>
  );
}

interface LoadedProps {
  readonly matrix: SurveyMatrix;
  readonly areaCode: string | undefined;
  readonly onArea: (code: string) => void;
  readonly onOpen: (id: string) => void;
}

function Loaded({ matrix, areaCode, onArea, onOpen }: LoadedProps) {
  const isPhone = usePhone();
  const me = useMe();
  const { campaign, areas, total } = matrix;
  const steps = useSurveySteps(campaign.id);
  if (campaign.state === 'draft') {
    return (
      <Panel title="范围">
        <p>层级：{campaign.levels.map((level) => termOf('supplyLevel', level)).join('、')}</p>
        <p>
          {campaign.areas.length} 个地区：{campaign.areas.map(({ name }) => name).join('、')}
        </p>
        <p>
          {campaign.fields.length} 个领域：{campaign.fields.map(({ title }) => title).join('、')}
        </p>
        {campaign.instructions !== null && <p className="long-text soft">{campaign.instructions}</p>}
        <p className="faint small">
          开展后，每个地区、每个层级的每个领域各成一项普查任务：县区的交给该地区的填报单位，市级的交给该领域的责任部门。
        </p>
      </Panel>
    );
  }
  const isOne = areas.length === 1;
  const citywideRows = matrix.citywide.reduce((sum, { rows }) => sum + rows, 0);
  const shown = isOne ? areas[0] : (areas.find(({ code }) => code === areaCode) ?? areas.find(({ code }) => code === me.organisation.areaCode) ?? areas[0]); // prettier-ignore
  const isList = isOne || isPhone;
  return (
    <>
      <section className="panel panel-body survey-head" aria-label="覆盖情况">
        <div className="survey-coverage">
          <span className="soft small">覆盖率</span>
          <CoverageBar coverage={isList && shown !== undefined ? shown : total} />
        </div>
        {!isList && matrix.levels.length > 1 && <LevelCoverage matrix={matrix} />}
        <StateCounts matrix={matrix} areaCode={isList ? shown?.code : undefined} />
        <p className="faint small">
          已核实或已确认无、且没有过期资料的，计入覆盖。
          {citywideRows > 0 && `另有 ${citywideRows} 条市级资料，本批次不普查市级，只列出，不设任务、不计入覆盖。`}
          {campaign.state !== 'open' && '数字为截止时的。'}
        </p>
      </section>
      {isPhone && !isOne && shown !== undefined && (
        <Select<string>
          aria-label="地区"
          className="full-width gap-below"
          value={shown.code}
          options={areas.map(({ code, name, covered, cells }) => ({
            value: code,
            label: `${name}　${covered}/${cells}`,
          }))}
          onChange={onArea}
        />
      )}
      {isList ? (
        <SurveyCells cells={matrix.cells.filter((cell) => cell.areaCode === shown?.code)} onOpen={onOpen} />
      ) : (
        <section className="panel" aria-label="普查矩阵">
          <Matrix matrix={matrix} onOpen={onOpen} />
        </section>
      )}
      <div className="survey-foot">
        {campaign.instructions !== null && (
          <Panel title="填报要求">
            <p className="long-text">{campaign.instructions}</p>
          </Panel>
        )}
        <Panel title="批次记录">
          <LoadState query={steps} rows={3}>
            {(list) => <Steps steps={list} />}
          </LoadState>
        </Panel>
      </div>
    </>
  );
}

/** 分层级: how far each level is, opening its cells. */
function LevelCoverage({ matrix }: { readonly matrix: SurveyMatrix }) {
  return (
    <ul className="survey-levels" aria-label="各层级的覆盖率">
      {matrix.levels.map(({ code, ...coverage }) => (
        <li key={code}>
          <Link to="/surveys/cells" search={{ campaignId: matrix.campaign.id, level: code }}>
            {termOf('supplyLevel', code)}
          </Link>
          <CoverageBar coverage={coverage} />
        </li>
      ))}
    </ul>
  );
}
