import { CONNECTOR_PART_MOST, type ConnectorPartPreview, type ConnectorRunView, termOf } from '@lianghuan/contracts';
import { App, Button } from 'antd';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { UNDO_TONES, whyKept } from '../app/undo-report.js';
import { usePartPreview, useUndoPart } from './connector.queries.js';

interface PartUndoProps {
  readonly run: ConnectorRunView;
  readonly chosen: ReadonlySet<string>;
  readonly onDone: () => void;
}

/** Takes back what a run brought of the chosen enterprises, after a look at what that would do. */
export function PartUndo({ run, chosen, onDone }: PartUndoProps) {
  const [isAsking, setAsking] = useState(false);
  if (chosen.size === 0) return null;
  return (
    <p className="part-undo" role="status">
      已选 {formatNumber(chosen.size)} 家{' '}
      <Button size="small" danger disabled={chosen.size > CONNECTOR_PART_MOST} onClick={() => setAsking(true)}>
        撤销这 {formatNumber(chosen.size)} 家
      </Button>{' '}
      <Button size="small" type="text" onClick={onDone}>
        取消选择
      </Button>
      {chosen.size > CONNECTOR_PART_MOST && (
        <span className="small soft">一次最多 {CONNECTOR_PART_MOST} 家，更多请撤销整次写入。</span>
      )}
      {isAsking && <PartDialog run={run} chosen={[...chosen]} onClose={() => setAsking(false)} onDone={onDone} />}
    </p>
  );
}

interface PartDialogProps {
  readonly run: ConnectorRunView;
  readonly chosen: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function PartDialog({ run, chosen, onClose, onDone }: PartDialogProps) {
  const { message } = App.useApp();
  const preview = usePartPreview(run.id, chosen);
  const undo = useUndoPart(run.id);
  return (
    <ReasonDialog
      title={`撤销 ${formatNumber(chosen.length)} 家企业的写入`}
      text={
        <>
          其余企业不动；文件仍算读过，不能重新投放。以后撤销整次写入时，这里撤销了的不再处理。
          <LoadState query={preview} rows={3}>
            {({ items }) => (
              <ul className="findings">
                {items.map((item) => (
                  <Effect key={item.enterpriseId} item={item} />
                ))}
              </ul>
            )}
          </LoadState>
        </>
      }
      okText="撤销"
      isDangerous
      isPending={undo.isPending}
      error={undo.error}
      onCancel={onClose}
      onOk={(reason) =>
        undo.mutate(
          { enterpriseIds: [...chosen], reason },
          {
            onSuccess: () => {
              void message.success('已开始撤销');
              onDone();
            },
          },
        )
      }
    />
  );
}

/** What taking back would do to one enterprise. */
function Effect({ item }: { readonly item: ConnectorPartPreview['items'][number] }) {
  const { facts } = item;
  const rest = [
    item.voidSignals > 0 && `${item.voidSignals} 条动态作废`,
    item.judgedSignals > 0 && `${item.judgedSignals} 条已核实的动态保留`,
    item.openProposals > 0 && `${item.openProposals} 个待定值撤回`,
    item.acceptedProposals > 0 && facts?.outcome !== 'kept' && `${item.acceptedProposals} 个采用过的值一并恢复`,
  ].filter(Boolean);
  return (
    <li>
      <strong>{item.name}</strong>{' '}
      {facts !== null && (
        <>
          <StatusDot tone={UNDO_TONES[facts.outcome]}>{PLANNED[facts.outcome]}</StatusDot>{' '}
          <span className="soft">
            {facts.outcome === 'restored' && facts.fields.join('、')}
            {(facts.outcome === 'kept' || facts.outcome === 'refused') && whyKept(facts)}
          </span>
        </>
      )}
      {rest.length > 0 && <div className="small soft">{rest.join('；')}</div>}
    </li>
  );
}

const PLANNED = { restored: '恢复原值', withdrawn: '撤下', kept: '不动：后来改过', refused: '不能恢复' } as const;

/** The undos of some enterprises of a run, newest first. */
export function PartUndos({ run }: { readonly run: ConnectorRunView }) {
  if (run.partUndos.length === 0) return null;
  return (
    <ul className="findings gap-below" aria-label="单独撤销过的企业">
      {run.partUndos.map((part) => {
        const { restored, withdrawn, kept, refused } = part.counts;
        const endings = [
          restored > 0 && `恢复原值 ${formatNumber(restored)} 家`,
          withdrawn > 0 && `撤下 ${formatNumber(withdrawn)} 家`,
          kept + refused > 0 && `没有动 ${formatNumber(kept + refused)} 家`,
        ].filter(Boolean);
        return (
          <li key={part.id}>
            单独撤销 {formatNumber(part.rowIds?.length ?? 0)} 家，{termOf('jobStatus', part.status)}
            {part.status === 'done' && `：${endings.join('，') || '只撤回了动态和待定值'}`}
            <span className="faint">
              ；{part.requestedByName} {formatInstant(part.requestedAt)}，{part.reason}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
