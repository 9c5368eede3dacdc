import { NodeIndexOutlined } from '@ant-design/icons';
import { termOf } from '@lianghuan/contracts';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { Panel } from '../app/panel.js';
import { ContactPanel } from '../contact/contact-panel.js';
import { Relationship } from '../contact/relationship-panel.js';
import { SitePanel } from '../enterprise-site/site-panel.js';
import { HeldDoubles } from '../duplicate/held-doubles.js';
import { dayOf } from '../format/date.js';
import { GradePanel } from '../grade/grade-panel.js';
import { GroupPanel } from '../group-relation/group-panel.js';
import { INTEGRITY_TONE, IntegrityPanel } from '../integrity/integrity-panel.js';
import { RegisterDetail } from '../register/register-detail.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { PauseNotes } from '../match/pause.js';
import { usePauses } from '../match/pause.queries.js';
import { SignalPanel } from '../signal/signal-panel.js';
import { FootprintPanel } from './footprint-panel.js';
import { enterpriseRegister } from './enterprise.register.js';

const route = getRouteApi('/shell/enterprises/$enterpriseId');

export function EnterpriseDetailPage() {
  const { enterpriseId } = route.useParams();
  const can = useCan();
  const navigate = useNavigate();
  return (
    <RegisterDetail
      definition={enterpriseRegister}
      id={enterpriseId}
      renderTags={(row) => (
        <>
          <span>{[...new Set([row.province, row.city].filter(Boolean))].join(' ')}</span>
          {row.status !== 'active' && <StatusDot tone="warn">{termOf('enterpriseStatus', row.status)}</StatusDot>}
          {row.grade === 'strong' && <StatusDot tone="accent">优强企业</StatusDot>}
          {row.listedCode !== null && row.listedCode !== undefined && (
            <span>
              上市 <span className="number">{row.listedCode}</span>
            </span>
          )}
          <span className="nowrap">
            核查 <StatusDot tone={INTEGRITY_TONE[row.integrity]}>{termOf('integrityState', row.integrity)}</StatusDot>
          </span>
          {row.doNotContact && <StatusDot tone="bad">请勿联系</StatusDot>}
        </>
      )}
      renderActions={(row) =>
        can('match.read') &&
        row.archivedAt === null && (
          <Button
            type="primary"
            icon={<NodeIndexOutlined />}
            onClick={() => void navigate({ to: `/enterprises/${row.id}/suggestions` })}
          >
            看匹配建议
          </Button>
        )
      }
      renderAbove={(row) => (
        <>
          <GradePanel enterpriseId={row.id} />
          <GroupPanel enterpriseId={row.id} />
          <SitePanel enterpriseId={row.id} isArchived={row.archivedAt !== null} />
        </>
      )}
      renderBelow={(row) => <SignalPanel enterpriseId={row.id} />}
      renderSide={(row) => (
        <>
          <Panel title="跟进">
            {row.doNotContact && <Alert type="error" showIcon className="gap-below" title="该企业表示不愿再被联系" />}
            {can('match.read') && <EnterprisePauses enterpriseId={row.id} />}
            {row.holder === null ? (
              <p className="faint">还没有单位跟进。</p>
            ) : (
              <p>
                由<strong>{row.holder.organisationName}</strong>（{row.holder.areaName}）跟进，自{' '}
                <span className="number">{dayOf(row.holder.since)}</span> 起。
              </p>
            )}
            {can('enterprise.update') && row.archivedAt === null && <HeldDoubles enterpriseId={row.id} />}
            <Relationship enterpriseId={row.id} />
          </Panel>
          <ContactPanel enterpriseId={row.id} />
          <IntegrityPanel enterpriseId={row.id} />
          <FootprintPanel enterprise={row} />
        </>
      )}
    />
  );
}

/** 暂缓推荐 of the enterprise, if it is on pause. */
function EnterprisePauses({ enterpriseId }: { readonly enterpriseId: string }) {
  const pauses = usePauses({ enterpriseId, isOn: true });
  return <PauseNotes pauses={pauses.data?.items ?? []} isNamed={false} />;
}
