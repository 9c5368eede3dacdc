import { Link } from '@tanstack/react-router';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { PathLink } from '../home/path-link.js';
import { useCan } from '../session/session.queries.js';
import { ReservationButtons } from './reservation-actions.js';
import { HeldUntil, PlotFacts, ReservationState, ReservedQuantity } from './reservation-state.js';
import './supply.css';
import { useReservations } from './supply.queries.js';

const SHOWN = 20;

/** What is reserved and promised for a project. */
export function ProjectReservations({ projectId }: { readonly projectId: string }) {
  const can = useCan();
  return can('reservation.read') ? <Loaded projectId={projectId} /> : null;
}

function Loaded({ projectId }: { readonly projectId: string }) {
  const list = useReservations({ projectId, state: 'reserved,waiting,committed', pageSize: SHOWN });
  return (
    <Panel title="预留的资源与市场">
      <LoadState query={list} rows={2}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p className="faint">没有预留。在资源或市场的页面上为本项目预留。</p>
          ) : (
            <>
              <ul className="holdings">
                {items.map((item) => (
                  <li key={item.id}>
                    <div>
                      <PathLink path={`/${item.supply.side}s/${item.supply.id}`}>{item.supply.name}</PathLink>
                      <strong>
                        <ReservedQuantity item={item} />
                      </strong>
                    </div>
                    <p className="small soft">
                      <ReservationState item={item} />
                      {item.state !== 'committed' && <HeldUntil item={item} />}
                      <span>{item.supply.areaName}</span>
                    </p>
                    <PlotFacts item={item} />
                    <ReservationButtons item={item} />
                  </li>
                ))}
              </ul>
              {total > SHOWN && (
                <Link to="/reservations" search={{ projectId }}>
                  全部 {total} 笔
                </Link>
              )}
            </>
          )
        }
      </LoadState>
    </Panel>
  );
}
