import { termOf } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { ConfirmButton } from '../register/confirm-button.js';
import { RegisterDetail } from '../register/register-detail.js';
import { SupplyPanel } from '../supply/supply-panel.js';
import { marketRegister } from './market.register.js';

const route = getRouteApi('/shell/markets/$marketId');

export function MarketDetailPage() {
  const { marketId } = route.useParams();
  return (
    <RegisterDetail
      definition={marketRegister}
      id={marketId}
      renderActions={(row) =>
        row.can.edit && row.freshness !== 'fresh' && <ConfirmButton definition={marketRegister} row={row} />
      }
      renderTags={(row) => (
        <>
          <span>{row.areaName}</span>
          <span>{termOf('marketKind', row.kind)}</span>
        </>
      )}
      renderSide={(row) => <SupplyPanel supplyId={row.id} />}
    />
  );
}
