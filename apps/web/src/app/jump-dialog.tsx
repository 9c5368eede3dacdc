import { codesOf, DICTIONARIES } from '@lianghuan/contracts';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Input, Modal } from 'antd';
import { useRef, useState, type KeyboardEvent } from 'react';
import { z } from 'zod';
import { api } from '../api/client.js';
import { REGISTER_PATHS, type RegisterName } from '../register/register-paths.js';
import { useCan } from '../session/session.queries.js';
import { DialogFocus } from './dialog-focus.js';
import { navigationFor } from './navigation.js';
import { useDebounced } from './use-debounced.js';

const HITS_PER_REGISTER = 5;
const Hits = z.object({
  total: z.int(),
  isTotalCapped: z.boolean().optional(),
  isSimilar: z.boolean().optional(),
  items: z.array(z.looseObject({ id: z.string(), name: z.string() })),
});

interface Target {
  readonly key: string;
  readonly title: string;
  readonly path: string;
  readonly search?: { readonly q: string };
}

/** Finds a page or a row of the four registers by its name, and goes there. Enter opens the first, arrow keys walk the list. */
export function JumpDialog({ onClose }: { readonly onClose: () => void }) {
  const can = useCan();
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
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
  const isFailed = results.some((result) => result.isError);

  const pages = navigationFor(can)
    .filter(({ title }) => title.includes(text.trim()))
    .map(({ path, title }) => ({ key: path, title, path }));
  const found = registers.map((register, index) => {
    const hits = q === '' ? undefined : results[index]?.data;
    const isSimilar = hits?.isSimilar === true;
    const title = DICTIONARIES.register[register] as string;
    return { title: isSimilar ? `${title}（名称相近）` : title, isSimilar, targets: targetsOf(register, hits, q) };
  });
  const groups = [
    ...found.filter(({ isSimilar }) => !isSimilar),
    { title: '页面', targets: pages as Target[] },
    ...found.filter(({ isSimilar }) => isSimilar),
  ].filter(({ targets }) => targets.length > 0);
  const first = groups[0]?.targets[0];

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    if (event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === 'ArrowUp' && at >= 0) links[Math.max(at - 1, 0)]?.focus();
    else if (event.key === 'Enter' && at < 0 && first !== undefined) {
      onClose();
      void navigate({ to: first.path, search: first.search });
    } else return;
    event.preventDefault();
  };

  return (
    <Modal open onCancel={onClose} footer={null} closable={false} width={600} style={{ top: 64 }} title={null}>
      <DialogFocus>
        <search>
          <Input
            size="large"
            variant="borderless"
            value={text}
            placeholder="输入名称、简称或拼音首字母"
            aria-label="搜索"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <div className="jump-list" ref={list}>
            {groups.map(({ title, targets }) => (
              <section key={title} aria-label={title}>
                <h3>{title}</h3>
                <ul>
                  {targets.map((target) => (
                    <li key={target.key}>
                      <Link
                        to={target.path}
                        search={target.search}
                        className={target === first ? 'jump-target is-first' : 'jump-target'}
                        onClick={onClose}
                        onKeyDown={onKeyDown}
                      >
                        {target.title}
                      </Link>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
          <output className="jump-note">
            {isFailed
              ? '有的库没能搜到，请稍后再试'
              : isSearching
                ? '正在搜索…'
                : first === undefined
                  ? '没有找到'
                  : '回车打开第一条，↑↓ 选择，Esc 关闭'}
          </output>
        </search>
      </DialogFocus>
    </Modal>
  );
}

function targetsOf(register: RegisterName, hits: z.output<typeof Hits> | undefined, q: string): Target[] {
  const path = REGISTER_PATHS[register];
  const rows = (hits?.items ?? []).map((row) => ({ key: row.id, title: row.name, path: `${path}/${row.id}` }));
  return hits !== undefined && hits.total > rows.length
    ? [
        ...rows,
        {
          key: `${register}-more`,
          title: hits.isTotalCapped === true ? '查看全部' : `查看全部 ${hits.total} 条`,
          path,
          search: { q },
        },
      ]
    : rows;
}
