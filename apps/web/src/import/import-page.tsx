import { errorText, termOf, type ImportView } from '@lianghuan/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Alert, Button, Popconfirm } from 'antd';
import { useEffect, useRef } from 'react';
import { AccessLink } from '../access/access-link.js';
import { textOfError } from '../api/api-error.js';
import { apiUrl } from '../api/client.js';
import { JobProgress } from '../app/job-progress.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { ReasonButton } from '../app/reason-button.js';
import { UndoReport } from '../app/undo-report.js';
import { dayOf, formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import { ImportColumns } from './import-columns.js';
import { ImportMapping } from './import-mapping.js';
import { ImportRows } from './import-rows.js';
import { ImportScope } from './import-scope.js';
import { ImportStatusTag } from './import-status.js';
import { ImportSteps } from './import-steps.js';
import { UnknownImportValues } from './import-words.js';
import { isUnderWay, useDecideImport, useImport, useLeaveOut, useUndoImport } from './import.queries.js';

const route = getRouteApi('/shell/transfers/imports/$importId');

/** One import from the check to the writing: progress, a verdict for each row, the decision. */
export function ImportPage() {
  const { importId } = route.useParams();
  const query = useImport(importId);
  useRefreshWhenCommitted(query.data);
  const view = query.data;
  return (
    <Page
      title={view === undefined ? '导入' : `导入：${view.fileName}`}
      parent={{ path: '/transfers', title: '导入导出' }}
      meta={
        view !== undefined && (
          <>
            <ImportStatusTag view={view} />
            <span>
              导入到{termOf('register', view.register)}，{termOf('importMode', view.mode)}
            </span>
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
            <Body view={data} />
            <AccessLink subject="import_batch" record={data.id} />
          </>
        )}
      </LoadState>
    </Page>
  );
}

function Body({ view }: { readonly view: ImportView }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <ImportSteps current={stepOf(view)} isFailed={view.status === 'failed'} />
      {isUnderWay(view) && (
        <output className="panel panel-body">
          <p>
            {termOf('importStatus', view.status)}
            {view.progressTotal > 0 && (
              <span className="number">
                ：{formatNumber(view.progressDone)} / {formatNumber(view.progressTotal)} 行
              </span>
            )}
          </p>
          <JobProgress done={view.progressDone} total={view.progressTotal} />
        </output>
      )}
      {view.status === 'failed' && (
        <Alert
          type="error"
          showIcon
          className="gap-below"
          title={view.errorCode === null ? '导入失败' : errorText(view.errorCode, view.errorDetails ?? {})}
          action={
            <Link to="/transfers/imports/new" search={{ register: view.register }}>
              重新选择文件
            </Link>
          }
          description={
            view.undo === null ? (
              <UndoButton view={view} />
            ) : (
              <UndoReport undo={view.undo} batch={`/imports/${view.id}`} register={view.register} />
            )
          }
        />
      )}
      {view.status === 'unmapped' && <ImportMapping view={view} />}
      {!isUnderWay(view) && view.status !== 'failed' && view.status !== 'unmapped' && (
        <>
          {view.undo === null ? (
            <Decision view={view} />
          ) : (
            <>
              <UndoReport undo={view.undo} batch={`/imports/${view.id}`} register={view.register} />
              {view.counts.error + view.leftOut > 0 && (
                <p className="gap-below">
                  <RowFiles view={view} />
                </p>
              )}
            </>
          )}
          <ImportScope view={view} />
          {view.status === 'checked' && view.counts.error > 0 && <UnknownImportValues view={view} />}
          <ImportColumns view={view} />
          {view.rowsRemovedAt === null ? (
            <ImportRows
              view={view}
              verdict={search.verdict}
              isLikely={search.likely === true}
              page={search.page ?? 1}
              onChange={(next) => void navigate({ search: next, replace: true })}
            />
          ) : (
            <p className="faint">
              逐行结论在导入结束 90 天后清理，本批已于 <span className="number">{dayOf(view.rowsRemovedAt)}</span>{' '}
              清理；汇总和撤销不受影响。
            </p>
          )}
        </>
      )}
    </>
  );
}

/** Takes a written import back, after asking why. */
function UndoButton({ view }: { readonly view: ImportView }) {
  const undo = useUndoImport(view.id);
  if (!view.can.undo) return null;
  return (
    <ReasonButton
      label="撤销整批"
      title={`撤销「${view.fileName}」的导入`}
      text="本批更新过的恢复原值，新增的撤下；之后又被人改过的不动，并列出是谁改的。"
      okText="撤销整批"
      isDangerous
      step={undo}
      doneText="已开始撤销"
    />
  );
}

/** The sender's rows that were not taken, to be had back whatever became of the others. */
function RowFiles({ view: { id, counts, leftOut, rowsRemovedAt } }: { readonly view: ImportView }) {
  if (rowsRemovedAt !== null) return null;
  return (
    <>
      {counts.error > 0 && (
        <a className="import-errors" href={apiUrl(`/imports/${id}/error-workbook`)} download>
          下载有误的 {formatNumber(counts.error)} 行（含原因）
        </a>
      )}{' '}
      {leftOut > 0 && (
        <a className="import-errors" href={apiUrl(`/imports/${id}/left-out-workbook`)} download>
          下载跳过的 {formatNumber(leftOut)} 行（含原因）
        </a>
      )}
    </>
  );
}

function Decision({ view }: { readonly view: ImportView }) {
  const decide = useDecideImport(view.id);
  const leaveOut = useLeaveOut(view.id);
  const { create, update, error } = view.counts;
  const writable = create + update;
  if (view.status === 'committed') {
    return (
      <Alert
        type="success"
        showIcon
        className="gap-below"
        title={`已写入：新增 ${formatNumber(create)} 条，更新 ${formatNumber(update)} 条${error > 0 ? `；${formatNumber(error)} 行有误，没有写入` : ''}`}
        description={
          <>
            <RowFiles view={view} />{' '}
            <Link to={REGISTER_PATHS[view.register]} search={{ sort: '-updatedAt' }}>
              去{termOf('register', view.register)}
            </Link>
            <span className="import-undo">
              <UndoButton view={view} />
            </span>
          </>
        }
      />
    );
  }
  if (view.status === 'cancelled')
    return (
      <Alert
        type="info"
        showIcon
        className="gap-below"
        title={
          view.can.undo
            ? `这次导入在写入途中取消，已写入 ${formatNumber(view.progressDone)} 条。`
            : '这次导入已取消，没有写入任何记录。'
        }
        action={<UndoButton view={view} />}
      />
    );
  return (
    <div className="panel panel-body import-decision">
      {decide.isError && <Alert type="error" showIcon title={textOfError(decide.error)} role="alert" />}
      <p>
        确认后将
        <strong>
          新增 {formatNumber(create)} 条、更新 {formatNumber(update)} 条
        </strong>
        {error > 0 && `；${formatNumber(error)} 行有误，不会写入，可改好后另行导入`}。
      </p>
      {view.likely > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`新增的行里有 ${formatNumber(view.likely)} 行可能与库中或本表前面的行是同一条，请逐行看过再写入。`}
          description={
            <span className="page-actions">
              <Link to="/transfers/imports/$importId" params={{ importId: view.id }} search={{ likely: true }}>
                逐行看
              </Link>
              {view.can.cancel && (
                <Button size="small" loading={leaveOut.isPending} onClick={() => leaveOut.mutate({ isLeftOut: true })}>
                  全部跳过
                </Button>
              )}
            </span>
          }
        />
      )}
      {view.leftOut > 0 && (
        <p className="page-actions">
          <span>
            疑似重复已跳过 <span className="number">{formatNumber(view.leftOut)}</span> 行。
          </span>
          {view.can.cancel && (
            <Button size="small" loading={leaveOut.isPending} onClick={() => leaveOut.mutate({ isLeftOut: false })}>
              全部恢复
            </Button>
          )}
        </p>
      )}
      {leaveOut.isError && <Alert type="error" showIcon title={textOfError(leaveOut.error)} role="alert" />}
      <div className="page-actions">
        {view.can.commit && (
          <Button
            type="primary"
            disabled={writable === 0}
            loading={decide.isPending && decide.variables === 'commit'}
            onClick={() => decide.mutate('commit')}
          >
            确认写入 {formatNumber(writable)} 条
          </Button>
        )}
        {view.can.cancel && (
          <Popconfirm
            title="取消这次导入？"
            okText="取消导入"
            cancelText="再想想"
            onConfirm={() => decide.mutate('cancel')}
          >
            <Button loading={decide.isPending && decide.variables === 'cancel'}>取消导入</Button>
          </Popconfirm>
        )}
        <RowFiles view={view} />
      </div>
    </div>
  );
}

function stepOf({ status }: ImportView): 0 | 1 | 2 | 3 {
  if (status === 'committed') return 3;
  return status === 'checked' || status === 'committing' || status === 'cancelled' ? 2 : 1;
}

/** New rows are in the register the moment the writing ends: lists on other pages must not show the old ones. */
function useRefreshWhenCommitted(view: ImportView | undefined): void {
  const client = useQueryClient();
  const last = useRef<string>(view?.status);
  useEffect(() => {
    if (view === undefined) return;
    const state = view.undo?.status === 'done' ? 'undone' : view.status;
    if ((state === 'committed' || state === 'undone') && last.current !== state)
      void client.invalidateQueries({ queryKey: [view.register] });
    last.current = state;
  }, [client, view]);
}
