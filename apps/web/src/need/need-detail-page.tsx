import { termOf } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { RegisterDetail } from '../register/register-detail.js';
import { needRegister } from './need.register.js';

const route = getRouteApi('/shell/needs/$needId');

export function NeedDetailPage() {
  const { needId } = route.useParams();
  return (
    <RegisterDetail
      definition={needRegister}
      id={needId}
      renderTags={(row) => (
        <>
          <span>对应{termOf('needSide', row.side)}</span>
          <span>{termOf('needRelation', row.relation)}</span>
          {row.isDefault && <span>产品默认值</span>}
        </>
      )}
    />
  );
}
