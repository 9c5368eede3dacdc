import type { HeadingRowView, ImportView } from '@lianghuan/contracts';
import { Alert, Radio, Select } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { useChooseHeading, useHeadingRows } from './import.queries.js';

const keyOf = ({ sheet, rowNumber }: Pick<HeadingRowView, 'sheet' | 'rowNumber'>) => `${rowNumber} ${sheet}`;

/** The first rows of the file's sheets, one of which is the heading. Another one chosen, its columns are read at once. */
export function HeadingChooser({ view }: { readonly view: ImportView }) {
  const query = useHeadingRows(view);
  const choose = useChooseHeading(view.id);
  const [chosenSheet, setChosenSheet] = useState<string>();
  return (
    <LoadState query={query} rows={6}>
      {(rows) => {
        const sheets = [...new Set(rows.map(({ sheet }) => sheet))];
        const heading = rows.find(({ isHeading }) => isHeading);
        const shown = chosenSheet ?? heading?.sheet ?? sheets[0];
        return (
          <>
            {choose.isError && (
              <Alert type="error" showIcon className="gap-below" title={textOfError(choose.error)} role="alert" />
            )}
            {sheets.length > 1 && (
              <Select
                className="gap-below heading-sheet"
                aria-label="哪一张工作表"
                value={shown}
                onChange={setChosenSheet}
                options={sheets.map((sheet) => ({ value: sheet, label: `工作表「${sheet}」` }))}
              />
            )}
            <Radio.Group
              className="heading-rows"
              aria-label="哪一行是表头"
              disabled={choose.isPending}
              value={choose.isPending ? keyOf(choose.variables) : heading && keyOf(heading)}
              onChange={(event) => {
                const row = rows.find((candidate) => keyOf(candidate) === event.target.value);
                if (row !== undefined) choose.mutate({ sheet: row.sheet, rowNumber: row.rowNumber });
              }}
              options={rows
                .filter(({ sheet }) => sheet === shown)
                .map((row) => ({
                  value: keyOf(row),
                  label: (
                    <>
                      <span className="faint number">第 {row.rowNumber} 行</span>{' '}
                      {row.cells.filter((text) => text !== '').join(' │ ')}
                    </>
                  ),
                }))}
            />
          </>
        );
      }}
    </LoadState>
  );
}
