import { codesOf, DICTIONARIES, type Code } from '@lianghuan/contracts';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Input, Modal } from 'antd';
import { useDeferredValue, useId, useState, type KeyboardEvent } from 'react';
import { z } from 'zod';
import { api } from '../api/client.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import { useCan } from '../session/session.queries.js';
import { navigationFor } from './navigation.js';
import { useDebounced } from './use-debounced.js';

const HITS_PER_REGISTER = 5;
const Hits = z.object({ total: z.int(), items: z.array(z.looseObject({ id: z.string(), name: z.string() })) });

interface Target {
  readonly key: string;
  readonly group: string;
  readonly title: string;
  readonly path: string;
}

/** Finds a page or a row of the four registers by its name, and goes there. Arrow keys choose, Enter goes. */
export function JumpDialog({ onClose }: { readonly onClose: () => void }) {
  const can = useCan();
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const q = useDebounced(text.trim(), 200);
  const registers = codesOf('register').filter((register) => can(`${register}.read`));

  const results = useQueries({
    queries: registers.map((register) => ({
      queryKey: [register, 'jump', q],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get(REGISTER_PATHS[register], Hits, { q, pageSize: HITS_PER_REGISTER }, signal),
      enabled: q !== '',
      placeholderData: keepPreviousData,
    })),
  });
  const isSearching = q !== '' && results.some((result) => result.isFetching);
  const failed = results.some((result) => result.isError);

  const pages: Target[] = navigationFor(can)
    .filter(({ title }) => text === '' || title.includes(text.trim()))
    .map(({ path, title }) => ({ key: path, group: '页面', title, path }));
  const hits = q === '' ? [] : registers.flatMap((register, index) => targetsOf(register, results[index]?.data, q));
  const targets = useDeferredValue([...hits, ...pages]);
  const current = Math.min(chosen, targets.length - 1);

  const go = (target: Target | undefined) => {
    if (target === undefined) return;
    onClose();
    void navigate({ to: target.path });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setChosen((current + 1) % targets.length);
    else if (event.key === 'ArrowUp') setChosen((current - 1 + targets.length) % targets.length);
    else if (event.key === 'Enter') go(targets[current]);
    else return;
    event.preventDefault();
  };

  return (
    <Modal open onCancel={onClose} footer={null} closable={false} width={600} style={{ top: 64 }} title={null}>
      <Input
        autoFocus
        size="large"
        variant="borderless"
        value={text}
        placeholder="输入名称、简称或拼音首字母"
        aria-label="搜索"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={targets[current] === undefined ? undefined : `${listId}-${current}`}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul className="jump-list" id={listId} role="listbox" aria-label="结果">
        {targets.map((target, index) => (
          <li key={target.key} role="presentation">
            {target.group !== targets[index - 1]?.group && <h3>{target.group}</h3>}
            <div
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === current}
              className={index === current ? 'jump-target is-active' : 'jump-target'}
              onMouseMove={() => setChosen(index)}
              onClick={() => go(target)}
              ref={(element) => {
                if (index === current) element?.scrollIntoView({ block: 'nearest' });
              }}
            >
              {target.title}
            </div>
          </li>
        ))}
      </ul>
      <p className="jump-note" role="status">
        {failed
          ? '有的库没能搜到，请稍后再试'
          : isSearching
            ? '正在搜索…'
            : targets.length === 0
              ? '没有找到'
              : '↑↓ 选择，回车打开，Esc 关闭'}
      </p>
    </Modal>
  );
}

function targetsOf(register: Code<'register'>, hits: z.output<typeof Hits> | undefined, q: string): Target[] {
  const group = DICTIONARIES.register[register];
  const path = REGISTER_PATHS[register];
  const rows = (hits?.items ?? []).map((row) => ({ key: row.id, group, title: row.name, path: `${path}/${row.id}` }));
  const more = (hits?.total ?? 0) - rows.length;
  return more > 0
    ? [
        ...rows,
        {
          key: `${register}-more`,
          group,
          title: `查看全部 ${hits?.total} 条`,
          path: `${path}?${new URLSearchParams({ q })}`,
        },
      ]
    : rows;
}
