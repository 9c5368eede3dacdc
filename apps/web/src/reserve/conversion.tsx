import { codesOf, termOf, type ConversionView } from '@lianghuan/contracts';
import { Empty, Segmented } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { PlainTable } from '../app/plain-table.js';
import { formatShare } from '../format/number.js';
import { Count } from './reserve-counts.js';
import { useConversion } from './reserve.queries.js';
import type { ReserveSearch } from './reserve.search.js';

const HEADS = { month: '入库月份', area: '地区', industry: '行业' } as const;

/** 落地转化: of what entered the reserve, how much reached each stage. */
export function Conversion(props: {
  readonly search: ReserveSearch;
  readonly onChange: (change: ReserveSearch) => void;
}) {
  const { search, onChange } = props;
  const by = search.by ?? 'month';
  const query = useConversion(by, search.areaCode);
  return (
    <Panel
      title="落地转化"
      extra={
        <Segmented<NonNullable<ReserveSearch['by']>>
          size="small"
          aria-label="分组"
          value={by}
          options={[
            { value: 'month', label: '入库月份' },
            { value: 'area', label: '地区' },
            { value: 'industry', label: '行业' },
          ]}
          onChange={(next) => onChange({ by: next === 'month' ? undefined : next })}
        />
      }
    >
      <LoadState query={query} rows={4}>
        {(view) => <ConversionTable view={view} areaCode={search.areaCode} />}
      </LoadState>
      <p className="faint small formula">
        入库项目中，有线索走到该阶段（或有认定到位资金）的个数和比例；走到后面阶段的也算走过前面的。只计您能看到的线索。
      </p>
    </Panel>
  );
}

function ConversionTable({ view, areaCode }: { readonly view: ConversionView; readonly areaCode: string | undefined }) {
  if (view.rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有项目入库" />;
  const count = (n: number, { key }: ConversionView['rows'][number], search: Readonly<Record<string, string>>) => {
    const group =
      view.by === 'industry'
        ? { mainSection: key ?? 'none', areaCode }
        : key === null
          ? undefined
          : { month: { intake: key, areaCode }, area: { areaCode: key } }[view.by];
    return group === undefined ? n : <Count n={n} search={{ ...group, ...search, admitted: 'true' }} />;
  };
  return (
    <PlainTable
      rows={view.rows}
      rowKey={({ key }) => key ?? 'none'}
      columns={[
        { title: HEADS[view.by], render: ({ label }) => label },
        { title: '入库（个）', numeric: true, render: (row) => count(row.cohort, row, {}) },
        ...codesOf('conversionStep').map((step) => ({
          title: `${termOf('conversionStep', step)}（个）`,
          numeric: true,
          render: (row: ConversionView['rows'][number]) => (
            <>
              {count(row[step], row, { reached: step })}
              {row[step] > 0 && <span className="faint small"> {formatShare(row[step] / row.cohort, 0)}</span>}
            </>
          ),
        })),
      ]}
    />
  );
}
