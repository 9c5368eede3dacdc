import { Select } from 'antd';
import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { api } from '../api/client.js';
import { textOfError } from '../api/api-error.js';
import { useDebounced } from '../app/use-debounced.js';
import { REGISTER_PATHS, type RegisterName } from '../register/register-paths.js';

const SHOWN = 20;
const Hits = z.object({
  total: z.int(),
  items: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      areaName: z.string().nullable().optional(),
      province: z.string().nullable().optional(),
      city: z.string().nullable().optional(),
    }),
  ),
});

interface RecordSelectProps<Value> {
  readonly register: RegisterName;
  readonly id?: string;
  readonly value?: Value;
  readonly onChange?: (value: Value) => void;
  readonly placeholder: string;
  /** More conditions of the register's list, e.g. `{ placement: 'local' }`. */
  readonly filter?: Readonly<Record<string, string>>;
}

function useHits(register: RegisterName, query: Readonly<Record<string, string>>, enabled: boolean) {
  return useQuery({
    queryKey: [register, 'pick', query],
    queryFn: ({ signal }) => api.get(REGISTER_PATHS[register], Hits, { ...query, pageSize: SHOWN }, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Options of a register found by name, with the ones chosen before kept by name. */
function useOptions(props: Pick<RecordSelectProps<unknown>, 'register' | 'filter'>, chosen: readonly string[]) {
  const [text, setText] = useState('');
  const q = useDebounced(text.trim(), 250);
  const search = useHits(props.register, { ...props.filter, ...(q === '' ? {} : { q }) }, true);
  const found = search.data?.items ?? [];
  const unknown = chosen.filter((id) => !found.some((hit) => hit.id === id));
  const known = useHits(props.register, { ids: unknown.join(',') }, unknown.length > 0);
  const rows = new Map(
    [...(unknown.length > 0 ? (known.data?.items ?? []) : []), ...found].map((hit) => [hit.id, hit]),
  );
  return {
    setText,
    isFetching: search.isFetching,
    notFound: search.isError ? textOfError(search.error) : search.isFetching ? '正在搜索…' : '没有找到',
    options: [...rows.values()].map((hit) => ({
      value: hit.id,
      label: hit.name,
      place: hit.areaName ?? [...new Set([hit.province, hit.city].filter(Boolean))].join(' '),
    })),
  };
}

/** Picks one row of a register by its name. */
export function RecordSelect(props: RecordSelectProps<string | undefined>) {
  const { setText, isFetching, notFound, options } = useOptions(props, props.value === undefined ? [] : [props.value]);
  return (
    <Select<string>
      id={props.id}
      value={props.value}
      onChange={(value: string | undefined) => props.onChange?.(value)}
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={isFetching}
      notFoundContent={notFound}
      options={options}
      optionRender={(option) => <TwoLines label={option.label} place={option.data.place} />}
      placeholder={props.placeholder}
      allowClear
    />
  );
}

/** Picks several rows of a register by name. */
export function RecordsSelect(props: RecordSelectProps<readonly string[]>) {
  const { setText, isFetching, notFound, options } = useOptions(props, props.value ?? []);
  return (
    <Select<string[]>
      id={props.id}
      mode="multiple"
      value={[...(props.value ?? [])]}
      onChange={(value) => props.onChange?.(value)}
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={isFetching}
      notFoundContent={notFound}
      options={options}
      optionRender={(option) => <TwoLines label={option.label} place={option.data.place} />}
      placeholder={props.placeholder}
      allowClear
    />
  );
}

function TwoLines({ label, place }: { readonly label: React.ReactNode; readonly place: string | undefined }) {
  return (
    <div className="option-two-lines">
      <span>{label}</span>
      <span>{place}</span>
    </div>
  );
}
