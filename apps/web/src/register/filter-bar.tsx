import { FilterOutlined, SearchOutlined } from '@ant-design/icons';
import { DICTIONARIES } from '@lianghuan/contracts';
import { Badge, Button, Checkbox, Drawer, Input, Select } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { withoutBlanks, type ListSearch } from '../app/list-search.js';
import { useDebounced } from '../app/use-debounced.js';
import { usePhone } from '../app/use-phone.js';
import { ValuesSelect } from '../app/values-select.js';
import { ParkSelect } from '../park/park-select.js';
import { IndustrySelect } from '../reference/industry-select.js';
import { useAreas } from '../reference/reference.queries.js';
import { AmountRange } from './amount-range.js';
import type { RegisterFilter } from './register-filter.js';

/** Filters of a list beyond which they are drawn narrow. */
const DENSE_FROM = 10;

interface FilterBarProps {
  readonly filters: readonly RegisterFilter[];
  readonly search: ListSearch;
  /** What the list shows of a filter the address does not name. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Called with what changed; an empty text takes a filter away. */
  readonly onChange: (change: Readonly<Record<string, string>>) => void;
  /** What to search for; without it the list has no search. */
  readonly searchHint?: string;
  /** Whether rows of this list can be archived. */
  readonly hasArchive?: boolean;
  /** Filters of a kind of their own, with the names they use in the address. */
  readonly extra?: ReactNode;
  readonly extraNames?: readonly string[];
}

/** Search words and filters of a list. They live in the address bar; on a phone the filters open from below. */
export function FilterBar(props: FilterBarProps) {
  const { filters, defaults, onChange, searchHint, hasArchive = true, extra, extraNames = [] } = props;
  const search = { ...defaults, ...withoutBlanks(props.search) };
  const isPhone = usePhone();
  const [isOpen, setOpen] = useState(false);
  const names = [
    ...filters.flatMap((filter) => (filter.kind === 'amount' ? [filter.name, filter.nameTo] : [filter.name])),
    ...extraNames,
    'includeArchived',
    'ids',
  ];
  const used = names.filter((name) => textOf(search, name) !== (defaults?.[name] ?? ''));
  const clear = () => onChange(Object.fromEntries(used.map((name) => [name, ''])));

  const controls = (
    <>
      {filters.map((filter) => (
        <FilterControl key={filter.name} filter={filter} search={search} onChange={onChange} isPhone={isPhone} />
      ))}
      {extra}
      {hasArchive && (
        <Checkbox
          checked={textOf(search, 'includeArchived') === 'true'}
          onChange={(event) => onChange({ includeArchived: event.target.checked ? 'true' : '' })}
          className="filter-check"
        >
          含已归档
        </Checkbox>
      )}
      {textOf(search, 'ids') !== '' && (
        <span className="soft small">只看指定的 {textOf(search, 'ids').split(',').length} 条</span>
      )}
      {used.length > 0 && (
        <Button type="link" className="filter-clear" onClick={clear}>
          清除筛选
        </Button>
      )}
    </>
  );

  return (
    <search className={filters.length > DENSE_FROM ? 'filter-bar is-dense' : 'filter-bar'}>
      {searchHint !== undefined && (
        <SearchBox value={search.q ?? ''} onChange={(q) => onChange({ q })} hint={searchHint} />
      )}
      {isPhone ? (
        <>
          <Badge count={used.length} color="var(--lh-accent)">
            <Button icon={<FilterOutlined />} onClick={() => setOpen(true)}>
              筛选
            </Button>
          </Badge>
          <Drawer
            open={isOpen}
            onClose={() => setOpen(false)}
            placement="bottom"
            size="80%"
            title="筛选"
            extra={
              <Button type="primary" onClick={() => setOpen(false)}>
                完成
              </Button>
            }
          >
            <div className="filter-sheet">{controls}</div>
          </Drawer>
        </>
      ) : (
        controls
      )}
    </search>
  );
}

/** Searches while one types, but not in the middle of a word being composed from pinyin. */
function SearchBox(props: { readonly value: string; readonly onChange: (q: string) => void; readonly hint: string }) {
  const { value, onChange, hint } = props;
  const [text, setText] = useState(value);
  const [isComposing, setComposing] = useState(false);
  const settled = useDebounced(text.trim(), 300);
  const sent = useRef(value);
  useEffect(() => {
    // The address changed by itself (back button, link): show it.
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (!isComposing && settled === text.trim() && settled !== sent.current) {
      sent.current = settled;
      onChange(settled);
    }
  }, [settled, text, isComposing, onChange]);
  return (
    <Input
      className="filter-search"
      prefix={<SearchOutlined aria-hidden="true" />}
      placeholder={hint}
      aria-label="搜索"
      allowClear
      maxLength={80}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  );
}

interface FilterControlProps extends Pick<FilterBarProps, 'search' | 'onChange'> {
  readonly filter: RegisterFilter;
  readonly isPhone: boolean;
}

function FilterControl(props: FilterControlProps) {
  const { filter, isPhone } = props;
  return (
    <div className="filter">
      {isPhone && <span className="filter-label">{filter.title}</span>}
      <FilterInput {...props} prefix={isPhone ? undefined : filter.title} />
    </div>
  );
}

function FilterInput({
  filter,
  search,
  onChange,
  prefix,
}: FilterControlProps & { readonly prefix: string | undefined }) {
  const areas = useAreas();
  if (filter.kind === 'amount') {
    return (
      <AmountRange
        title={filter.title}
        from={textOf(search, filter.name)}
        to={textOf(search, filter.nameTo)}
        onChange={(from, to) => onChange({ [filter.name]: from, [filter.nameTo]: to })}
      />
    );
  }
  if (filter.kind === 'single') {
    return (
      <Select<string>
        prefix={prefix}
        aria-label={filter.title}
        placeholder="全部"
        allowClear
        options={[...filter.options]}
        value={textOf(search, filter.name) || undefined}
        onChange={(value: string | undefined) => onChange({ [filter.name]: value ?? '' })}
      />
    );
  }
  const several = {
    prefix,
    label: filter.title,
    value: listOf(search, filter.name),
    onChange: (values: readonly string[]) => onChange({ [filter.name]: values.join(',') }),
  };
  switch (filter.kind) {
    case 'industry':
      return <IndustrySelect {...several} placeholder="全部" />;
    case 'park':
      return <ParkSelect {...several} />;
    case 'area':
      return (
        <ValuesSelect {...several} options={areas.map(({ code, shortName }) => ({ value: code, label: shortName }))} />
      );
    case 'dictionary':
      return <ValuesSelect {...several} options={Object.entries(DICTIONARIES[filter.dictionary]).map(([value, term]) => ({ value, label: term as string }))} />; // prettier-ignore
    case 'options':
      return <ValuesSelect {...several} options={filter.options} />;
  }
}

function textOf(search: ListSearch, name: string): string {
  const value: unknown = Reflect.get(search, name);
  return typeof value === 'string' ? value : '';
}

function listOf(search: ListSearch, name: string): string[] {
  return textOf(search, name).split(',').filter(Boolean);
}
