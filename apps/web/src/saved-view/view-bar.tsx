import { DownOutlined, MoreOutlined } from '@ant-design/icons';
import { termOf, type SavedViewView, type ListCode } from '@lianghuan/contracts';
import { Alert, App, Button, Dropdown, Popover, type MenuProps } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { textOfError } from '../api/api-error.js';
import type { ListSearch } from '../app/list-search.js';
import { usePhone } from '../app/use-phone.js';
import { ColumnPicker } from './column-picker.js';
import './saved-view.css';
import { useDefaultView, useSavedViews, useUpdateView, useWithdrawView } from './saved-view.queries.js';
import { ViewDialog } from './view-dialog.js';
import { isSameView, openedSearch, viewText } from './view-search.js';

interface ViewBarProps {
  readonly list: ListCode;
  readonly search: ListSearch;
  /** Columns to choose from, and the keys of those shown; none where the list has its columns fixed. */
  readonly columns?: readonly { readonly key: string; readonly title: string }[];
  readonly shown?: readonly string[];
  /** The order of the list, written out. */
  readonly order?: string;
  readonly onSearch: (search: ListSearch, isReplacing?: boolean) => void;
}

/** Views of a list: opens, saves, shares and withdraws them. What is shown stays in the address; a view only puts it there. */
export function ViewBar({ list, search, columns = [], shown = [], order = '-updatedAt', onSearch }: ViewBarProps) {
  // The list's own order written out is an address of its own, which no default view goes before.
  const everything: ListSearch = { sort: order };
  const { message } = App.useApp();
  const isPhone = usePhone();
  const query = useSavedViews(list);
  const update = useUpdateView(list);
  const [isOpen, setOpen] = useState(false);
  const [dialog, setDialog] = useState<{ readonly view?: SavedViewView }>();
  const [opened, setOpened] = useState<string>();
  const text = viewText(search);
  const views = query.data?.items ?? [];
  const keys = columns.map(({ key }) => key);
  const isShown = (view: SavedViewView) => isSameView(viewText(openedSearch(view.search, keys).search), text);
  const current =
    views.find((view) => view.id === opened && isShown(view)) ?? (text === '' ? undefined : views.find(isShown));
  const left = current === undefined ? views.find(({ id, can }) => id === opened && can.edit) : undefined;
  const open = (view: SavedViewView) => {
    setOpened(view.id);
    setOpen(false);
    onSearch(openedSearch(view.search, keys).search);
  };

  // Who comes to the list without saying what he wants to see meets his default; once, so that he can leave it.
  const isSettled = useRef(text !== '' || search.page !== undefined);
  const preferred = views.find(({ isDefault }) => isDefault);
  useEffect(() => {
    if (isSettled.current || query.data === undefined) return;
    isSettled.current = true;
    if (preferred !== undefined && text === '') onSearch(openedSearch(preferred.search, keys).search, true);
  });

  const replace = (view: SavedViewView) =>
    update.mutate(
      { id: view.id, version: view.version, search: text },
      {
        onSuccess: () => void message.success(`已更新视图“${view.name}”`),
        onError: (error) => void message.error(textOfError(error)),
      },
    );
  const showAll = () => {
    setOpened(undefined);
    setOpen(false);
    onSearch(preferred === undefined ? {} : everything);
  };
  const label =
    current?.name ??
    (text === '' || text === viewText(everything) ? '全部' : left === undefined ? '未保存' : `${left.name}（已改）`);

  return (
    <>
      <div className="view-bar">
        <Popover
          trigger="click"
          placement="bottomLeft"
          open={isOpen}
          onOpenChange={setOpen}
          content={
            <ul className="view-list" aria-label="视图">
              <li>
                <Button type="text" className="view-name" onClick={showAll}>
                  全部
                </Button>
              </li>
              {query.isError && <li className="faint small view-note">视图没能读出：{textOfError(query.error)}</li>}
              {views.map((view) => (
                <li key={view.id} className={view.id === current?.id ? 'is-current' : ''}>
                  <Button
                    type="text"
                    className="view-name"
                    aria-current={view.id === current?.id}
                    onClick={() => open(view)}
                  >
                    <span className="view-title">{view.name}</span>
                    <span className="faint small">{whoseOf(view)}</span>
                  </Button>
                  <ViewActions
                    list={list}
                    view={view}
                    onEdit={() => {
                      setOpen(false);
                      setDialog({ view });
                    }}
                    onReplace={text === '' || view.id === current?.id ? undefined : () => replace(view)}
                  />
                </li>
              ))}
              {views.length === 0 && query.isSuccess && (
                <li className="faint small view-note">还没有视图。筛选、排序或选列之后，可以保存下来。</li>
              )}
            </ul>
          }
        >
          <Button className="view-current" aria-haspopup="dialog" aria-expanded={isOpen}>
            <span className="faint">视图</span> <span className="view-title">{label}</span>
            <DownOutlined aria-hidden="true" />
          </Button>
        </Popover>
        {!isPhone && columns.length > 0 && (
          <ColumnPicker
            columns={columns}
            shown={shown}
            onChange={(next) =>
              onSearch({ ...search, columns: next.length === keys.length ? undefined : next.join(',') })
            }
          />
        )}
        {left !== undefined && (
          <Button type="link" className="filter-clear" loading={update.isPending} onClick={() => replace(left)}>
            更新“{left.name}”
          </Button>
        )}
        {current === undefined && text !== '' && text !== viewText(everything) && (
          <Button type="link" className="filter-clear" onClick={() => setDialog({})}>
            保存为视图
          </Button>
        )}
        {current?.isDefault === true && opened === undefined && (
          <span className="soft small">
            按您的默认视图显示{' '}
            <Button type="link" size="small" className="filter-clear" onClick={showAll}>
              显示全部
            </Button>
          </span>
        )}
      </div>
      <DroppedLine view={views.find(({ id }) => id === (opened ?? current?.id))} keys={keys} onReplace={replace} />
      {dialog !== undefined && (
        <ViewDialog
          list={list}
          view={dialog.view}
          search={text}
          audiences={query.data?.audiences ?? ['personal']}
          onCancel={() => setDialog(undefined)}
          onDone={(view) => {
            setDialog(undefined);
            if (dialog.view === undefined) setOpened(view.id);
            void message.success(`已保存视图“${view.name}”`);
          }}
        />
      )}
    </>
  );
}

/** Under an opened view: what it kept that the list does not know any more. */
function DroppedLine(props: {
  readonly view: SavedViewView | undefined;
  readonly keys: readonly string[];
  readonly onReplace: (view: SavedViewView) => void;
}) {
  const { view, keys, onReplace } = props;
  if (view === undefined) return null;
  const lost = [
    ...view.dropped.map(({ name, value }) => `${name}=${value}`),
    ...openedSearch(view.search, keys).lostColumns.map((key) => `列 ${key}`),
  ];
  if (lost.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      className="gap-below"
      title={`视图“${view.name}”里有 ${lost.length} 项列表已不再支持，打开时略去：${lost.join('，')}`}
      action={
        view.can.edit && (
          <Button size="small" onClick={() => onReplace(view)}>
            从视图中去掉
          </Button>
        )
      }
    />
  );
}

function ViewActions(props: {
  readonly list: ListCode;
  readonly view: SavedViewView;
  readonly onEdit: () => void;
  /** Puts what is shown now into the view. */
  readonly onReplace: (() => void) | undefined;
}) {
  const { list, view, onEdit, onReplace } = props;
  const { message, modal } = App.useApp();
  const choose = useDefaultView(list);
  const withdraw = useWithdrawView(list);
  const onError = (error: Error) => void message.error(textOfError(error));
  const items: MenuProps['items'] = [
    { key: 'default', label: view.isDefault ? '不再作为我的默认' : '设为我的默认' },
    ...(view.can.edit ? [{ key: 'edit', label: '改名和共享' }] : []),
    ...(view.can.edit && onReplace !== undefined ? [{ key: 'replace', label: '换成现在的条件' }] : []),
    ...(view.can.withdraw ? [{ key: 'withdraw', label: '撤回', danger: true }] : []),
  ];
  const run = (key: string) => {
    if (key === 'default') choose.mutate({ id: view.id, isDefault: !view.isDefault }, { onError });
    if (key === 'edit') onEdit();
    if (key === 'replace') onReplace?.();
    if (key === 'withdraw') {
      modal.confirm({
        title: `撤回视图“${view.name}”？`,
        content: view.audience === 'personal' ? '记录不受影响。' : '共享到的人也不再看到它；记录不受影响。',
        okText: '撤回',
        onOk: () => withdraw.mutateAsync(view.id).catch(onError),
      });
    }
  };
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => run(key) }}>
      <Button type="text" aria-label={`视图“${view.name}”的操作`} icon={<MoreOutlined aria-hidden="true" />} />
    </Dropdown>
  );
}

function whoseOf(view: SavedViewView): string {
  const parts = [
    view.isDefault ? '默认' : '',
    view.audience === 'personal' ? '' : termOf('viewAudience', view.audience),
    view.can.edit ? '' : view.ownerName,
  ];
  return parts.filter(Boolean).join(' · ');
}
