import type { Code } from '@lianghuan/contracts';
import type { ValueAliases } from '../transfer/value-aliases.js';

/** Whose data it is, and how it is to be taken. */
export interface VendorSource {
  readonly runId: string;
  readonly connectorId: string;
  readonly connectorName: string;
  readonly sourceName: string;
  readonly sourceKind: Code<'sourceKind'>;
  readonly confidence: Code<'confidence'>;
  readonly createsEnterprises: boolean;
  readonly aliases: ValueAliases;
  /** Day of facts that name none: that of the delivery. */
  readonly sourceOn: string;
}
