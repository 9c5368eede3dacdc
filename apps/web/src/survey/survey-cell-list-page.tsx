import { SURVEY_FIELDS, surveyFieldTerm } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { ListPage } from '../app/list-page.js';
import { ExportButton } from '../export/export-button.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { useCan } from '../session/session.queries.js';
import { SurveyCellDrawer } from './survey-cell-drawer.js';
import { SurveyCells } from './survey-cells.js';
import './survey.css';
import { useSurveyCells } from './survey.queries.js';

const route = getRouteApi('/shell/surveys/cells');
const PAGE_SIZE = 50;
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'area', name: 'areaCode', title: '地区' },
  { kind: 'dictionary', name: 'level', title: '层级', dictionary: 'supplyLevel' },
  { kind: 'options', name: 'field', title: '领域', options: SURVEY_FIELDS.map((code) => ({ value: code, label: surveyFieldTerm(code) })) },
  { kind: 'dictionary', name: 'state', title: '状态', dictionary: 'surveyCellState' },
  { kind: 'single', name: 'open', title: '批次', options: [{ value: 'true', label: '进行中' }] },
  { kind: 'single', name: 'overdue', title: '期限', options: [{ value: 'true', label: '已逾期' }] },
  { kind: 'single', name: 'covered', title: '覆盖', options: [{ value: 'true', label: '计入' }, { value: 'false', label: '未计入' }] },
  { kind: 'single', name: 'mine', title: '责任人', options: [{ value: 'true', label: '我' }] },
  { kind: 'single', name: 'own', title: '责任部门', options: [{ value: 'true', label: '本单位' }] },
  { kind: 'single', name: 'ownUnit', title: '填报单位', options: [{ value: 'true', label: '本单位' }] },
]; // prettier-ignore

/** 普查任务 over all campaigns the reader may see. */
export function SurveyCellListPage() {
  const { cell, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const list = useSurveyCells({ pageSize: PAGE_SIZE, ...search });
  const open = (id: string | undefined) => void navigate({ search: { ...search, cell: id }, resetScroll: false });
  return (
    <>
      <ListPage
        title="普查任务"
        counter="项"
        parent={{ path: '/surveys', title: '摸底普查' }}
        actions={can('export.create') && <ExportButton register="survey" search={search} total={list.data?.total} />}
        filters={FILTERS}
        search={search}
        onSearch={(next, replace) => void navigate({ search: next, replace })}
        query={list}
        pageSize={search.pageSize ?? PAGE_SIZE}
        emptyText="还没有普查任务"
        notFoundText="没有符合条件的普查任务"
      >
        {({ items }, isStale) => (
          <SurveyCells
            cells={items}
            hasArea
            hasCampaign={search.campaignId === undefined}
            isStale={isStale}
            onOpen={open}
          />
        )}
      </ListPage>
      {cell !== undefined && <SurveyCellDrawer id={cell} onClose={() => open(undefined)} />}
    </>
  );
}
