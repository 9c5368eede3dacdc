import { Link } from '@tanstack/react-router';
import { StatusDot } from '../register/status-tags.js';
import { useHeldDoubles } from './duplicate.queries.js';
import { ProposeButton } from './propose-button.js';

/** Enterprises other units follow that may be this one: the name, whom to ask, and the way to have them merged. Nothing where there is none. */
export function HeldDoubles({ enterpriseId }: { readonly enterpriseId: string }) {
  const { data = [] } = useHeldDoubles(enterpriseId);
  return data.map(({ id, name, holder, verdict, proposalId }) => (
    <div key={id} className="held-double">
      <StatusDot tone={verdict === 'same' ? 'bad' : 'warn'}>{verdict === 'same' ? '很可能重复' : '疑似重复'}</StatusDot>{' '}
      「{name}」由{holder}跟进。{' '}
      {proposalId === null ? (
        <ProposeButton register="enterprise" ownId={enterpriseId} otherId={id} />
      ) : (
        <Link to="/duplicates/proposals/$proposalId" params={{ proposalId }}>
          已提请合并，待答复
        </Link>
      )}
    </div>
  ));
}
