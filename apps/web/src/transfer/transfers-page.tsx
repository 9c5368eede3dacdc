import { UploadOutlined } from '@ant-design/icons';
import { BULK_EDIT_REGISTERS } from '@lianghuan/contracts';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button, Tabs } from 'antd';
import { Page } from '../app/page.js';
import { BulkEditList } from '../bulk-edit/bulk-edit-list.js';
import { ExportList } from '../export/export-list.js';
import { ImportList } from '../import/import-list.js';
import { useCan } from '../session/session.queries.js';

const route = getRouteApi('/shell/transfers');

/** 导入导出: what was brought in and taken out, by whom, and the files. */
export function TransfersPage() {
  const can = useCan();
  const search = route.useSearch();
  const navigate = useNavigate();
  const tabs = [
    ...(can('import.create') ? [{ key: 'imports' as const, label: '导入' }] : []),
    ...(can('export.create') ? [{ key: 'exports' as const, label: '导出' }] : []),
    ...(BULK_EDIT_REGISTERS.some((register) => can(`${register}.update`))
      ? [{ key: 'bulk-edits' as const, label: '批量修改' }]
      : []),
  ];
  const tab = tabs.find(({ key }) => key === search.tab)?.key ?? tabs[0]?.key;
  const page = search.page ?? 1;
  const turn = (next: number | undefined) => void navigate({ to: '/transfers', search: { ...search, page: next } });
  return (
    <Page
      title="导入导出"
      actions={
        can('import.create') && (
          <Button
            type="primary"
            icon={<UploadOutlined />}
            onClick={() => void navigate({ to: '/transfers/imports/new' })}
          >
            新的导入
          </Button>
        )
      }
    >
      <Tabs
        activeKey={tab}
        items={tabs}
        onChange={(key) =>
          void navigate({ to: '/transfers', search: { tab: tabs.find((one) => one.key === key)?.key } })
        }
      />
      {tab === 'imports' && <ImportList page={page} onPage={turn} />}
      {tab === 'bulk-edits' && <BulkEditList page={page} onPage={turn} />}
      {tab === 'exports' && <ExportList page={page} onPage={turn} />}
    </Page>
  );
}
