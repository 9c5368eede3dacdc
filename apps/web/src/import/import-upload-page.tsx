import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { codesOf, termOf, type Code } from '@lianghuan/contracts';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Progress, Radio, Select, Upload } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { apiUrl } from '../api/client.js';
import { Page } from '../app/page.js';
import { formatBytes } from '../format/number.js';
import { useCan } from '../session/session.queries.js';
import { ImportSteps } from './import-steps.js';
import { useUpload } from './import.queries.js';

const route = getRouteApi('/shell/transfers/imports/new');
const ACCEPT = '.xlsx,.csv';

const MODE_NOTES: Readonly<Record<Code<'importMode'>, string>> = {
  both: '编号（或信用代码、项目代码）已在库中的更新，其余新增',
  create: '已在库中的跳过，不改动',
  update: '不在库中的跳过，不新增',
};

/** First step of an import: which register, how, and the file. Nothing is written yet. */
export function ImportUploadPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const can = useCan();
  const registers = codesOf('register').filter((register) => can(`${register}.create`));
  const register =
    search.register !== undefined && registers.includes(search.register) ? search.register : registers[0];
  const [mode, setMode] = useState<Code<'importMode'>>('both');
  const [kind, setKind] = useState<Code<'resourceKind'>>();
  const [file, setFile] = useState<File>();
  const [share, setShare] = useState(0);
  const upload = useUpload();

  if (register === undefined) {
    return (
      <Page title="导入">
        <Alert type="warning" showIcon title="您没有新增任何一库的权限，不能导入。" />
      </Page>
    );
  }
  const isSupported = file === undefined || /\.(xlsx|csv)$/i.test(file.name);
  const start = () => {
    if (file === undefined || !isSupported) return;
    setShare(0);
    upload.mutate(
      { register, mode, file, onProgress: setShare },
      { onSuccess: ({ id }) => void navigate({ to: '/transfers/imports/$importId', params: { importId: id } }) },
    );
  };
  return (
    <Page title="导入" parent={{ path: '/transfers', title: '导入导出' }}>
      <ImportSteps current={0} />
      <div className="panel panel-body import-upload">
        <fieldset>
          <legend>导入到哪一库</legend>
          <Radio.Group
            value={register}
            optionType="button"
            options={registers.map((code) => ({ value: code, label: termOf('register', code) }))}
            onChange={(event) =>
              void navigate({
                to: '/transfers/imports/new',
                search: { register: event.target.value as Code<'register'> },
                replace: true,
              })
            }
          />
          {register === 'resource' && (
            <Select<Code<'resourceKind'>>
              aria-label="模板带上哪类资源自己的字段"
              placeholder="模板带上哪类资源自己的字段"
              allowClear
              value={kind}
              onChange={setKind}
              popupMatchSelectWidth={false}
              options={codesOf('resourceKind').map((code) => ({ value: code, label: termOf('resourceKind', code) }))}
            />
          )}
          <a
            className="import-template"
            href={apiUrl('/imports/template', { register, kind: register === 'resource' ? kind : undefined })}
            download
          >
            <DownloadOutlined aria-hidden="true" /> 下载{termOf('register', register)}模板
          </a>
        </fieldset>
        <fieldset>
          <legend>方式</legend>
          <Radio.Group
            vertical
            value={mode}
            onChange={(event) => setMode(event.target.value as Code<'importMode'>)}
            options={(['both', 'create', 'update'] as const).map((code) => ({
              value: code,
              label: (
                <>
                  {termOf('importMode', code)} <span className="faint small">{MODE_NOTES[code]}</span>
                </>
              ),
            }))}
          />
        </fieldset>
        <fieldset>
          <legend>文件</legend>
          <Upload.Dragger
            accept={ACCEPT}
            maxCount={1}
            showUploadList={false}
            disabled={upload.isPending}
            beforeUpload={(chosen) => {
              setFile(chosen);
              upload.reset();
              return false;
            }}
          >
            <p className="import-drop-icon">
              <InboxOutlined aria-hidden="true" />
            </p>
            {file === undefined ? (
              <>
                <p>把文件拖到这里，或点此选择</p>
                <p className="faint small">
                  .xlsx 或 .csv；模板、本系统导出的文件、自己的表都行：上面有标题、表头分两行、单位写在表头里都认得
                </p>
              </>
            ) : (
              <>
                <p>{file.name}</p>
                <p className="faint small number">{formatBytes(file.size)}；点此换一个</p>
              </>
            )}
          </Upload.Dragger>
          {!isSupported && <p className="field-error">只能导入 .xlsx 或 .csv 文件</p>}
        </fieldset>
        {upload.isError && (
          <Alert type="error" showIcon className="gap-below" title={textOfError(upload.error)} role="alert" />
        )}
        {upload.isPending && <Progress percent={Math.round(share * 100)} aria-label="上传进度" />}
        <Button type="primary" disabled={file === undefined || !isSupported} loading={upload.isPending} onClick={start}>
          上传并校验
        </Button>
        <span className="faint small import-note">校验不会改动库里的数据，看过结果再确认。</span>
      </div>
    </Page>
  );
}
