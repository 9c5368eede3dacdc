import type { ImportView } from '@lianghuan/contracts';
import { Alert } from 'antd';
import { formatNumber } from '../format/number.js';

/** What of the workbook is not in the batch though its sender may think so, and what is though he may not. */
export function ImportScope({ view: { sheet, otherSheets, hiddenRows, can } }: { readonly view: ImportView }) {
  if (otherSheets.length === 0 && hiddenRows === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      className="gap-below"
      title={
        <>
          {otherSheets.length > 0 && (
            <p>
              本次只取工作表「{sheet}」，另有
              {otherSheets.map((other) => `工作表「${other.sheet}」有 ${formatNumber(other.rows)} 行`).join('，')}
              没有导入。
              {can.map
                ? '要换一张，请在下面的“表头不是这一行”里选它的表头；几张都要，请把文件再传一次，每次选一张。'
                : '要导入它们，请把文件再传一次，在“表头不是这一行”里选表头。'}
            </p>
          )}
          {hiddenRows > 0 && <p>表里有 {formatNumber(hiddenRows)} 行被筛选或隐藏，看不见，但与其他行一样导入。</p>}
        </>
      }
    />
  );
}
