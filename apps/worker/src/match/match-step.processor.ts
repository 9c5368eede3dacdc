import { Processor } from '@nestjs/bullmq';
import { MatchStepJob } from '@lianghuan/contracts';
import { MATCH_STEP_QUEUE, MatchFlowService, type StepOutcome } from '@lianghuan/crm';
import { JobProcessor, SHORT_LOCK } from '../job/job.processor.js';

/** Carries out the steps of match runs, one at a time: a step uses all threads of its worker. */
@Processor(MATCH_STEP_QUEUE, { concurrency: 1, ...SHORT_LOCK })
export class MatchStepProcessor extends JobProcessor<MatchStepJob, StepOutcome> {
  protected readonly noun = 'match-step';
  protected readonly payload = MatchStepJob;

  constructor(private readonly flow: MatchFlowService) {
    super();
  }

  protected idOf({ matchRunId }: MatchStepJob): string {
    return matchRunId;
  }

  protected execute(payload: MatchStepJob): Promise<StepOutcome> {
    return this.flow.execute(payload);
  }

  protected handBack(): void {
    this.flow.handBack();
  }
}
