import type { MatchRunView } from '@lianghuan/contracts';
import { useEffect, useState } from 'react';
import { isUnderWay } from './match.queries.js';
import { formatSeconds, runSeconds } from './match-run-status.js';

/** Time a run took; counts on while it runs. */
export function Elapsed({ run }: { readonly run: MatchRunView }) {
  const [now, setNow] = useState(() => Date.now());
  const isRunning = isUnderWay(run);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  const seconds = runSeconds(run, now);
  return <>{seconds === null ? '—' : formatSeconds(seconds)}</>;
}
