import { codesOf, LEAD_GATE_FIELDS, LEAD_GATES, type LeadGateField, type MoveLead, termOf } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';

const STAGES = codesOf('leadStage');

/** What is shown at a gate. */
export type GateValues = Readonly<Partial<Record<LeadGateField, string | null>>>;

/**
 * Checks a move against the gates: forward one stage at a time with everything the gate asks for, back to any stage with a note.
 * @throws {AppError} LEAD_STAGE_INVALID, LEAD_GATE_UNMET naming what is missing
 */
export function checkGate(from: MoveLead['to'], to: MoveLead['to'], shown: GateValues): void {
  const steps = STAGES.indexOf(to) - STAGES.indexOf(from);
  if (steps === 0 || steps > 1) {
    throw new AppError('LEAD_STAGE_INVALID', { from: termOf('leadStage', from), to: termOf('leadStage', to) });
  }
  const needed: readonly LeadGateField[] = steps < 0 ? ['note'] : LEAD_GATES[to];
  const missing = needed.filter((name) => isBlank(name, shown[name]));
  if (missing.length > 0) {
    throw new AppError('LEAD_GATE_UNMET', {
      stage: termOf('leadStage', to),
      missing: missing.map((name) => LEAD_GATE_FIELDS[name]).join('、'),
      stageCode: to,
      missingFields: missing,
    });
  }
}

function isBlank(name: LeadGateField, value: string | null | undefined): boolean {
  if (value === null || value === undefined || value.trim() === '') return true;
  return name === 'agreedInvestmentCny' && /^0*(\.0*)?$/.test(value);
}
