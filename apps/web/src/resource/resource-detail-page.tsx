import { TIER_STRATEGY, termOf } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { ConfirmButton } from '../register/confirm-button.js';
import { RegisterDetail } from '../register/register-detail.js';
import { RiskPanel } from '../risk/risk-panel.js';
import { SupplyPanel } from '../supply/supply-panel.js';
import { resourceRegister } from './resource.register.js';

const route = getRouteApi('/shell/resources/$resourceId');

export function ResourceDetailPage() {
  const { resourceId } = route.useParams();
  return (
    <RegisterDetail
      definition={resourceRegister}
      id={resourceId}
      renderActions={(row) =>
        row.can.edit && row.freshness !== 'fresh' && <ConfirmButton definition={resourceRegister} row={row} />
      }
      renderTags={(row) => (
        <>
          <span>{row.areaName}</span>
          <span>{termOf('resourceKind', row.kind)}</span>
          {row.tier !== null && row.tier !== undefined && (
            <span>
              {termOf('resourceTier', row.tier)}，打法：{termOf('packageRole', TIER_STRATEGY[row.tier])}
            </span>
          )}
        </>
      )}
      renderSide={(row) => (
        <>
          <RiskPanel subject={{ kind: 'resource', id: row.id }} />
          <SupplyPanel supplyId={row.id} />
        </>
      )}
    />
  );
}
