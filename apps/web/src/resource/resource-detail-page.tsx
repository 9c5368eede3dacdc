import { EXTRA_PREFIX, type ResourceView, TIER_STRATEGY, termOf } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { Panel } from '../app/panel.js';
import { useAllExtraRegisterFields } from '../extra-field/extra-register-fields.js';
import { ConfirmButton } from '../register/confirm-button.js';
import { FieldGrid } from '../register/field-grid.js';
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
      renderBelow={(row) => <SetAside row={row} />}
      renderSide={(row) => (
        <>
          <RiskPanel subject={{ kind: 'resource', id: row.id }} />
          <SupplyPanel supplyId={row.id} />
        </>
      )}
    />
  );
}

/** 不再适用: what was filled in when it was another kind. */
function SetAside({ row }: { readonly row: ResourceView }) {
  const all = useAllExtraRegisterFields('resource');
  const fields = all.filter(({ name }) => Object.hasOwn(row.extraSetAside, name.slice(EXTRA_PREFIX.length)));
  if (fields.length === 0) return null;
  return (
    <Panel title="不再适用">
      <p className="faint small gap-below">
        改为“{termOf('resourceKind', row.kind)}”以前填写的扩展字段，不参与统计、筛选和导出；改回原类型时恢复。
      </p>
      <FieldGrid fields={fields} row={{ extra: row.extraSetAside }} />
    </Panel>
  );
}
