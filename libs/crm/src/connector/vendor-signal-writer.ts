import { Injectable } from '@nestjs/common';
import type { SignalFacts } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import type { RecordRef } from '../record/register.js';
import { SignalService } from '../signal/signal.service.js';
import type { ExpectedEnterprises } from './expected-enterprises.js';
import { issue, type Outcome, refused } from './row-outcome.js';
import { type Identity, keysOf, type ReadRow } from './vendor-row.js';
import type { VendorSource } from './vendor-source.js';

/** Takes what vendors tell of enterprises that are there, once each. */
@Injectable()
export class VendorSignalWriter {
  constructor(
    private readonly enterprises: EnterpriseService,
    private readonly signals: SignalService,
  ) {}

  /** What becomes of rows that tell signals; each gets its outcome. @param expected set for a preview, which writes nothing */
  async take(
    tx: EntityManager,
    source: VendorSource,
    rows: readonly ReadRow[],
    expected: ExpectedEnterprises | undefined,
    outcomes: Map<ReadRow, Outcome>,
  ): Promise<void> {
    const identities = rows.map(({ identity }) => identity);
    const found = await this.findEnterprises(tx, identities);
    const about: { read: ReadRow; enterpriseId: string; facts: SignalFacts }[] = [];
    for (const [i, read] of rows.entries()) {
      const target = found[i];
      if (typeof target === 'object' && read.signal !== undefined) about.push({ read, enterpriseId: target.id, facts: read.signal });
      else if (expected?.has(read.identity) === true) outcomes.set(read, { verdict: 'signal', enterpriseId: null, changes: {}, issues: [] }); // prettier-ignore
      else outcomes.set(read, refused([keysOf(read.identity).length === 0 ? issue('NO_KEY') : issue(target === 'AMBIGUOUS' ? target : 'NOT_THERE', nameOf(read))])); // prettier-ignore
    }
    const isNew =
      expected === undefined
        ? (await this.signals.storeMany(tx, about, { runId: source.runId, connectorName: source.connectorName })).map((id) => id !== undefined) // prettier-ignore
        : await this.signals.findNew(tx, about);
    for (const [i, { read, enterpriseId }] of about.entries()) {
      outcomes.set(read, { verdict: isNew[i] ? 'signal' : 'unchanged', enterpriseId, changes: {}, issues: [] });
    }
  }

  /** The enterprise each means: by its keys, else the one the matcher has no doubt about. */
  private async findEnterprises(
    tx: EntityManager,
    identities: readonly Identity[],
  ): Promise<(RecordRef | 'AMBIGUOUS' | undefined)[]> {
    if (identities.length === 0) return [];
    const byKey = await this.enterprises.findExisting(tx, identities);
    const open = identities.filter((identity, i) => byKey[i] === undefined && identity.name !== undefined);
    const alike = open.length === 0 ? [] : await this.enterprises.findLikelyDuplicates(tx, open);
    return identities.map((identity, i) => {
      const ref = byKey[i];
      if (ref !== undefined) return ref.isAmbiguous === true ? 'AMBIGUOUS' : ref.isUndone === true ? undefined : ref;
      const at = open.indexOf(identity);
      const sames = at === -1 ? [] : alike[at].filter(({ comparison }) => comparison.verdict === 'same');
      return sames.length === 1 ? { id: sames[0].row.id, version: sames[0].row.version } : undefined;
    });
  }
}

function nameOf({ identity }: ReadRow): string {
  return identity.name ?? identity.creditCode ?? identity.listedCode ?? '';
}
