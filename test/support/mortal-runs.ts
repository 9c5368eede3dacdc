import { Clock, CONFIG, type Config, Database } from '@lianghuan/platform';
import { ConnectorAliasService } from '../../libs/crm/src/connector/connector-alias.service.js';
import { ConnectorRunBell } from '../../libs/crm/src/connector/connector-run-bell.js';
import { ConnectorRunJobService } from '../../libs/crm/src/connector/connector-run-job.service.js';
import { ConnectorRunService } from '../../libs/crm/src/connector/connector-run.service.js';
import {
  type Delivery,
  type VendorConnector,
  VendorConnectors,
} from '../../libs/crm/src/connector/vendor-connector.js';
import { VendorWriter } from '../../libs/crm/src/connector/vendor-writer.js';
import { PlaceNames } from '../../libs/crm/src/transfer/place-names.js';
import type { ServiceContext } from './services.js';

/** When a worker dies. */
export interface Kill {
  /** Counted over all rows, or deliveries, of the attempt. */
  readonly at: number;
  readonly where: 'rows' | 'before-settle' | 'after-settle';
}

/** A worker that dies at a given moment: what it had committed by then stays, nothing else. */
export function mortalRuns({ module }: ServiceContext, kill: Kill): ConnectorRunJobService {
  const sound = module.get(VendorConnectors).get('drop-folder');
  let seen = 0;
  const die = (where: Kill['where'], every: number) => {
    if (where === kill.where && seen++ >= Math.floor(kill.at / every)) throw new Error('killed');
  };
  const vendor: VendorConnector = {
    kind: 'drop-folder',
    check: (settings) => sound.check(settings),
    receive: (settings, name, content) => sound.receive(settings, name, content),
    async *deliveries(settings) {
      for await (const delivery of sound.deliveries(settings)) {
        yield {
          ...delivery,
          async *rows(after) {
            for await (const row of delivery.rows(after)) {
              die('rows', 1);
              yield row;
            }
          },
          async settle(settlement) {
            die('before-settle', 300);
            await delivery.settle(settlement);
            die('after-settle', 300);
          },
        } satisfies Delivery;
      }
    },
  };
  return new ConnectorRunJobService(
    module.get(Database),
    module.get(Clock),
    new VendorConnectors([vendor]),
    module.get(VendorWriter, { strict: false }),
    module.get(ConnectorRunService),
    module.get(ConnectorRunBell, { strict: false }),
    module.get(ConnectorAliasService),
    module.get(PlaceNames, { strict: false }),
    module.get<Config>(CONFIG),
  );
}
