import { describe, expect, it } from '@jest/globals';
import type { TransferField } from '../transfer/transfer-field.js';
import { decideField, type FieldSource, withGroups } from './field-decision.js';
import { FACT_FIELDS } from './vendor-fields.js';

const revenue = FACT_FIELDS.find(({ name }) => name === 'revenueCny') as TransferField;
const teller = { connectorId: 'a', confidence: 'medium', sourceOn: '2026-05-01' } as const;
const source = (more: Partial<FieldSource> = {}): FieldSource => ({ connectorId: 'a', confidence: 'medium', sourceOn: '2025-12-31', value: '100.00', ...more }); // prettier-ignore

describe('what becomes of a value a vendor tells', () => {
  it.each([
    ['fills what is empty', null, '5', undefined, 'write'],
    ['asks where people wrote', '100', '5', undefined, 'propose'],
    ['replaces its own', '100', '5', source(), 'write'],
    ['asks once people changed what it wrote', '120', '5', source(), 'propose'],
    ['replaces what a vendor trusted as much wrote', '100', '5', source({ connectorId: 'b' }), 'write'],
    ['asks where a more trusted vendor wrote', '100', '5', source({ connectorId: 'b', confidence: 'high' }), 'propose'],
    ['passes over older news', '100', '5', source({ sourceOn: '2026-06-01' }), 'pass'],
    ['empties nothing', '100', null, source(), 'pass'],
  ] as const)('%s', (_name, current, told, from, verdict) => {
    expect(decideField(revenue, current, told, from, teller)).toBe(verdict);
  });

  it('a figure in doubt takes its year along', () => {
    expect([...withGroups(new Map([['revenueCny', 'propose'], ['revenueYear', 'write'], ['website', 'write']]))]).toEqual([
      ['revenueCny', 'propose'], ['revenueYear', 'propose'], ['website', 'write'],
    ]); // prettier-ignore
  });
});
