import { PlusOutlined } from '@ant-design/icons';
import { codesOf, termOf, type SurveyCampaignView } from '@lianghuan/contracts';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button, Empty, Segmented } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { ListRows } from '../app/list-table.js';
import { AsOf } from '../app/as-of.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { formatNumber } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import { useCan } from '../session/session.queries.js';
import { SurveyFormDialog } from './survey-form-dialog.js';
import { CampaignStateTag, CoverageBar, Deadline } from './survey-tags.js';
import './survey.css';
import { useSurveys } from './survey.queries.js';

const route = getRouteApi('/shell/surveys');

/** 摸底普查: the campaigns, those under way first. */
export function SurveyListPage() {
  const { state } = route.useSearch();
  const go = route.useNavigate();
  const navigate = useNavigate();
  const can = useCan();
  const [isCreating, setCreating] = useState(false);
  const list = useSurveys({ state, pageSize: 200 });
  const manages = can('survey.manage');
  return (
    <Page
      title="摸底普查"
      meta={
        <>
          <span>方案第1条：分层级、分地区、分领域摸清资源和市场；每年复查一次。</span>
          <AsOf query={list} />
        </>
      }
      actions={
        <>
          <Link to="/surveys/cells" search={{ open: 'true' }} className="action-link">
            全部任务
          </Link>
          {manages && (
            <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => setCreating(true)}>
              新建批次
            </Button>
          )}
        </>
      }
    >
      {manages && (
        <Segmented<string>
          aria-label="状态"
          className="gap-below"
          value={state ?? ''}
          options={[
            { value: '', label: '全部' },
            ...codesOf('surveyState').map((code) => ({ value: code, label: termOf('surveyState', code) })),
          ]}
          onChange={(next) => void go({ search: next === '' ? {} : { state: next } })}
        />
      )}
      <LoadState query={list} rows={6} isWholePage>
        {({ items }) =>
          items.length === 0 ? (
            <div className="panel panel-body">
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={manages ? '还没有普查批次' : '还没有开展普查'} />
            </div>
          ) : (
            <ListRows
              rows={items}
              columns={COLUMNS}
              card={(campaign) => <CampaignCard campaign={campaign} />}
              isStale={list.isPlaceholderData}
            />
          )
        }
      </LoadState>
      {isCreating && (
        <SurveyFormDialog
          onClose={() => setCreating(false)}
          onSaved={({ id }) => void navigate({ to: '/surveys/$campaignId', params: { campaignId: id } })}
        />
      )}
    </Page>
  );
}

const COLUMNS: ColumnsType<SurveyCampaignView> = [
  {
    title: '批次',
    render: (_value, row) => (
      <div className="cell-name">
        <Link to="/surveys/$campaignId" params={{ campaignId: row.id }}>
          {row.title}
        </Link>{' '}
        {row.isExample && <ExampleTag />}
        <div className="faint small">
          {row.lead.name}
          {row.previous !== null && ` · 复查“${row.previous.title}”`}
          {row.isProposed && row.state === 'draft' && ' · 到期自动拟定，待确认'}
        </div>
      </div>
    ),
  },
  { title: '年度', dataIndex: 'year', width: 72, className: 'number' },
  { title: '状态', width: 96, render: (_value, row) => <CampaignStateTag state={row.state} /> },
  {
    title: '范围',
    width: 168,
    className: 'number',
    render: (_value, row) => (
      <>
        {row.areas.length} 个地区 × {row.fields.length} 个领域
        <div className="faint small">{row.levels.map((level) => termOf('supplyLevel', level)).join('、')}</div>
      </>
    ),
  },
  { title: '填报期限', width: 240, render: (_value, row) => <Deadline {...row} /> },
  { title: '覆盖率', width: 208, render: (_value, row) => <CoverageBar coverage={row.coverage} /> },
  {
    title: '逾期（格）',
    width: 96,
    align: 'right',
    className: 'number',
    render: (_value, row) =>
      row.coverage.overdue === 0 ? <span className="faint">0</span> : formatNumber(row.coverage.overdue),
  },
];

function CampaignCard({ campaign }: { readonly campaign: SurveyCampaignView }) {
  return (
    <Link to="/surveys/$campaignId" params={{ campaignId: campaign.id }} className="card-link">
      <strong>{campaign.title}</strong>
      <span className="card-line">
        <CampaignStateTag state={campaign.state} /> <Deadline {...campaign} />
      </span>
      <CoverageBar coverage={campaign.coverage} />
      <span className="card-foot number">
        <span>{campaign.lead.name}</span>
        {campaign.coverage.overdue > 0 && <span className="survey-late">逾期 {campaign.coverage.overdue} 格</span>}
      </span>
    </Link>
  );
}
