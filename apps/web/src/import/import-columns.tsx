import type { ImportView } from '@lianghuan/contracts';
import { Button, Collapse } from 'antd';
import { useState } from 'react';
import { formatInstant } from '../format/date.js';
import { ColumnEditor } from './column-editor.js';
import { ImportAliases } from './import-words.js';
import { HeadingChooser } from './heading-chooser.js';

type Column = ImportView['columns'][number];

/** Columns that only number the rows; nobody misses them. */
const COUNTING = /^(序号?|编?号|no\.?)$/i;

/** Which column of the file was taken for which field; open by itself where a column was not recognised. The importer may correct it. */
export function ImportColumns({ view }: { readonly view: ImportView }) {
  const [change, setChange] = useState<'columns' | 'heading'>();
  const unknown = view.columns.filter(({ field, heading }) => field === null && !COUNTING.test(heading));
  if (view.columns.length === 0) return null;
  return (
    <Collapse
      className="import-columns"
      size="small"
      defaultActiveKey={unknown.length > 0 && view.can.map ? 'columns' : undefined}
      items={[
        {
          key: 'columns',
          label: `表头：认出 ${view.columns.filter(({ field }) => field !== null).length} 列${unknown.length > 0 ? `，${unknown.length} 列没认出、不导入` : ''}`,
          children:
            change === 'columns' ? (
              <ColumnEditor view={view} onClose={() => setChange(undefined)} />
            ) : change === 'heading' ? (
              <>
                <HeadingChooser view={view} />
                <Button className="section-gap" onClick={() => setChange(undefined)}>
                  不换
                </Button>
              </>
            ) : (
              <>
                {view.mappedBy !== null && (
                  <p className="faint small">
                    沿用{view.mappedBy.name} <span className="number">{formatInstant(view.mappedBy.at)}</span>{' '}
                    为同样表头设定的对应关系。
                  </p>
                )}
                <ul className="column-list">
                  {view.columns.map((column) => (
                    <li key={column.position} className={unknown.includes(column) ? 'is-unknown' : undefined}>
                      <span>{column.heading}</span>
                      <span aria-hidden="true"> → </span>
                      {meaningOf(column)}
                    </li>
                  ))}
                  {view.fixed.map(({ field, title, text }) => (
                    <li key={field}>
                      <span>固定值</span>
                      <span aria-hidden="true"> → </span>
                      {title}：{text}
                    </li>
                  ))}
                </ul>
                <ImportAliases view={view} />
                {view.can.map && (
                  <div className="page-actions section-gap">
                    <Button size="small" onClick={() => setChange('columns')}>
                      改对应关系
                    </Button>
                    <Button size="small" onClick={() => setChange('heading')}>
                      表头不是这一行
                    </Button>
                  </div>
                )}
              </>
            ),
        },
      ]}
    />
  );
}

function meaningOf({ heading, field, title, unit }: Column): string {
  if (field === null) return COUNTING.test(heading) ? '不导入' : '没认出';
  return `${title ?? field}${unit === null ? '' : `（${unit}）`}`;
}
