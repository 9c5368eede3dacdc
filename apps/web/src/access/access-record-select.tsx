import type { AccessQuestion } from '@lianghuan/contracts';
import { Select } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { useDebounced } from '../app/use-debounced.js';
import { useRecords } from './access.queries.js';

/** Picks a record of any kind by a part of its name. What the asker does not see himself he gives by its code, or by the end of its address. */
export function AccessRecordSelect(props: {
  readonly id: string;
  readonly subject: AccessQuestion['subject'];
  readonly value: string | undefined;
  readonly onChange: (record: string | undefined) => void;
}) {
  const { subject, value } = props;
  const [text, setText] = useState('');
  const q = useDebounced(text.trim(), 250);
  const found = useRecords({ subject, q: q || undefined });
  const chosen = useRecords({ subject, q: value }, value !== undefined);
  const hits = new Map([...(chosen.data ?? []), ...(found.data ?? [])].map((hit) => [hit.id, hit]));
  const given = [value, q].filter((typed) => typed && ![...hits.values()].some(({ id, code }) => id === typed || code === typed)); // prettier-ignore
  return (
    <Select
      id={props.id}
      value={value}
      onChange={(next: string | undefined) => props.onChange(next)}
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={found.isFetching}
      notFoundContent={found.isError ? textOfError(found.error) : '没有找到'}
      options={[
        ...[...hits.values()].map(({ id, code, name }) => ({ value: id, label: [code, name].filter(Boolean).join(' ') || id })),
        ...given.map((typed) => ({ value: typed, label: `编号或网址末尾的标识：${typed}` })),
      ]} // prettier-ignore
      placeholder="输入名称的一部分、编号或网址末尾的标识"
      allowClear
    />
  );
}
