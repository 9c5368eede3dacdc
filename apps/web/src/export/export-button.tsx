import { DownloadOutlined } from '@ant-design/icons';
import type { RequestExport } from '@lianghuan/contracts';
import { App, Button, Dropdown } from 'antd';
import { textOfError } from '../api/api-error.js';
import type { ListSearch } from '../app/list-search.js';
import { usePhone } from '../app/use-phone.js';
import { formatNumber } from '../format/number.js';
import { ExportProgress } from './export-progress.js';
import { useRequestExport } from './export.queries.js';

interface ExportButtonProps {
  readonly register: RequestExport['register'];
  readonly search: ListSearch;
  /** How many rows the list shows under this search; the file will hold the same. */
  readonly total: number | undefined;
}

/** Exports what the list shows, all pages of it, and tells in a corner when the file is there. */
export function ExportButton({ register, search, total }: ExportButtonProps) {
  const { notification } = App.useApp();
  const isPhone = usePhone();
  const request = useRequestExport();
  const start = (format: 'xlsx' | 'csv') => {
    request.mutate(
      { register, format, query: exportQuery(search) },
      {
        onSuccess: ({ id }) =>
          notification.open({
            key: id,
            title: '导出',
            description: <ExportProgress id={id} />,
            duration: 0,
          }),
        onError: (error) => notification.error({ title: '没能导出', description: textOfError(error) }),
      },
    );
  };
  return (
    <Dropdown
      disabled={total === 0}
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'note',
            type: 'group',
            label: total === undefined ? '按当前筛选导出' : `按当前筛选导出 ${formatNumber(total)} 条`,
          },
          { key: 'xlsx', label: 'Excel 工作簿（.xlsx）' },
          { key: 'csv', label: 'CSV 文件（.csv）' },
        ],
        onClick: ({ key }) => start(key === 'csv' ? 'csv' : 'xlsx'),
      }}
    >
      <Button aria-label="导出" icon={<DownloadOutlined />} loading={request.isPending}>
        {isPhone ? null : '导出'}
      </Button>
    </Dropdown>
  );
}

/** The list's own query string without the page: a file has no pages. */
export function exportQuery(search: ListSearch): Record<string, string> {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) =>
      name === 'page' || name === 'pageSize' || value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  );
}
