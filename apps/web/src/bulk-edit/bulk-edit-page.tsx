import {
  errorText,
  isListField,
  termOf,
  type BulkEditRowView,
  type BulkEditView,
  type Code,
} from '@lianghuan/contracts';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { AccessLink } from '../access/access-link.js';
import { textOfError } from '../api/api-error.js';
import { BatchRows } from '../app/batch-rows.js';
import { JobProgress } from '../app/job-progress.js';
import { LoadState } from '../app/load-state.js';
import { OutcomeSwitch } from '../app/outcome-switch.js';
import { Page } from '../app/page.js';
import { ReasonButton } from '../app/reason-button.js';
import { isReason, ReasonInput } from '../app/reason-input.js';
import { UndoReport } from '../app/undo-report.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { useBulkEditField } from './bulk-edit-field.js';
import { FieldValue } from '../register/field-value.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import './bulk-edit.css';
import { isUnderWay, useActOnBulkEdit, useBulkEdit, useBulkEditRows } from './bulk-edit.queries.js';

const route = getRouteApi('/shell/transfers/bulk-edits/$bulkEditId');
const PAGE_SIZE = 50;
type Outcome = Code<'bulkEditOutcome'>;
const TONES: Readonly<Record<Outcome, Tone>> = { change: 'accent', changed: 'ok', unchanged: 'muted', refused: 'bad' };
const OUTCOMES: readonly Outcome[] = ['change', 'changed', 'refused', 'unchanged'];

/** One bulk edit from the preview to the result of every row, and back. */
export function BulkEditPage() {
  const { bulkEditId } = route.useParams();
  const query = useBulkEdit(bulkEditId);
  const view = query.data;
  const field = useBulkEditField({ register: view?.register ?? 'resource', field: view?.field ?? '' });
  return (
    <Page
      title={view === undefined ? '批量修改' : `批量修改：${field.title}`}
      parent={{ path: '/transfers', title: '导入导出' }}
      meta={
        view !== undefined && (
          <>
            <span>{termOf('bulkEditStatus', view.status)}</span>
            <span>{termOf('register', view.register)}</span>
            <span>
              {view.createdByName} <span className="number">{formatInstant(view.createdAt)}</span>
            </span>
          </>
        )
      }
    >
      <LoadState query={query} rows={8}>
        {(data) => (
          <>
            <State view={data} />
            <Rows view={data} />
            <AccessLink subject="bulk_edit" record={data.id} />
          </>
        )}
      </LoadState>
    </Page>
  );
}

function State({ view }: { readonly view: BulkEditView }) {
  const field = useBulkEditField(view);
  const { counts, status } = view;
  return (
    <>
      <div className="panel panel-body bulk-decision gap-below">
        <p>
          {field.title}：{sayOf(view, field)} <Value view={view} value={view.value} />
          {view.reason !== null && <span className="soft">；原因：{view.reason}</span>}
        </p>
        <p className="bulk-counts">
          {OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => (
            <span key={outcome}>
              <StatusDot tone={TONES[outcome]}>{termOf('bulkEditOutcome', outcome)}</StatusDot>{' '}
              <span className="number">{formatNumber(counts[outcome])}</span> 条
            </span>
          ))}
        </p>
        {isUnderWay(view) && (
          <output>
            <JobProgress done={view.progressDone} total={view.progressTotal} />
          </output>
        )}
        {status === 'failed' && (
          <Alert type="error" showIcon title={`没有完成：${errorText(view.errorCode ?? 'INTERNAL')}`} />
        )}
        {status === 'checked' && counts.change === 0 && <p>没有可以修改的记录；原因见下表。</p>}
        <Actions view={view} />
      </div>
      {view.undo !== null && <UndoReport undo={view.undo} batch={`/bulk-edits/${view.id}`} register={view.register} />}
    </>
  );
}

function Actions({ view }: { readonly view: BulkEditView }) {
  const act = useActOnBulkEdit(view);
  const undo = useActOnBulkEdit(view);
  const [reason, setReason] = useState('');
  const [isTouched, setTouched] = useState(false);
  const commit = () => {
    setTouched(true);
    if (isReason(reason)) act.mutate({ verb: 'commit', reason: reason.trim() });
  };
  return (
    <>
      {act.isError && <Alert type="error" showIcon role="alert" title={textOfError(act.error)} />}
      {view.can.commit && (
        <div>
          <ReasonInput
            id="bulk-reason"
            label="修改原因（记入每条的留痕）"
            rows={2}
            value={reason}
            onChange={setReason}
            isTouched={isTouched}
          />
        </div>
      )}
      <div className="bulk-actions">
        {view.can.commit && (
          <Button type="primary" loading={act.isPending} onClick={commit}>
            确认修改 {formatNumber(view.counts.change)} 条
          </Button>
        )}
        {view.can.cancel && (
          <Button disabled={act.isPending} onClick={() => act.mutate({ verb: 'cancel' })}>
            {view.status === 'checked' ? '放弃' : '停止'}
          </Button>
        )}
        {view.can.undo && (
          <ReasonButton
            label="撤销整批"
            title="撤销这次批量修改"
            text="改过的恢复原值；之后又被人改过的不动，并列出是谁改的。"
            okText="撤销整批"
            isDangerous
            step={{ ...undo, mutate: (why, options) => undo.mutate({ verb: 'undo', reason: why }, options) }}
            doneText="已开始撤销"
          />
        )}
        <Link to={REGISTER_PATHS[view.register]} search={{}} className="action-link">
          去{termOf('register', view.register)}
        </Link>
      </div>
    </>
  );
}

function Rows({ view }: { readonly view: BulkEditView }) {
  const { outcome, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const rows = useBulkEditRows(view, outcome, page, PAGE_SIZE);
  const { title } = useBulkEditField(view);
  return (
    <section className="panel panel-body" aria-label="逐条结果">
      <OutcomeSwitch
        dictionary="bulkEditOutcome"
        counts={view.counts}
        value={outcome}
        onChange={(code) => void navigate({ search: { outcome: OUTCOMES.find((one) => one === code) }, replace: true })}
      />
      <BatchRows
        query={rows}
        className="bulk-rows"
        headings={['名称', '结果', `原${title}`, '改为']}
        row={(row) => <Row key={row.rowId} view={view} row={row} />}
        page={page}
        pageSize={PAGE_SIZE}
        onTurn={(next) => void navigate({ search: { outcome, page: next } })}
      />
    </section>
  );
}

function Row({ view, row }: { readonly view: BulkEditView; readonly row: BulkEditRowView }) {
  return (
    <tr>
      <td>
        <Link to={pathOf(view, row.rowId)}>{row.name}</Link>
        <div className="faint small number">{row.code}</div>
      </td>
      <td>
        <StatusDot tone={TONES[row.outcome]}>{termOf('bulkEditOutcome', row.outcome)}</StatusDot>
        {row.errorCode !== null && <div className="faint small">{whyOf(row, row.errorCode)}</div>}
      </td>
      <td>
        <Value view={view} value={row.before} />
      </td>
      <td>{row.outcome === 'change' || row.outcome === 'changed' ? <Value view={view} value={row.after} /> : null}</td>
    </tr>
  );
}

function whyOf({ errorDetails }: BulkEditRowView, code: string): string {
  const at = errorDetails?.['at'];
  return errorText(code, { ...errorDetails, ...(typeof at === 'string' ? { at: formatInstant(at) } : {}) });
}

function Value({ view, value }: { readonly view: BulkEditView; readonly value: unknown }) {
  return <FieldValue field={useBulkEditField(view)} value={value} />;
}

function pathOf({ register }: Pick<BulkEditView, 'register'>, id: string): string {
  return `${REGISTER_PATHS[register]}/${id}`;
}

function sayOf(view: BulkEditView, field: { readonly kind: string }): string {
  const isEmpty = view.value === null || (Array.isArray(view.value) && view.value.length === 0);
  if (isEmpty) return '清空';
  return isListField(field) ? termOf('bulkEditMode', view.mode) : '改为';
}
