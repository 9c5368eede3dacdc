import { Segmented } from 'antd';

/** How figures are shown. */
export type FigureView = 'chart' | 'table';

/** 图 or 表: the same figures to look at, or to read. */
export function FigureViewSwitch(props: { readonly value: FigureView; readonly onChange: (view: FigureView) => void }) {
  return (
    <Segmented<FigureView>
      size="small"
      aria-label="显示方式"
      value={props.value}
      options={[
        { value: 'chart', label: '图' },
        { value: 'table', label: '表' },
      ]}
      onChange={props.onChange}
    />
  );
}
