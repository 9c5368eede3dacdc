import { BULK_EDIT_MOST, type BulkEditRegister, type CheckBulkEdit } from '@lianghuan/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { formatNumber } from '../format/number.js';
import type { RegisterField } from '../register/register-field.js';
import { BulkEditDialog } from './bulk-edit-dialog.js';
import './bulk-edit.css';

interface SelectionBarProps {
  readonly register: BulkEditRegister;
  readonly fields: readonly RegisterField[];
  /** Ids of the rows that were ticked. */
  readonly selected: readonly string[];
  readonly total: number;
  /** The list's query string without the page. */
  readonly query: Readonly<Record<string, string>>;
  readonly onClear: () => void;
}

/** Over a list: changes the ticked rows together, or all that the list shows under its filters. A phone has no ticks. */
export function SelectionBar({ register, fields, selected, total, query, onClear }: SelectionBarProps) {
  const [target, setTarget] = useState<{
    readonly chosen: Pick<CheckBulkEdit, 'ids' | 'query'>;
    readonly count: number;
  }>();
  return (
    <div className="selection-bar" role="toolbar" aria-label="批量操作">
      {selected.length > 0 && (
        <>
          <span aria-live="polite">
            已选 <span className="number">{formatNumber(selected.length)}</span> 条
          </span>
          <Button
            size="small"
            type="primary"
            onClick={() => setTarget({ chosen: { ids: [...selected] }, count: selected.length })}
          >
            批量修改
          </Button>
        </>
      )}
      {total > selected.length && (
        <Button
          size="small"
          type="link"
          disabled={total > BULK_EDIT_MOST}
          title={total > BULK_EDIT_MOST ? `一次最多 ${formatNumber(BULK_EDIT_MOST)} 条，请先缩小筛选范围` : undefined}
          onClick={() => setTarget({ chosen: { query: { ...query } }, count: total })}
        >
          修改筛选出的全部 {formatNumber(total)} 条
        </Button>
      )}
      {selected.length > 0 && (
        <Button size="small" type="link" onClick={onClear}>
          取消选择
        </Button>
      )}
      {target !== undefined && (
        <BulkEditDialog
          register={register}
          fields={fields}
          target={target.chosen}
          count={target.count}
          onCancel={() => setTarget(undefined)}
        />
      )}
    </div>
  );
}
