import { NodeIndexOutlined } from '@ant-design/icons';
import { termOf } from '@lianghuan/contracts';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { RegisterDetail } from '../register/register-detail.js';
import { RiskPanel } from '../risk/risk-panel.js';
import { useCan } from '../session/session.queries.js';
import { QualityPanel } from '../reserve/quality.js';
import { RubricPanel } from '../reserve/rubric-panel.js';
import { ReviewPanel } from '../review/review-panel.js';
import { HeldSupplies } from '../supply/held-supplies.js';
import { MembershipPanel } from './membership-panel.js';
import { projectRegister } from './project.register.js';
import { ReservePanel } from './reserve-panel.js';
import { ReserveStateTag } from './reserve-state-tag.js';
import { SuccessionPanel } from './succession-panel.js';
import { projectPlace } from './project-place.js';

const route = getRouteApi('/shell/projects/$projectId');

export function ProjectDetailPage() {
  const { projectId } = route.useParams();
  const can = useCan();
  const navigate = useNavigate();
  return (
    <RegisterDetail
      definition={projectRegister}
      id={projectId}
      renderTags={(row) => (
        <>
          <span>{projectPlace(row)}</span>
          <span>{termOf('projectPhase', row.phase)}</span>
          {row.placement === 'reference' && <span>{termOf('placement', row.placement)}</span>}
          <ReserveStateTag state={row.reserveState} />
        </>
      )}
      renderActions={(row) =>
        can('match.read') &&
        row.archivedAt === null && (
          <Button
            type="primary"
            icon={<NodeIndexOutlined />}
            onClick={() => void navigate({ to: `/projects/${row.id}/suggestions` })}
          >
            看匹配建议{row.openSuggestionCount > 0 ? `（${row.openSuggestionCount}）` : ''}
          </Button>
        )
      }
      renderSide={(row) => (
        <>
          <RiskPanel subject={{ kind: 'project', id: row.id }} />
          {row.placement === 'local' && <ReservePanel project={row} />}
          {row.placement === 'local' && can('review.read') && <ReviewPanel project={row} />}
          {row.placement === 'local' && <QualityPanel project={row} />}
          {row.placement === 'local' && can('review.read') && <RubricPanel project={row} />}
          <MembershipPanel project={row} />
          {row.placement === 'local' && <SuccessionPanel project={row} />}
          {row.placement === 'local' && <HeldSupplies projectId={row.id} />}
        </>
      )}
    />
  );
}
