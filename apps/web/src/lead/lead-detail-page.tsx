import { CommentOutlined, EditOutlined, EllipsisOutlined, RightCircleOutlined } from '@ant-design/icons';
import { IntegrityNote } from '../integrity/integrity-panel.js';
import { codesOf, LEAD_TOLD_FIELDS, termOf, type LeadDetail } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert, App, Button, Dropdown, Skeleton } from 'antd';
import { useState } from 'react';
import { LoadFailure } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { AccessLink } from '../access/access-link.js';
import { History } from '../audit/history.js';
import { formatInstant } from '../format/date.js';
import { formatAmount } from '../format/money.js';
import { useCan } from '../session/session.queries.js';
import { HeldSupplies } from '../supply/held-supplies.js';
import { SubjectPanels } from '../subject/subject-panels.js';
import { DueDate } from './due-date.js';
import { isWaiting } from './due.js';
import { ExampleTag } from './example-tag.js';
import { Fact, Facts } from './facts.js';
import { LeadActivityDialog } from './lead-activity-dialog.js';
import './lead.css';
import { LeadMoveDialog } from './lead-move-dialog.js';
import { LeadNextStepDialog } from './lead-next-step-dialog.js';
import { leadQuery, useCloseLead, useOrganisations } from './lead.queries.js';
import { stageAfter } from './lead-stages.js';
import { LeadShareDialog } from './lead-share-dialog.js';
import { LeadStatusTag } from './stage-tag.js';

const route = getRouteApi('/shell/leads/$leadId');
const PARENT = { path: '/leads', title: '线索' };
const STAGES = codesOf('leadStage');

type OpenDialog = 'move' | 'activity' | 'next' | 'share' | 'paused' | 'lost' | 'open';

export function LeadDetailPage() {
  const { leadId } = route.useParams();
  const query = useQuery(leadQuery(leadId));
  if (query.data !== undefined) return <Loaded lead={query.data} />;
  return (
    <Page title="线索" parent={PARENT}>
      <div className="panel panel-body">
        {query.isError ? (
          <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 10 }} />
        )}
      </div>
    </Page>
  );
}

function Loaded({ lead }: { readonly lead: LeadDetail }) {
  const [dialog, setDialog] = useState<OpenDialog>();
  const close = () => setDialog(undefined);
  const isOpen = isWaiting(lead);
  const canEdit = lead.can.edit;
  const can = useCan();
  return (
    <Page
      title={lead.enterprise.name}
      parent={PARENT}
      meta={
        <>
          <span className="number">{lead.code}</span>
          <LeadStatusTag status={lead.status} />
          <span>{lead.areaName}</span>
          <span>
            {lead.owner.name}（{lead.organisationName}）
          </span>
          {lead.isExample && <ExampleTag />}
        </>
      }
      actions={
        canEdit && (
          <div className="lead-actions">
            {isOpen && (
              <Button
                type="primary"
                icon={<RightCircleOutlined aria-hidden="true" />}
                onClick={() => setDialog('move')}
              >
                推进阶段
              </Button>
            )}
            <Button icon={<CommentOutlined aria-hidden="true" />} onClick={() => setDialog('activity')}>
              记跟进
            </Button>
            <Dropdown
              trigger={['click']}
              menu={{
                items: [
                  { key: 'next', label: '改下一步' },
                  { key: 'share', label: '共享给其他单位' },
                  { type: 'divider' },
                  ...(lead.status === 'open'
                    ? [
                        { key: 'paused', label: '暂缓' },
                        { key: 'lost', label: '标为流失', danger: true },
                      ]
                    : lead.status === 'done'
                      ? []
                      : [{ key: 'open', label: '恢复推进' }]),
                ],
                onClick: ({ key }) => setDialog(key as OpenDialog),
              }}
            >
              <Button icon={<EllipsisOutlined aria-hidden="true" />} aria-label="更多操作" />
            </Dropdown>
          </div>
        )
      }
    >
      {isOpen && can('enterprise.read') && <IntegrityNote enterpriseId={lead.enterprise.id} />}
      {lead.status !== 'open' && lead.statusReason !== null && (
        <Alert
          type={lead.status === 'done' ? 'success' : 'warning'}
          showIcon
          className="gap-below"
          title={`${termOf('leadStatus', lead.status)}：${lead.statusReason}`}
        />
      )}
      <StageTrack lead={lead} />
      <div className="detail">
        <div className="detail-main">
          <Panel
            title="下一步"
            extra={
              canEdit && (
                <Button size="small" icon={<EditOutlined aria-hidden="true" />} onClick={() => setDialog('next')}>
                  修改
                </Button>
              )
            }
          >
            <div className="next-step">
              <strong>{lead.nextStep}</strong>
              <DueDate day={lead.nextStepOn} isOpen={isOpen} />
            </div>
          </Panel>
          <HeldSupplies leadId={lead.id} mayReserve={canEdit && (lead.status === 'open' || lead.status === 'paused')} />
          <Activities lead={lead} onAdd={canEdit ? () => setDialog('activity') : undefined} />
          <SubjectPanels subject="lead" subjectId={lead.id} fields={LEAD_TOLD_FIELDS} />
        </div>
        <div className="detail-side">
          <LeadFacts lead={lead} />
          <StageHistory lead={lead} />
          {can('audit.read') && (
            <Panel title="修改记录">
              <AccessLink subject="lead" record={lead.id} />
              <History noun="lead" id={lead.id} fields={LEAD_TOLD_FIELDS} />
            </Panel>
          )}
        </div>
      </div>
      {dialog === 'move' && <LeadMoveDialog lead={lead} to={stageAfter(lead.stage)} onClose={close} />}
      {dialog === 'activity' && <LeadActivityDialog lead={lead} onClose={close} />}
      {dialog === 'next' && <LeadNextStepDialog lead={lead} onClose={close} />}
      {dialog === 'share' && <LeadShareDialog lead={lead} onClose={close} />}
      {(dialog === 'paused' || dialog === 'lost' || dialog === 'open') && (
        <StatusDialog lead={lead} to={dialog} onClose={close} />
      )}
    </Page>
  );
}

/** The seven stages with the day each was reached. */
function StageTrack({ lead }: { readonly lead: LeadDetail }) {
  const reached = STAGES.indexOf(lead.stage);
  const dayOfStage = (stage: string) => [...lead.stages].reverse().find(({ toStage }) => toStage === stage)?.happenedOn;
  return (
    <ol className="stage-track panel" aria-label="阶段">
      {STAGES.map((stage, index) => (
        <li
          key={stage}
          className={index < reached ? 'is-past' : index === reached ? 'is-current' : undefined}
          aria-current={index === reached ? 'step' : undefined}
        >
          <span className="stage-name">{termOf('leadStage', stage)}</span>
          <span className="stage-day number">
            {index === reached ? lead.stageEnteredOn : index < reached ? (dayOfStage(stage) ?? '') : ''}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Activities({ lead, onAdd }: { readonly lead: LeadDetail; readonly onAdd: (() => void) | undefined }) {
  return (
    <Panel
      title={`跟进记录${lead.activities.length > 0 ? `（${lead.activities.length}）` : ''}`}
      extra={
        onAdd && (
          <Button size="small" icon={<CommentOutlined aria-hidden="true" />} onClick={onAdd}>
            记跟进
          </Button>
        )
      }
    >
      {lead.activities.length === 0 ? (
        <p className="faint">还没有跟进记录。</p>
      ) : (
        <ol className="activities">
          {lead.activities.map((activity) => (
            <li key={activity.id}>
              <header>
                <strong>{termOf('activityKind', activity.kind)}</strong>
                <time className="number" dateTime={activity.happenedOn}>
                  {activity.happenedOn}
                </time>
                {activity.place !== null && <span>{activity.place}</span>}
              </header>
              <p className="long-text">{activity.summary}</p>
              {activity.attendees !== null && <p className="soft small">参加人：{activity.attendees}</p>}
              <p className="faint small number">
                {activity.recordedByName ?? '系统'} 记于 {formatInstant(activity.recordedAt)}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function LeadFacts({ lead }: { readonly lead: LeadDetail }) {
  return (
    <Panel title="基本情况">
      <Facts isList>
        <Fact title="企业">
          <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: lead.enterprise.id }}>
            {lead.enterprise.name}
          </Link>
        </Fact>
        <Fact title="项目">
          {lead.project === null ? (
            <span className="unfilled">尚未对应项目</span>
          ) : (
            <Link to="/projects/$projectId" params={{ projectId: lead.project.id }}>
              {lead.project.name}
            </Link>
          )}
        </Fact>
        <Fact title="来源">
          {termOf('leadSource', lead.source)}{' '}
          {lead.suggestionId !== null && lead.project !== null && (
            <Link
              to="/projects/$projectId/suggestions"
              params={{ projectId: lead.project.id }}
              search={{ decision: 'accepted' }}
            >
              看当时的建议
            </Link>
          )}
        </Fact>
        <Fact title="协议投资额" isNumber>
          {lead.agreedInvestmentCny === null ? null : formatAmount(lead.agreedInvestmentCny)}
        </Fact>
        <Fact title="首报" isNumber>
          {lead.firstReportedByName ?? '系统'}，{formatInstant(lead.firstReportedAt)}
        </Fact>
        <Fact title="共享">
          <SharedWith organisationIds={lead.sharedOrganisationIds} />
        </Fact>
        <Fact title="备注">{lead.note}</Fact>
      </Facts>
    </Panel>
  );
}

function SharedWith({ organisationIds }: { readonly organisationIds: readonly string[] }) {
  const { data: units } = useOrganisations(organisationIds.length > 0);
  if (organisationIds.length === 0) return '未共享';
  const names = organisationIds.map((id) => units?.find((unit) => unit.id === id)?.name);
  return names.every((name) => name !== undefined) ? names.join('、') : `与 ${organisationIds.length} 个单位共享`;
}

function StageHistory({ lead }: { readonly lead: LeadDetail }) {
  return (
    <Panel title="阶段记录">
      {lead.stages.length === 0 ? (
        <p className="faint">还没有阶段记录。</p>
      ) : (
        <ol className="activities">
          {lead.stages.map((entry) => (
            <li key={entry.id}>
              <header>
                <strong>
                  {entry.fromStage === null ? '' : `${termOf('leadStage', entry.fromStage)} → `}
                  {termOf('leadStage', entry.toStage)}
                </strong>
                <time className="number" dateTime={entry.happenedOn}>
                  {entry.happenedOn}
                </time>
              </header>
              {entry.note !== null && <p className="long-text">{entry.note}</p>}
              {entry.evidence !== null && <p className="soft small">依据：{entry.evidence}</p>}
              <p className="faint small number">
                {entry.recordedByName ?? '系统'} 记于 {formatInstant(entry.recordedAt)}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

const STATUS_WORDS = {
  paused: { title: '暂缓', text: '暂缓后不再催办，仍留在列表里，随时可以恢复推进。' },
  lost: { title: '标为流失', text: '流失后企业不再由本单位占用，别的单位可以接着联系。原因会用来改进匹配。' },
  open: { title: '恢复推进', text: '恢复后按下一步的日期继续催办。' },
} as const;

function StatusDialog(props: {
  readonly lead: LeadDetail;
  readonly to: keyof typeof STATUS_WORDS;
  readonly onClose: () => void;
}) {
  const { lead, to, onClose } = props;
  const { message } = App.useApp();
  const change = useCloseLead(lead.id);
  const words = STATUS_WORDS[to];
  return (
    <ReasonDialog
      title={`${words.title}：${lead.enterprise.name}`}
      text={words.text}
      okText={words.title}
      isDangerous={to === 'lost'}
      isPending={change.isPending}
      error={change.error}
      onCancel={onClose}
      onOk={(reason) =>
        change.mutate(
          { status: to, reason, version: lead.version },
          {
            onSuccess: () => {
              void message.success(`已${words.title}`);
              onClose();
            },
          },
        )
      }
    />
  );
}
