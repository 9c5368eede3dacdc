import type { HeadingRowView, ImportView } from '@lianghuan/contracts';
import { Alert, Button, Popconfirm } from 'antd';
import { textOfError } from '../api/api-error.js';
import { ColumnEditor } from './column-editor.js';
import { HeadingChooser } from './heading-chooser.js';
import { useDecideImport, useHeadingRows } from './import.queries.js';

/**
 * A table whose heading was not recognised, or whose money has no unit: its importer says which row it is, what the columns are and what
 * their figures are in, then it is checked.
 */
export function ImportMapping({ view }: { readonly view: ImportView }) {
  const rows = useHeadingRows(view);
  const decide = useDecideImport(view.id);
  const asksUnit = view.columns.some(({ proposedUnit }) => proposedUnit !== null);
  if (!view.can.map) {
    const title = asksUnit ? '有金额没有写单位，等导入人说明。' : '没有认出这张表的表头，等导入人说明每一列是什么。';
    return <Alert type="info" showIcon title={title} />;
  }
  return (
    <section className="panel panel-body import-mapping" aria-label="对应表头">
      <Alert
        type={asksUnit ? 'warning' : 'info'}
        showIcon
        title={
          asksUnit
            ? '有金额没有写单位：请说明是元、万元还是亿元，再继续校验。'
            : '没有认出表头：请核对它在哪一行，再说明每一列是什么；用不着的列可以不导入。'
        }
      />
      <h2>表头在哪一行</h2>
      <HeadingChooser view={view} />
      <h2>每一列是什么</h2>
      <ColumnEditor
        key={view.columns.map(({ position, heading }) => `${position} ${heading}`).join()}
        view={view}
        samples={samplesBelow(rows.data ?? [])}
      />
      {decide.isError && <Alert type="error" showIcon title={textOfError(decide.error)} role="alert" />}
      {view.can.cancel && (
        <Popconfirm
          title="取消这次导入？"
          okText="取消导入"
          cancelText="再想想"
          onConfirm={() => decide.mutate('cancel')}
        >
          <Button loading={decide.isPending}>取消导入</Button>
        </Popconfirm>
      )}
    </section>
  );
}

/** For each column the first cell below the heading that says something. */
function samplesBelow(rows: readonly HeadingRowView[]): Map<number, string> {
  const samples = new Map<number, string>();
  const at = rows.findIndex(({ isHeading }) => isHeading);
  for (const row of at < 0 ? [] : rows.slice(at + 1)) {
    if (row.sheet !== rows[at]?.sheet) break;
    for (const [position, text] of row.cells.entries())
      if (text !== '' && !samples.has(position)) samples.set(position, text);
  }
  return samples;
}
