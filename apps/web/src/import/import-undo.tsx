import { errorText, termOf, type ChangeUndoRowView, type Code, type ImportView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { Pager } from '../app/pager.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatInstant } from '../format/date.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { useUndoImport, useUndoRows } from './import.queries.js';

const PAGE_SIZE = 50;
const TONES: Readonly<Record<Code<'undoOutcome'>, Tone>> = {
  restored: 'ok',
  withdrawn: 'ok',
  kept: 'warn',
  refused: 'bad',
};

/** Takes a written import back, after asking why. */
export function UndoButton({ view }: { readonly view: ImportView }) {
  const [isAsking, setAsking] = useState(false);
  const undo = useUndoImport(view.id);
  if (!view.can.undo) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>撤销整批</Button>
      {isAsking && (
        <ReasonDialog
          title={`撤销「${view.fileName}」的导入`}
          text="本批更新过的恢复原值，新增的撤下；之后又被人改过的不动，并列出是谁改的。"
          okText="撤销整批"
          isDangerous
          isPending={undo.isPending}
          error={undo.error}
          onCancel={() => {
            undo.reset();
            setAsking(false);
          }}
          onOk={(reason) => undo.mutate(reason, { onSuccess: () => setAsking(false) })}
        />
      )}
    </>
  );
}

/** What an undo left as it was, row by row, with who changed it since. */
export function UntouchedRows({ view }: { readonly view: ImportView }) {
  const [page, setPage] = useState(1);
  const pathOf = (id: string): string => `${REGISTER_PATHS[view.register]}/${id}`;
  const rows = useUndoRows(view.id, 'kept,refused', page, PAGE_SIZE);
  return (
    <section className="panel panel-body gap-below" aria-label="撤销时没有动的记录">
      <LoadState query={rows} rows={3}>
        {({ items, total }) => (
          <>
            <ul className="findings">
              {items.map((row) => (
                <li key={row.rowId}>
                  <StatusDot tone={TONES[row.outcome]}>{termOf('undoOutcome', row.outcome)}</StatusDot>{' '}
                  {row.outcome === 'refused' ? (
                    (row.name ?? row.code)
                  ) : (
                    <Link to={pathOf(row.rowId)}>{row.name ?? row.code}</Link>
                  )}{' '}
                  <span className="faint">{whyOf(row)}</span>
                </li>
              ))}
            </ul>
            <Pager page={page} pageSize={PAGE_SIZE} total={total} onTurn={(next) => setPage(next ?? 1)} />
          </>
        )}
      </LoadState>
    </section>
  );
}

function whyOf(row: ChangeUndoRowView): string {
  if (row.errorCode !== null) return errorText(row.errorCode, row.errorDetails ?? {});
  const what = row.fields.length > 0 ? `改了${row.fields.join('、')}` : '改过或归档过';
  return `${row.changedBy ?? ''}${row.changedAt === null ? '' : ` ${formatInstant(row.changedAt)}`} ${what}`;
}
