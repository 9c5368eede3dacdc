import { DownloadOutlined } from '@ant-design/icons';
import {
  errorText,
  type RecognitionBatchView,
  type RecognitionLineView,
  termOf,
  type Code,
} from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { apiUrl } from '../api/client.js';
import { BatchRows } from '../app/batch-rows.js';
import { JobProgress } from '../app/job-progress.js';
import { LoadState } from '../app/load-state.js';
import { OutcomeSwitch } from '../app/outcome-switch.js';
import { Page } from '../app/page.js';
import { ReasonButton } from '../app/reason-button.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { RecordSelect } from '../lead/record-select.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { BATCH_TONES } from './recognition-batch-list-page.js';
import {
  useCancelRecognitionBatch,
  useRecognitionBatch,
  useRecognitionLines,
  useResolveLines,
  useRetryRecognitionBatch,
  useUndoRecognitionBatch,
  useWriteRecognitionBatch,
} from './recognition-batch.queries.js';

const route = getRouteApi('/shell/grades/recognitions/$batchId');
const PAGE_SIZE = 50;
const VERDICT_TONES: Readonly<Record<Code<'recognitionVerdict'>, Tone>> = {
  waiting: 'muted',
  doubtful: 'warn',
  error: 'bad',
  unknown: 'muted',
  ready: 'accent',
  written: 'ok',
  exists: 'muted',
  repeated: 'muted',
  left_out: 'muted',
};

/** States in which every line was looked up. */
const IS_LOOKED_UP: ReadonlySet<RecognitionBatchView['state']> = new Set(['checked', 'written', 'undone']);

/** One published list: whom each line means, what is in doubt, and the step that registers it or takes it back. */
export function RecognitionBatchPage() {
  const { batchId } = route.useParams();
  const query = useRecognitionBatch(batchId);
  const batch = query.data;
  return (
    <Page
      title={batch?.title ?? '名录批次'}
      parent={{ path: '/grades/recognitions', title: '名录登记' }}
      meta={
        batch !== undefined && (
          <>
            <StatusDot tone={BATCH_TONES[batch.state]}>{termOf('recognitionBatchState', batch.state)}</StatusDot>
            <span>
              {termOf('recognitionList', batch.list)}，<span className="number">{batch.year}</span> 年
            </span>
            <span>
              {batch.sourceUrl === null ? (
                batch.sourceName
              ) : (
                <a href={batch.sourceUrl} target="_blank" rel="noopener noreferrer">
                  {batch.sourceName}
                </a>
              )}
              ，<span className="number">{batch.publishedOn}</span> 公布
            </span>
            <span>
              {batch.createdByName} <span className="number">{formatInstant(batch.createdAt)}</span>
            </span>
          </>
        )
      }
      actions={batch !== undefined && <Actions batch={batch} />}
    >
      <LoadState query={query} rows={8}>
        {(view) => (
          <>
            <State batch={view} />
            <Lines batch={view} />
          </>
        )}
      </LoadState>
    </Page>
  );
}

function Actions({ batch }: { readonly batch: RecognitionBatchView }) {
  const { message } = App.useApp();
  const cancel = useCancelRecognitionBatch(batch.id);
  const retry = useRetryRecognitionBatch(batch.id);
  const write = useWriteRecognitionBatch(batch.id);
  const undo = useUndoRecognitionBatch(batch.id);
  const { doubtful, unknown, error, ready } = batch.counts;
  const onError = (failure: Error) => void message.error(textOfError(failure));
  return (
    <>
      {IS_LOOKED_UP.has(batch.state) && doubtful + unknown + error > 0 && (
        <>
          <Button icon={<DownloadOutlined />} href={apiUrl(`/recognition-batches/${batch.id}/errors`)}>
            下载没有登记的行和原因
          </Button>
          <Button icon={<DownloadOutlined />} href={apiUrl(`/recognition-batches/${batch.id}/unmatched`)}>
            下载为企业导入表
          </Button>
        </>
      )}
      {batch.can.cancel && (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate(undefined, { onError })}>
          停止核对
        </Button>
      )}
      {batch.can.retry && (
        <Button type="primary" loading={retry.isPending} onClick={() => retry.mutate(undefined, { onError })}>
          接着核对
        </Button>
      )}
      {batch.can.write && (
        <Button
          type="primary"
          disabled={ready === 0}
          loading={write.isPending}
          onClick={() => write.mutate(undefined, { onError })}
        >
          登记 {formatNumber(ready)} 家
        </Button>
      )}
      {batch.can.undo && (
        <ReasonButton
          label="撤销整批"
          title="撤销这批名录"
          text="这批登记的名录称号全部撤下，优强规则不再用它们；之前已单独撤下的不动。名单可以重新登记。"
          okText="撤销"
          isDangerous
          step={undo}
          doneText="已撤销"
        />
      )}
    </>
  );
}

function State({ batch }: { readonly batch: RecognitionBatchView }) {
  const { undo, counts, state } = batch;
  if (state === 'checking') {
    return (
      <output className="panel panel-body gap-below">
        <JobProgress done={batch.progressDone} total={batch.progressTotal} label="核对进度" />
      </output>
    );
  }
  if (state === 'failed' || state === 'cancelled') {
    return (
      <Alert
        type={state === 'failed' ? 'error' : 'info'}
        showIcon
        className="gap-below"
        title={
          state === 'failed'
            ? `核对没有完成：${errorText(batch.errorCode ?? 'INTERNAL', batch.errorDetails ?? {})}`
            : '已停止核对，没有登记任何称号'
        }
        description={`已核对 ${formatNumber(batch.progressDone)} 行，共 ${formatNumber(batch.progressTotal)} 行；名单还在，可以接着核对。`}
      />
    );
  }
  if (undo !== null) {
    return (
      <Alert
        type={undo.kept > 0 ? 'warning' : 'success'}
        showIcon
        className="gap-below"
        title={`已撤销：撤下 ${formatNumber(undo.withdrawn)} 家${undo.kept > 0 ? `；${formatNumber(undo.kept)} 家没有动（之前已单独撤下，或撤销人看不到）` : ''}`}
        description={`${undo.byName}，${formatInstant(undo.at)}；原因：${undo.reason}`}
      />
    );
  }
  if (state === 'written') {
    return (
      <Alert
        type="success"
        showIcon
        className="gap-below"
        title={`已登记 ${formatNumber(counts.written)} 家`}
        description="优强规则每晚按名录重新测算，符合的会提出评定。"
      />
    );
  }
  const open = counts.doubtful + counts.unknown + counts.error;
  return (
    <Alert
      type={counts.doubtful > 0 ? 'warning' : 'info'}
      showIcon
      className="gap-below"
      title={`认出 ${formatNumber(counts.ready)} 家，还没有登记`}
      description={
        open === 0
          ? undefined
          : `${counts.doubtful > 0 ? `${formatNumber(counts.doubtful)} 行可能是几家，请逐行确认；` : ''}不确认的和库中没有的不登记，可下载后先在目标企业库登记，再登记这份名单。`
      }
    />
  );
}

function Lines({ batch }: { readonly batch: RecognitionBatchView }) {
  const { verdict, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const lines = useRecognitionLines(batch, verdict, page, PAGE_SIZE);
  return (
    <section className="panel panel-body" aria-label="逐行结果">
      <OutcomeSwitch
        dictionary="recognitionVerdict"
        counts={batch.counts}
        value={verdict}
        onChange={(code) => void navigate({ search: { verdict: code }, replace: true })}
      />
      <BatchRows
        query={lines}
        className="stacked-table"
        headings={['名单中', '结果', '库中企业']}
        row={(line) => <Line key={line.line} batch={batch} line={line} />}
        page={page}
        pageSize={PAGE_SIZE}
        onTurn={(next) => void navigate({ search: { verdict, page: next } })}
      />
    </section>
  );
}

function Line({ batch, line }: { readonly batch: RecognitionBatchView; readonly line: RecognitionLineView }) {
  const own = [
    ...(line.list === batch.list ? [] : [termOf('recognitionList', line.list)]),
    ...(line.year === batch.year ? [] : [`${line.year} 年`]),
    ...(line.title === batch.title || line.list !== batch.list ? [] : [line.title]),
    ...(line.place === null ? [] : [`第 ${formatNumber(line.place)} 名`]),
  ];
  return (
    <tr>
      <td>
        {line.name ?? <span className="faint">没有名称</span>}
        <div className="faint small">
          第 <span className="number">{formatNumber(line.line)}</span> 行
          {line.creditCode !== null && <span className="number">，{line.creditCode}</span>}
          {own.length > 0 && `，${own.join('，')}`}
        </div>
      </td>
      <td>
        <StatusDot tone={VERDICT_TONES[line.verdict]}>{termOf('recognitionVerdict', line.verdict)}</StatusDot>
        {line.issues.map(({ title, message }) => (
          <div key={`${title}${message}`} className="small">
            {title === '' ? message : `${title}：${message}`}
          </div>
        ))}
      </td>
      <td>
        {line.enterprise !== null && (
          <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: line.enterprise.id }}>
            {line.enterprise.name}
          </Link>
        )}
        {batch.can.write && <Resolve batchId={batch.id} line={line} />}
      </td>
    </tr>
  );
}

/** Says whom a line means: one of those the matcher found, any other, or nobody. */
function Resolve({ batchId, line }: { readonly batchId: string; readonly line: RecognitionLineView }) {
  const { message } = App.useApp();
  const resolve = useResolveLines(batchId);
  const [isSearching, setSearching] = useState(false);
  const means = (enterpriseId: string | null) =>
    resolve.mutate([{ line: line.line, enterpriseId }], {
      onError: (error) => void message.error(textOfError(error)),
    });
  if (line.verdict === 'error' || line.verdict === 'repeated' || line.verdict === 'exists') return null;
  const isSettled = line.verdict === 'ready';
  return (
    <div className="line-choices">
      {line.candidates
        .filter(({ id }) => id !== line.enterprise?.id)
        .map(({ id, name, creditCode }) => (
          <Button key={id} size="small" loading={resolve.isPending} onClick={() => means(id)}>
            是 {name}
            {creditCode === null ? '' : `（${creditCode}）`}
          </Button>
        ))}
      {isSearching ? (
        <RecordSelect register="enterprise" placeholder="按名称查找" onChange={(id) => id !== undefined && means(id)} />
      ) : (
        <Button size="small" type="link" onClick={() => setSearching(true)}>
          {isSettled ? '换一家' : '在库中找'}
        </Button>
      )}
      {line.verdict !== 'left_out' && line.verdict !== 'unknown' && (
        <Button size="small" type="link" onClick={() => means(null)}>
          不登记
        </Button>
      )}
    </div>
  );
}
