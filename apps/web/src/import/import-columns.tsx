import type { ImportView } from '@lianghuan/contracts';
import { Collapse } from 'antd';

/** Which column of the file was taken for which field. Open by itself where a column was not recognised. */
export function ImportColumns({ view }: { readonly view: ImportView }) {
  const unknown = view.columns.filter(({ field }) => field === null);
  if (view.columns.length === 0) return null;
  return (
    <Collapse
      className="import-columns"
      size="small"
      defaultActiveKey={unknown.length > 0 ? 'columns' : undefined}
      items={[
        {
          key: 'columns',
          label: `表头：认出 ${view.columns.length - unknown.length} 列${unknown.length > 0 ? `，${unknown.length} 列没认出、不导入` : ''}`,
          children: (
            <ul className="column-list">
              {view.columns.map(({ heading, field, title, unit }) => (
                <li key={heading} className={field === null ? 'is-unknown' : undefined}>
                  <span>{heading}</span>
                  <span aria-hidden="true"> → </span>
                  {field === null ? '没认出' : `${title ?? field}${unit === null ? '' : `（${unit}）`}`}
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
}
