import { codesOf, type Code } from '@lianghuan/contracts';

type Stage = Code<'leadStage'>;
const STAGES = codesOf('leadStage');

/** Stages between two, negative when the second is the earlier one. */
export function stepsTo(from: Stage, to: Stage): number {
  return STAGES.indexOf(to) - STAGES.indexOf(from);
}

/** Forward one stage at a time, back to any: the API holds to the same. */
export function mayEnter(from: Stage, to: Stage): boolean {
  const steps = stepsTo(from, to);
  return steps === 1 || steps < 0;
}

/** The stage that comes next; none after production. */
export function stageAfter(stage: Stage): Stage | undefined {
  return STAGES[STAGES.indexOf(stage) + 1];
}
