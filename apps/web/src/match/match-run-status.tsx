import { errorText, ERRORS, termOf, type MatchRunView } from '@lianghuan/contracts';
import { StatusDot, type Tone } from '../register/status-tags.js';

const TONE: Readonly<Record<MatchRunView['status'], Tone>> = {
  queued: 'muted',
  running: 'accent',
  done: 'ok',
  failed: 'bad',
  cancelled: 'muted',
};

export function RunStatusTag({ status }: Pick<MatchRunView, 'status'>) {
  return <StatusDot tone={TONE[status]}>{termOf('jobStatus', status)}</StatusDot>;
}

/** Dead ends of a run that are no error of a request. */
const DEAD_ENDS: Readonly<Record<string, string>> = {
  NOTHING_TO_MATCH: '没有可以匹配的项目或企业，请先登记',
  INPUT_CHANGED: '匹配期间数据有变动，请重新匹配',
  ATTEMPTS_EXHAUSTED: '多次尝试都没有完成，请稍后重试；仍不行请联系管理员',
};

/** Why a run failed, in plain words; null if it did not. */
export function runProblem(run: Pick<MatchRunView, 'errorCode' | 'errorMessage' | 'status'>): string | null {
  if (run.errorCode === null) return run.status === 'failed' ? '没有完成，原因未记录' : null;
  return (
    DEAD_ENDS[run.errorCode] ??
    (run.errorCode in ERRORS && run.errorCode !== 'INTERNAL'
      ? errorText(run.errorCode)
      : `系统出错，已记录（${run.errorCode}）`)
  );
}

/** Seconds a run took, or has taken so far. */
export function runSeconds(run: Pick<MatchRunView, 'startedAt' | 'finishedAt'>, now: number): number | null {
  if (run.startedAt === null) return null;
  const end = run.finishedAt === null ? now : Date.parse(run.finishedAt);
  return Math.max(0, (end - Date.parse(run.startedAt)) / 1000);
}

/** `8.4秒`, `2分5秒`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}秒`;
  return `${Math.floor(seconds / 60)}分${Math.round(seconds % 60)}秒`;
}
