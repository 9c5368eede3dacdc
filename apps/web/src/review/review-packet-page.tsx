import {
  CreateProject,
  RESERVE_KEY_FIELDS,
  termOf,
  type PacketChange,
  type ReviewOpinionView,
  type ReviewPacketDetail,
} from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { AccessLink } from '../access/access-link.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { PlainTable } from '../app/plain-table.js';
import { ReasonButton } from '../app/reason-button.js';
import { AttachmentPanel } from '../attachment/attachment-panel.js';
import { CommentPanel } from '../comment/comment-panel.js';
import { formatInstant } from '../format/date.js';
import { formatAmount } from '../format/money.js';
import { ExampleTag } from '../lead/example-tag.js';
import { FieldGrid } from '../register/field-grid.js';
import { FieldValue } from '../register/field-value.js';
import { registerFields } from '../register/register-field.js';
import { ConcludeForm } from './conclude-form.js';
import { ConditionItem } from './condition-item.js';
import { FileLinks } from './file-links.js';
import { ReviewStatusTag, SeatProgress, VerdictTag } from './review-tags.js';
import '../subject/subject.css';
import './review.css';
import { reviewPacketQuery, useWithdrawReview } from './review.queries.js';

const route = getRouteApi('/shell/reviews/$packetId');
const FIELDS = registerFields(CreateProject);
const FIELD_OF = new Map(FIELDS.map((field) => [field.name, field]));
const KEY_FIELDS: ReadonlySet<string> = new Set(RESERVE_KEY_FIELDS);
const LISTS = { kind: 'choices', dictionary: 'projectList' } as const;

/** 送审件: what is reviewed, what is different from the last time, and what each seat concluded. */
export function ReviewPacketPage() {
  const { packetId } = route.useParams();
  const query = useQuery(reviewPacketQuery(packetId));
  const packet = query.data;
  return (
    <Page
      title={packet?.project.name ?? '送审件'}
      parent={{ path: '/reviews', title: '联评联审' }}
      meta={packet !== undefined && <Meta packet={packet} />}
      actions={packet !== undefined && <Actions packet={packet} />}
    >
      <LoadState query={query} rows={12}>
        {(loaded) => <Loaded packet={loaded} />}
      </LoadState>
    </Page>
  );
}

function Meta({ packet }: { readonly packet: ReviewPacketDetail }) {
  return (
    <>
      <span className="number">第{packet.number}次送审</span>
      <span>{packet.project.areaName}</span>
      <span className="number">总投资 {formatAmount(packet.totalInvestmentCny)}</span>
      <ReviewStatusTag status={packet.status} />
      <SeatProgress seats={packet.seats} />
      {packet.isExample && <ExampleTag />}
    </>
  );
}

function Actions({ packet }: { readonly packet: ReviewPacketDetail }) {
  const withdraw = useWithdrawReview(packet.id);
  return (
    <>
      <Link to="/projects/$projectId" params={{ projectId: packet.project.id }} className="action-link">
        看项目
      </Link>
      {packet.can.withdraw && (
        <ReasonButton
          label="撤回送审"
          title="撤回送审"
          text="撤回后项目回到送审前的状态，改好可以再次送审；各部门已下的结论留在记录里。"
          okText="撤回"
          step={withdraw}
          doneText="已撤回"
        />
      )}
    </>
  );
}

function Loaded({ packet }: { readonly packet: ReviewPacketDetail }) {
  const mine = packet.opinions.filter(({ can }) => can.conclude);
  const keyFields = FIELDS.filter(({ name }) => KEY_FIELDS.has(name));
  const others = FIELDS.filter(({ name }) => !KEY_FIELDS.has(name) && name !== 'name');
  return (
    <div className="detail">
      <div className="detail-main">
        {mine.map((opinion) => (
          <ConcludeForm key={opinion.id} packet={packet} opinion={opinion} />
        ))}
        {packet.previousNumber !== null && (
          <Panel title={`与第${packet.previousNumber}次送审相比`}>
            <Changes changes={packet.changes} />
          </Panel>
        )}
        <Panel title="关键信息" extra={<span className="faint small">在库后再改，须重新联评联审</span>}>
          <FieldGrid fields={keyFields} row={packet.frozen} />
        </Panel>
        <Panel title="其他填报内容">
          <FieldGrid fields={others} row={packet.frozen} />
        </Panel>
        <AttachmentPanel on={{ subject: 'review_packet', subjectId: packet.id }} />
        <CommentPanel on={{ subject: 'review_packet', subjectId: packet.id }} />
        {packet.conditions.total > 0 && (
          <Panel title={`附带条件（未销号 ${packet.conditions.open} 项，共 ${packet.conditions.total} 项）`}>
            {packet.opinions
              .flatMap(({ conditions }) => conditions)
              .map((condition) => (
                <ConditionItem key={condition.id} condition={condition} />
              ))}
          </Panel>
        )}
      </div>
      <div className="detail-side">
        <Panel title="各席结论">
          {packet.opinions.map((opinion) => (
            <Seat key={opinion.id} opinion={opinion} />
          ))}
        </Panel>
        <Panel title="送审">
          <p>
            {packet.submittedByUnit} {packet.submittedByName ?? '系统'}
            <span className="number soft"> {formatInstant(packet.submittedAt)}</span>
          </p>
          {packet.note !== null && <p className="soft long-text">{packet.note}</p>}
          {packet.withdrawReason !== null && <p className="soft">撤回：{packet.withdrawReason}</p>}
          {packet.concludedAt !== null && (
            <p className="soft">
              评审结束于 <span className="number">{formatInstant(packet.concludedAt)}</span>
            </p>
          )}
          <AccessLink subject="review_packet" record={packet.id} />
          <p className="faint small">
            冻结的是项目第 {packet.projectVersion} 版；内容校验 SHA-256：
            <code title={packet.sha256}>{packet.sha256.slice(0, 12)}</code>
          </p>
        </Panel>
      </div>
    </div>
  );
}

function Changes({ changes }: { readonly changes: readonly PacketChange[] }) {
  if (changes.length === 0) return <p className="faint">内容没有变化。</p>;
  return (
    <PlainTable
      rows={changes.map((change) => ({
        ...change,
        title: FIELD_OF.get(change.field)?.title ?? (change.field === 'lists' ? '所在清单' : change.field),
        shown: FIELD_OF.get(change.field) ?? (change.field === 'lists' ? LISTS : ({ kind: 'text' } as const)),
      }))}
      rowKey={({ field }) => field}
      columns={[
        {
          title: '项目内容',
          render: ({ title, isKey }) => (
            <>
              {title}
              {isKey && <span className="faint small"> 关键</span>}
            </>
          ),
        },
        {
          title: '上次',
          className: 'soft',
          render: ({ shown, before }) => <FieldValue field={shown} value={before} />,
        },
        { title: '这次', render: ({ shown, after }) => <FieldValue field={shown} value={after} /> },
      ]}
    />
  );
}

function Seat({ opinion }: { readonly opinion: ReviewOpinionView }) {
  return (
    <section className="seat" aria-label={termOf('reviewSeat', opinion.seat)}>
      <header>
        <strong>{termOf('reviewSeat', opinion.seat)}</strong>
        <VerdictTag verdict={opinion.verdict} />
      </header>
      <p className="faint small">
        {opinion.unit.name}
        {opinion.reviewerName !== null && ` ${opinion.reviewerName}`}
        {opinion.concludedAt !== null && <span className="number"> {formatInstant(opinion.concludedAt)}</span>}
      </p>
      {opinion.opinion !== null && <p className="long-text">{opinion.opinion}</p>}
      <FileLinks files={opinion.files} />
      {opinion.verdict !== null && Object.keys(opinion.answers).length > 0 && (
        <details>
          <summary className="small soft">评审要点（第 {opinion.checklistVersion} 版）</summary>
          <ul className="checklist small">
            {opinion.checklist.map(({ code, text }) => (
              <li key={code}>
                <span>{text}</span>
                <span className={opinion.answers[code] === 'no' ? undefined : 'soft'}>
                  {termOf('checklistAnswer', opinion.answers[code]) || '未答'}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
