import type { ImportView } from '@lianghuan/contracts';
import { Alert, Button, Checkbox } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { formatNumber } from '../format/number.js';
import { useChooseSheets } from './import.queries.js';

/** What of the workbook is in the batch, and what is not though its sender may think so. */
export function ImportScope({ view }: { readonly view: ImportView }) {
  const { sheet, sheets, otherSheets, hiddenRows, can } = view;
  const isSeveral = sheets.length > 1;
  return (
    <>
      {isSeveral && <AlikeSheets key={sheets.map(({ isRead }) => isRead).join()} view={view} />}
      {(otherSheets.length > 0 || hiddenRows > 0) && (
        <Alert
          type="warning"
          showIcon
          className="gap-below"
          title={
            <>
              {otherSheets.length > 0 && (
                <p>
                  {isSeveral ? '表头不同或少了单位的工作表没有导入：' : `本次只取工作表「${sheet}」，没有导入的：`}
                  {otherSheets.map((other) => `「${other.sheet}」${formatNumber(other.rows)} 行`).join('，')}。
                  {can.map
                    ? '要换成它们，请在下面的“表头不是这一行”里选它的表头；都要，请把文件再传一次。'
                    : '要导入它们，请把文件再传一次，在“表头不是这一行”里选表头。'}
                </p>
              )}
              {hiddenRows > 0 && <p>表里有 {formatNumber(hiddenRows)} 行被筛选或隐藏，看不见，但与其他行一样导入。</p>}
            </>
          }
        />
      )}
    </>
  );
}

/** The sheets with the same heading, all of them taken unless the importer leaves some out. */
function AlikeSheets({ view: { id, sheets, can, status } }: { readonly view: ImportView }) {
  const [wanted, setWanted] = useState<readonly string[]>(
    sheets.flatMap(({ sheet, isRead }) => (isRead ? [sheet] : [])),
  );
  const choose = useChooseSheets(id);
  const mayChoose = can.map && status === 'checked';
  const isChanged = sheets.some(({ sheet, isRead }) => isRead !== wanted.includes(sheet));
  return (
    <section className="panel panel-body gap-below" aria-label="同样表头的工作表">
      <p>
        {formatNumber(sheets.length)} 张工作表的表头相同，
        {sheets.every(({ isRead }) => isRead) ? '一并导入' : '导入其中勾选的'}
        ；各表按自己的单位换算。
      </p>
      <Checkbox.Group
        className="import-sheets"
        aria-label="导入哪些工作表"
        disabled={!mayChoose || choose.isPending}
        value={[...wanted]}
        onChange={setWanted}
        options={sheets.map(({ sheet, rows, units }) => ({
          value: sheet,
          label: (
            <>
              {sheet} <span className="faint number">{formatNumber(rows)} 行</span>
              {units.map(({ heading, unit }) => (
                <span key={heading} className="faint">
                  {' '}
                  {heading}：{unit}
                </span>
              ))}
            </>
          ),
        }))}
      />
      {choose.isError && <Alert type="error" showIcon role="alert" title={textOfError(choose.error)} />}
      {mayChoose && isChanged && (
        <div className="page-actions section-gap">
          <Button
            type="primary"
            disabled={wanted.length === 0}
            loading={choose.isPending}
            onClick={() => choose.mutate(wanted)}
          >
            按勾选的重新校验
          </Button>
          {wanted.length === 0 && <span className="faint small">至少选一张。</span>}
        </div>
      )}
    </section>
  );
}
