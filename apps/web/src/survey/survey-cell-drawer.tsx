import type { SurveyCellDetail } from '@lianghuan/contracts';
import { termOf } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { App, Drawer, Select } from 'antd';
import { AccessLink } from '../access/access-link.js';
import { textOfError } from '../api/api-error.js';
import { DialogFocus } from '../app/dialog-focus.js';
import { LoadState } from '../app/load-state.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { Fact, Facts } from '../lead/facts.js';
import '../lead/lead.css';
import { StatusDot } from '../register/status-tags.js';
import { SurveyCellActions } from './survey-cell-actions.js';
import { RowCount } from './survey-cells.js';
import { Steps } from './survey-step-list.js';
import { CellStateTag } from './survey-tags.js';
import { useAssignCell, useSurveyCell } from './survey.queries.js';

/** One cell beside the matrix or list it was opened from: what it holds, what was said of it, and what the reader may do. */
export function SurveyCellDrawer({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const isPhone = usePhone();
  const query = useSurveyCell(id);
  const title = query.data === undefined ? '普查任务' : `${query.data.areaName} · ${query.data.fieldTitle}`;
  return (
    <Drawer open title={title} size={isPhone ? '100%' : 560} onClose={onClose}>
      <DialogFocus>
        <LoadState query={query} rows={10}>
          {(cell) => <Details cell={cell} />}
        </LoadState>
      </DialogFocus>
    </Drawer>
  );
}

function Details({ cell }: { readonly cell: SurveyCellDetail }) {
  return (
    <div className="survey-details">
      <Facts isList>
        <Fact title="状态">
          <CellStateTag cell={cell} /> {cell.isOverdue && <StatusDot tone="bad">已逾期</StatusDot>}
          {cell.expired > 0 && <StatusDot tone="bad">有过期，不计入覆盖</StatusDot>}
        </Fact>
        <Fact title={`${termOf('register', cell.register)}登记`} isNumber>
          <RowCount cell={cell} /> 条
          {cell.expired > 0 && <span className="survey-late">，其中 {cell.expired} 条已过有效期</span>}
          {cell.isFrozen && <span className="faint small">（截止时）</span>}
        </Fact>
        <Fact title="层级">
          {cell.level === 'city'
            ? '市级，登记在全市任何地区的都计入'
            : cell.countedLevels.map((level) => termOf('supplyLevel', level)).join('、')}
        </Fact>
        <Fact title="批次">
          <Link to="/surveys/$campaignId" params={{ campaignId: cell.campaign.id }}>
            {cell.campaign.title}
          </Link>
        </Fact>
        <Fact title="填报期限" isNumber>
          {cell.campaign.effectiveDueOn}
        </Fact>
        <Fact title="填报单位">{cell.unit.name}</Fact>
        <Fact title="责任部门">
          {cell.departments.length === 0
            ? '未指定，由核实单位核实'
            : cell.departments.map(({ name }) => name).join('、')}
        </Fact>
        <Fact title="责任人">{cell.can.assign ? <Assignee cell={cell} /> : (cell.assignee?.name ?? '未指定')}</Fact>
        {cell.noneBasis !== null && (
          <Fact title={cell.state === 'confirmed_none' ? '确认无的依据' : '申报无的依据'}>
            {cell.noneBasis}（{cell.nonePerson}）
          </Fact>
        )}
        {cell.submittedAt !== null && (
          <Fact title="提交">
            {cell.submittedByName} <span className="number">{formatInstant(cell.submittedAt)}</span>
          </Fact>
        )}
        {cell.decidedAt !== null && (
          <Fact title={cell.state === 'returned' ? '退回' : '核实'}>
            {cell.decidedByName} <span className="number">{formatInstant(cell.decidedAt)}</span>
            {cell.returnReason !== null && `：${cell.returnReason}`}
          </Fact>
        )}
        {cell.previous !== null && (
          <Fact title="上一批次">
            {cell.previous.title}：{termOf('surveyCellState', cell.previous.state)}
            {cell.previous.rows > 0 && `，${cell.previous.rows} 条`}
            {cell.previous.noneBasis !== null && `（${cell.previous.noneBasis}）`}
          </Fact>
        )}
      </Facts>
      <SurveyCellActions cell={cell} />
      <h3>过程</h3>
      <Steps steps={cell.steps} />
      <AccessLink subject="survey_cell" record={cell.id} />
    </div>
  );
}

/** Picks who of the unit answers for the cell. */
function Assignee({ cell }: { readonly cell: SurveyCellDetail }) {
  const { message } = App.useApp();
  const assign = useAssignCell(cell.id);
  return (
    <Select<string>
      aria-label="责任人"
      className="survey-assignee"
      size="small"
      allowClear
      placeholder="未指定"
      loading={assign.isPending}
      value={cell.assignee?.id}
      options={cell.people.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(assigneeId: string | undefined) =>
        assign.mutate(
          { version: cell.version, assigneeId: assigneeId ?? null },
          { onError: (error) => void message.error(textOfError(error)) },
        )
      }
    />
  );
}
