import { Select } from 'antd';

interface ValuesSelectProps {
  /** For screen readers; `prefix` is what stands in the field. */
  readonly label: string;
  readonly prefix?: string;
  readonly placeholder?: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: readonly string[];
  readonly onChange: (values: string[]) => void;
  readonly isLoading?: boolean;
}

/** Options beyond which one types rather than looks. */
const SEARCH_FROM = 10;

/** Picks some of the values a list is narrowed to. One is shown, the others are counted, so that filters keep their width. */
export function ValuesSelect({
  label,
  prefix,
  placeholder = '全部',
  options,
  value,
  onChange,
  isLoading = false,
}: ValuesSelectProps) {
  return (
    <Select<string[]>
      mode="multiple"
      prefix={prefix}
      aria-label={label}
      placeholder={placeholder}
      allowClear
      maxTagCount={1}
      maxTagTextLength={6}
      maxTagPlaceholder={(rest) => `+${rest.length}`}
      popupMatchSelectWidth={false}
      showSearch={options.length > SEARCH_FROM ? { optionFilterProp: 'label' } : false}
      loading={isLoading}
      options={[...options]}
      value={[...value]}
      onChange={onChange}
    />
  );
}
