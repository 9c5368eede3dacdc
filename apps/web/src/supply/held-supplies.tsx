import { type SupplySide, termOf } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { LoadFailure, LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { PathLink } from '../home/path-link.js';
import { RecordSelect } from '../lead/record-select.js';
import { useCan } from '../session/session.queries.js';
import { RequestDialog } from './request-dialog.js';
import { ReservationButtons } from './reservation-actions.js';
import { HeldUntil, PlotFacts, ReservationState, ReservedQuantity } from './reservation-state.js';
import './supply.css';
import { useLedger, useReservations } from './supply.queries.js';

const SHOWN = 20;

type HeldSuppliesProps =
  | { readonly projectId: string }
  | {
      readonly leadId: string;
      /** Whether the lead is at work and the reader's to work on. */
      readonly mayReserve: boolean;
    };

/** What is reserved and promised for a project or a lead; nothing for roles that do not work with reservations. */
export function HeldSupplies(props: HeldSuppliesProps) {
  const can = useCan();
  return can('reservation.read') ? <Loaded {...props} /> : null;
}

function Loaded(props: HeldSuppliesProps) {
  const can = useCan();
  const [isChoosing, setChoosing] = useState(false);
  const isOfLead = 'leadId' in props;
  const about = isOfLead ? { leadId: props.leadId } : { projectId: props.projectId };
  const list = useReservations({ ...about, state: 'reserved,waiting,committed', pageSize: SHOWN });
  const mayReserve = isOfLead && props.mayReserve && can('reservation.create');
  return (
    <Panel
      title="预留的资源与市场"
      extra={
        mayReserve && (
          <Button size="small" onClick={() => setChoosing(!isChoosing)}>
            {isChoosing ? '收起' : '预留'}
          </Button>
        )
      }
    >
      {mayReserve && isChoosing && <ChooseSupply leadId={props.leadId} onClose={() => setChoosing(false)} />}
      <LoadState query={list} rows={2}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p className="faint">
              {isOfLead
                ? '还没有为本线索预留。谈到具体数量时先预留，别处就不会再许出去。'
                : '没有预留。在资源或市场的页面上为本项目预留。'}
            </p>
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
                <Link to="/reservations" search={about}>
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

/** Picks the resource or market to reserve for a lead. */
function ChooseSupply({ leadId, onClose }: { readonly leadId: string; readonly onClose: () => void }) {
  const [side, setSide] = useState<SupplySide>('resource');
  const [supplyId, setSupplyId] = useState<string>();
  return (
    <div className="choose-supply gap-below">
      <Segmented<SupplySide>
        aria-label="类别"
        value={side}
        options={(['resource', 'market'] as const).map((value) => ({ value, label: termOf('supplySide', value) }))}
        onChange={(next) => {
          setSide(next);
          setSupplyId(undefined);
        }}
      />
      <RecordSelect
        key={side}
        register={side}
        placeholder={`按名称查找${termOf('supplySide', side)}`}
        filter={{ nature: 'offerable' }}
        value={supplyId}
        onChange={setSupplyId}
      />
      {supplyId !== undefined && <Chosen key={supplyId} supplyId={supplyId} leadId={leadId} onClose={onClose} />}
    </div>
  );
}

/** The chosen one: the form, or why nothing of it may be reserved. */
function Chosen(props: { readonly supplyId: string; readonly leadId: string; readonly onClose: () => void }) {
  const ledger = useLedger(props.supplyId);
  if (ledger.data === undefined) {
    return ledger.isError ? (
      <LoadFailure error={ledger.error} isRetrying={ledger.isFetching} onRetry={() => void ledger.refetch()} />
    ) : (
      <Skeleton active paragraph={{ rows: 1 }} />
    );
  }
  const { blockedBy } = ledger.data;
  if (blockedBy !== null) {
    return <Alert type="warning" showIcon title={`不能预留或承诺：${termOf('supplyBlock', blockedBy)}`} />;
  }
  return <RequestDialog ledger={ledger.data} leadId={props.leadId} onClose={props.onClose} />;
}
