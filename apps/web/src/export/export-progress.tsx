import { errorText, termOf } from '@lianghuan/contracts';
import { Spin } from 'antd';
import { apiUrl } from '../api/client.js';
import { textOfError } from '../api/api-error.js';
import { formatBytes, formatNumber } from '../format/number.js';
import { useExport } from './export.queries.js';

/** One export from the request to the file. */
export function ExportProgress({ id }: { readonly id: string }) {
  const { data, error } = useExport(id);
  if (data === undefined)
    return error === null ? <Spin size="small" /> : <span role="alert">{textOfError(error)}</span>;
  if (data.status === 'done') {
    return (
      <output>
        {formatNumber(data.rowCount)} 条，{formatBytes(data.sizeBytes)}。
        <a href={apiUrl(`/exports/${id}/file`)} download={data.fileName ?? ''}>
          下载{data.fileName}
        </a>
      </output>
    );
  }
  if (data.status === 'failed' || data.status === 'cancelled') {
    return (
      <span role="alert">{data.errorCode === null ? termOf('jobStatus', data.status) : errorText(data.errorCode)}</span>
    );
  }
  return (
    <output>
      <Spin size="small" /> {termOf('jobStatus', data.status)}，好了会在这里给出文件；也可到「导入导出」里取。
    </output>
  );
}
