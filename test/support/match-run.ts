import type { MatchStepJob } from '@lianghuan/contracts';
import type { StepOutcome } from '@lianghuan/crm';

interface Flow {
  listReady(matchRunId: string): Promise<MatchStepJob[]>;
  execute(step: MatchStepJob): Promise<StepOutcome>;
}

/** Carries a run out to its end, as one worker does that is never disturbed. @returns the steps it did, in order */
export async function carryOut(flow: Flow, matchRunId: string): Promise<MatchStepJob[]> {
  const done: MatchStepJob[] = [];
  for (;;) {
    const [step] = await flow.listReady(matchRunId);
    if (step === undefined) return done;
    const outcome = await flow.execute(step);
    if (outcome !== 'done') throw new Error(`step ${step.kind} ended with ${outcome}`);
    done.push(step);
  }
}
