import { termOf } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { Panel } from '../app/panel.js';
import { UNFILLED, formatNumber, formatScaled, scaleOf } from '../format/number.js';
import { ConfirmButton } from '../register/confirm-button.js';
import { RegisterDetail } from '../register/register-detail.js';
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
          {row.tier !== null && row.tier !== undefined && <span>{termOf('resourceTier', row.tier)}</span>}
        </>
      )}
      renderSide={(row) => (
        <Panel title="数量">
          <dl className="figures">
            <Figure
              title={
                row.quantityQualifier === 'equal' ? '总量' : `总量（${termOf('qualifier', row.quantityQualifier)}）`
              }
              value={row.quantityTotal}
              unit={row.quantityUnit}
            />
            <Figure title="已承诺" value={row.quantityCommitted} unit={row.quantityUnit} />
            <Figure title="可用" value={row.quantityAvailable} unit={row.quantityUnit} />
          </dl>
        </Panel>
      )}
    />
  );
}

function Figure(props: {
  readonly title: string;
  readonly value: string | null | undefined;
  readonly unit: string | null | undefined;
}) {
  const { title, value, unit } = props;
  return (
    <div>
      <dt>{title}</dt>
      <dd className="number">
        {value === null || value === undefined ? (
          <span className="unfilled">{UNFILLED}</span>
        ) : (
          <>
            <span title={`${formatNumber(value)} ${unit ?? ''}`}>{formatScaled(value, scaleOf(value))}</span>{' '}
            <span className="faint small">
              {scaleOf(value).prefix}
              {unit}
            </span>
          </>
        )}
      </dd>
    </div>
  );
}
