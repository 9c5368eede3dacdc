import { type Code, VENDOR_FIELD_GROUPS } from '@lianghuan/contracts';
import { isSameValue } from '../transfer/cell-value.js';
import type { FieldValue } from '../transfer/field-value.js';
import type { TransferField } from '../transfer/transfer-field.js';

/** Who wrote a field last, if that was a connector. */
export interface FieldSource {
  readonly connectorId: string;
  readonly confidence: Code<'confidence'>;
  /** Day of its facts, as exactly as it was said; null when it was not. */
  readonly sourceOn: string | null;
  readonly value: FieldValue;
}

/** A connector that says something of a field. */
export interface Teller {
  readonly connectorId: string;
  readonly confidence: Code<'confidence'>;
  readonly sourceOn: string;
}

/** `write` it, `propose` it to people, or `pass` over it as older news. */
export type FieldVerdict = 'write' | 'propose' | 'pass';

const TRUST: Readonly<Record<Code<'confidence'>, number>> = { low: 0, medium: 1, high: 2 };

/**
 * What becomes of a value that differs from the one in the register. An empty field is filled. What a connector wrote, and nobody changed
 * since, is replaced by newer news of one that is trusted at least as much. Everything else people wrote: they are asked.
 */
export function decideField(
  field: TransferField,
  current: FieldValue,
  told: FieldValue,
  source: FieldSource | undefined,
  teller: Teller,
): FieldVerdict {
  if (isEmpty(told)) return 'pass';
  if (isEmpty(current)) return 'write';
  if (source === undefined || !isSameValue(source.value, current, field)) return 'propose';
  if (source.sourceOn !== null && teller.sourceOn < source.sourceOn) return 'pass';
  return source.connectorId === teller.connectorId || TRUST[teller.confidence] >= TRUST[source.confidence]
    ? 'write'
    : 'propose';
}

/** Fields that are read together are decided together: one in doubt puts the others in doubt. */
export function withGroups(verdicts: ReadonlyMap<string, FieldVerdict>): Map<string, FieldVerdict> {
  const decided = new Map(verdicts);
  for (const group of VENDOR_FIELD_GROUPS) {
    if (!group.some((name) => verdicts.get(name) === 'propose')) continue;
    for (const name of group) if (verdicts.get(name) === 'write') decided.set(name, 'propose');
  }
  return decided;
}

function isEmpty(value: FieldValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
