import { termOf, type ReservationView, type SupplyLedgerView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Drawer } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { DialogFocus } from '../app/dialog-focus.js';
import { ListRows } from '../app/list-table.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { qualified } from '../register/cells.js';
import { BalanceBar } from './balance-bar.js';
import { RequestDialog } from './request-dialog.js';
import { ReservationButtons } from './reservation-actions.js';
import { HeldUntil, PlotFacts, purposeOf, ReservationState, ReservedQuantity } from './reservation-state.js';
import './supply.css';
import { useLedger } from './supply.queries.js';

const LIVE: ReadonlySet<ReservationView['state']> = new Set(['reserved', 'waiting', 'committed']);

/** 数量台账 of a resource or market: what is left, who holds what until when, and every entry. */
export function SupplyPanel({ supplyId }: { readonly supplyId: string }) {
  const ledger = useLedger(supplyId);
  const [open, setOpen] = useState<'request' | 'entries'>();
  const loaded = ledger.data;
  return (
    <Panel
      title="数量台账"
      extra={
        loaded?.can.reserve === true && (
          <Button size="small" type="primary" onClick={() => setOpen('request')}>
            预留
          </Button>
        )
      }
    >
      <LoadState query={ledger} rows={4}>
        {(view) => (
          <>
            <BalanceBar balance={view.balance} />
            {view.blockedBy !== null && (
              <Alert
                type="warning"
                showIcon
                className="gap-below"
                title={`不能预留或承诺：${termOf('supplyBlock', view.blockedBy)}`}
              />
            )}
            {view.isDisputed && (
              <Alert type="error" showIcon className="gap-below" title="权属有争议：确权前预留须说明理由" />
            )}
            <Holdings view={view} />
            {view.entryCount > 0 && (
              <Button type="link" size="small" className="ledger-more" onClick={() => setOpen('entries')}>
                全部分录 {view.entryCount} 笔
              </Button>
            )}
            {open === 'request' && <RequestDialog ledger={view} onClose={() => setOpen(undefined)} />}
            {open === 'entries' && <Entries view={view} onClose={() => setOpen(undefined)} />}
          </>
        )}
      </LoadState>
    </Panel>
  );
}

function Holdings({ view }: { readonly view: SupplyLedgerView }) {
  const live = view.reservations.filter(({ state }) => LIVE.has(state));
  const shown = new Set(live.map(({ organisationName }) => organisationName));
  const others = view.holders.filter(({ organisationName }) => !shown.has(organisationName));
  if (live.length === 0 && others.length === 0) return <p className="faint">没有预留，也没有经台账的承诺。</p>;
  return (
    <ul className="holdings">
      {live.map((item) => (
        <li key={item.id}>
          <div>
            {item.project === null ? (
              purposeOf(item)
            ) : (
              <Link to="/projects/$projectId" params={{ projectId: item.project.id }}>
                {item.project.name}
              </Link>
            )}
            <strong>
              <ReservedQuantity item={item} />
            </strong>
          </div>
          <p className="small soft">
            <ReservationState item={item} />
            {item.state === 'reserved' && Number(item.committed) > 0 && (
              <span className="number">其中已承诺 {qualified(item.committed, item.unit, 'equal')}</span>
            )}
            {item.state !== 'committed' && <HeldUntil item={item} />}
            <span>{item.organisationName}</span>
          </p>
          {item.disputeReason !== null && <p className="small doubt">权属有争议，仍预留：{item.disputeReason}</p>}
          <PlotFacts item={item} />
          <ReservationButtons item={item} />
        </li>
      ))}
      {others.map(({ organisationName, reserved, committed, waiting }) => (
        <li key={organisationName}>
          <div>
            <span>{organisationName}</span>
            <span className="faint small">详情仅对该单位公开</span>
          </div>
          <p className="small soft number">
            {(
              [
                ['预留', reserved],
                ['承诺', committed],
                ['候补', waiting],
              ] as const
            )
              .filter(([, quantity]) => quantity !== '0')
              .map(([term, quantity]) => `${term} ${qualified(quantity, view.balance.unit, 'equal')}`)
              .join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  );
}

type Entry = SupplyLedgerView['entries'][number] & { readonly id: string };

const ENTRY_COLUMNS: ColumnsType<Entry> = [
  { title: '序号', dataIndex: 'no', align: 'right', className: 'number', width: 56 },
  { title: '时间', width: 140, render: (_value, { at }) => <span className="number nowrap">{formatInstant(at)}</span> },
  { title: '分录', width: 88, render: (_value, { kind }) => termOf('supplyEntryKind', kind) },
  {
    title: '预留增减',
    align: 'right',
    className: 'number',
    width: 96,
    render: (_value, { reservedChange }) => <Change value={reservedChange} />,
  },
  {
    title: '承诺增减',
    align: 'right',
    className: 'number',
    width: 96,
    render: (_value, { committedChange }) => <Change value={committedChange} />,
  },
  { title: '单位', dataIndex: 'unit', width: 64 },
  { title: '用于', width: 160, render: (_value, entry) => entry.projectName ?? <span className="faint">—</span> },
  { title: '经办', dataIndex: 'actorName', width: 88 },
  { title: '说明', width: 160, render: (_value, { reason }) => reason ?? <span className="faint">—</span> },
];

function Entries({ view, onClose }: { readonly view: SupplyLedgerView; readonly onClose: () => void }) {
  const isPhone = usePhone();
  const hidden = view.entryCount - view.entries.length;
  return (
    <Drawer open size={isPhone ? '100%' : 1080} title={`台账分录：${view.name}`} onClose={onClose}>
      <DialogFocus>
        {hidden > 0 && (
          <p className="faint small gap-below">
            共 {view.entryCount} 笔，其中 {hidden} 笔属其他单位或更早，未列出；余额按全部分录计算。
          </p>
        )}
        <ListRows<Entry>
          rows={view.entries.map((entry) => ({ ...entry, id: String(entry.no) }))}
          columns={ENTRY_COLUMNS}
          card={(entry) => <EntryCard entry={entry} />}
          isStale={false}
        />
      </DialogFocus>
    </Drawer>
  );
}

function EntryCard({ entry }: { readonly entry: Entry }) {
  const changes = [
    ['预留量', entry.reservedChange],
    ['承诺量', entry.committedChange],
  ].filter(([, change]) => change !== '0');
  return (
    <div className="card-body">
      <span className="card-title">
        <strong>{termOf('supplyEntryKind', entry.kind)}</strong>{' '}
        {changes.map(([term, change]) => (
          <span key={term} className="number">
            {term} <Change value={change} /> {entry.unit}{' '}
          </span>
        ))}
      </span>
      {[entry.projectName, entry.reason].map(
        (line) =>
          line !== null && (
            <span key={line} className="card-line">
              {line}
            </span>
          ),
      )}
      <span className="card-foot">
        <span className="number">
          {entry.no} · {formatInstant(entry.at)}
        </span>
        <span>{entry.actorName}</span>
      </span>
    </div>
  );
}

function Change({ value }: { readonly value: string }) {
  if (value === '0') return <span className="faint">—</span>;
  return <>{value.startsWith('-') ? `−${formatNumber(value.slice(1))}` : `+${formatNumber(value)}`}</>;
}
