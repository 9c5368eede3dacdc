import { SwapOutlined } from '@ant-design/icons';
import { codesOf, termOf, type Code, type LeadView } from '@lianghuan/contracts';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Dropdown, Skeleton } from 'antd';
import { useState, type DragEvent, type ReactNode } from 'react';
import type { ListSearch } from '../app/list-search.js';
import { LoadFailure } from '../app/load-state.js';
import { formatAmount } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import { DueDate } from './due-date.js';
import { isWaiting } from './due.js';
import { ExampleTag } from './example-tag.js';
import { LeadMoveDialog } from './lead-move-dialog.js';
import { mayEnter, stageAfter, stepsTo } from './lead-stages.js';
import { leadPageQuery } from './lead.queries.js';
import { LeadStatusTag } from './stage-tag.js';

type Stage = Code<'leadStage'>;
const STAGES = codesOf('leadStage');
const CARDS_PER_STAGE = 30;

interface LeadBoardProps {
  readonly search: ListSearch;
  readonly empty: ReactNode;
}

/**
 * Leads by stage. Dropping a card on a stage does not move it: it opens the gate of that stage, which says what is
 * missing. The menu of a card does the same without a mouse.
 */
export function LeadBoard({ search, empty }: LeadBoardProps) {
  const { message } = App.useApp();
  const [dragged, setDragged] = useState<LeadView>();
  const [over, setOver] = useState<Stage>();
  const [move, setMove] = useState<{ readonly lead: LeadView; readonly to: Stage }>();
  const wanted = String(search['stage'] ?? '')
    .split(',')
    .filter(Boolean);
  const stages = STAGES.filter((stage) => wanted.length === 0 || wanted.includes(stage));
  const columns = useQueries({
    queries: stages.map((stage) =>
      leadPageQuery({ ...search, stage, page: undefined, pageSize: CARDS_PER_STAGE, sort: 'nextStepOn' }),
    ),
  });
  if (columns.every(({ data }) => data?.total === 0)) return empty;

  const drop = (event: DragEvent, stage: Stage) => {
    event.preventDefault();
    setOver(undefined);
    setDragged(undefined);
    if (dragged === undefined || dragged.stage === stage) return;
    if (mayEnter(dragged.stage, stage)) {
      setMove({ lead: dragged, to: stage });
      return;
    }
    const next = stageAfter(dragged.stage);
    void message.warning(`阶段须逐级推进，请先进入「${termOf('leadStage', next)}」`);
  };

  return (
    <>
      <div className="board" role="group" aria-label="按阶段的看板">
        {stages.map((stage, index) => {
          const column = columns[index];
          const isDropZone = dragged !== undefined && dragged.stage !== stage;
          const isTarget = isDropZone && mayEnter(dragged.stage, stage);
          return (
            <div
              key={stage}
              className={`board-column${over === stage && isTarget ? ' is-over' : ''}${isTarget ? ' is-target' : ''}`}
              onDragOver={(event) => {
                if (!isDropZone) return;
                event.preventDefault();
                event.dataTransfer.dropEffect = 'move';
                if (over !== stage) setOver(stage);
              }}
              onDragLeave={(event) => {
                if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(undefined);
              }}
              onDrop={(event) => drop(event, stage)}
            >
              <h2>
                {termOf('leadStage', stage)}
                <span className="faint number">
                  {column?.data === undefined ? '' : formatNumber(column.data.total)}
                </span>
              </h2>
              {column === undefined || column.data === undefined ? (
                column?.error ? (
                  <LoadFailure
                    error={column.error}
                    isRetrying={column.isFetching}
                    onRetry={() => void column.refetch()}
                  />
                ) : (
                  <Skeleton active title={false} paragraph={{ rows: 4 }} />
                )
              ) : (
                <ul className="board-cards">
                  {column.data.items.map((lead) => (
                    <BoardCard
                      key={lead.id}
                      lead={lead}
                      isDragged={dragged?.id === lead.id}
                      onDrag={setDragged}
                      onMove={(to) => setMove({ lead, to })}
                    />
                  ))}
                  {column.data.items.length === 0 && <li className="board-empty faint small">没有</li>}
                  {column.data.total > column.data.items.length && (
                    <li>
                      <Link to="/leads" search={{ ...search, stage, page: undefined }}>
                        在列表里看全部 {formatNumber(column.data.total)} 条
                      </Link>
                    </li>
                  )}
                </ul>
              )}
            </div>
          );
        })}
      </div>
      {move !== undefined && <LeadMoveDialog lead={move.lead} to={move.to} onClose={() => setMove(undefined)} />}
    </>
  );
}

interface BoardCardProps {
  readonly lead: LeadView;
  readonly isDragged: boolean;
  readonly onDrag: (lead: LeadView | undefined) => void;
  readonly onMove: (to: Stage) => void;
}

function BoardCard({ lead, isDragged, onDrag, onMove }: BoardCardProps) {
  const isMovable = lead.can.edit && isWaiting(lead);
  return (
    <li>
      <div
        className={`board-card${isDragged ? ' is-dragged' : ''}${isMovable ? ' is-movable' : ''}`}
        draggable={isMovable}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', lead.code);
          onDrag(lead);
        }}
        onDragEnd={() => onDrag(undefined)}
      >
        <div className="board-card-head">
          <Link to="/leads/$leadId" params={{ leadId: lead.id }} draggable={false}>
            {lead.enterprise.name}
          </Link>
          {isMovable && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: STAGES.filter((stage) => mayEnter(lead.stage, stage)).map((stage) => ({
                  key: stage,
                  label: `${stepsTo(lead.stage, stage) < 0 ? '退回' : '推进到'}「${termOf('leadStage', stage)}」`,
                  onClick: () => onMove(stage),
                })),
              }}
            >
              <Button
                type="text"
                size="small"
                icon={<SwapOutlined aria-hidden="true" />}
                aria-label={`把${lead.enterprise.name}移到别的阶段`}
                title="移到别的阶段"
              />
            </Dropdown>
          )}
        </div>
        <p className="soft small">{lead.project?.name ?? '尚未对应项目'}</p>
        <p>{lead.nextStep}</p>
        <p className="board-card-foot small">
          <DueDate day={lead.nextStepOn} isOpen={isWaiting(lead)} />
          {lead.status !== 'open' && <LeadStatusTag status={lead.status} />}
          {lead.isExample && <ExampleTag />}
        </p>
        <p className="faint small">
          {lead.areaName} · {lead.owner.name}
          {lead.agreedInvestmentCny !== null && ` · ${formatAmount(lead.agreedInvestmentCny)}`}
        </p>
      </div>
    </li>
  );
}
