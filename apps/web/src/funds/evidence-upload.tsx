import { CameraOutlined, InboxOutlined } from '@ant-design/icons';
import { Button, Upload, type UploadFile, type UploadProps } from 'antd';
import { textOfError } from '../api/api-error.js';
import { usePhone } from '../app/use-phone.js';
import { uploadEvidence } from './funds.queries.js';

const ACCEPT = '.pdf,.jpg,.jpeg,.png,.webp,.heic,.doc,.docx,.xls,.xlsx,.ofd,.zip';
export const MOST_FILES = 20;

interface EvidenceUploadProps {
  readonly id?: string;
  readonly value?: readonly UploadFile<{ readonly id: string }>[];
  readonly onChange?: (files: UploadFile<{ readonly id: string }>[]) => void;
}

/** Ids of the files that are stored. */
export function storedIds(files: EvidenceUploadProps['value']): string[] {
  return (files ?? []).flatMap(({ status, response }) =>
    status === 'done' && response !== undefined ? [response.id] : [],
  );
}

/** Evidence files: dragged in, chosen, or taken with the camera of a phone. Each shows how far it is. */
export function EvidenceUpload({ id, value = [], onChange }: EvidenceUploadProps) {
  const isPhone = usePhone();
  const upload: UploadProps<{ readonly id: string }>['customRequest'] = ({ file, onProgress, onSuccess, onError }) => {
    if (!(file instanceof File)) return;
    uploadEvidence(file, (share) => onProgress?.({ percent: Math.round(share * 100) })).then(
      (stored) => onSuccess?.(stored),
      // The list shows the sentence under the file.
      (error: unknown) => onError?.(new Error(textOfError(error), { cause: error })),
    );
  };
  const shared: UploadProps<{ readonly id: string }> = {
    multiple: true,
    maxCount: MOST_FILES,
    customRequest: upload,
    fileList: [...value],
    onChange: ({ fileList }) =>
      onChange?.(
        fileList.map((file) =>
          file.status === 'error' ? { ...file, response: undefined, error: file.error as unknown } : file,
        ),
      ),
  };
  const failed = value.filter(({ status }) => status === 'error');
  return (
    // The input itself is hidden, so what is missing is shown here.
    <div className="evidence-upload" id={id} tabIndex={-1}>
      {isPhone ? (
        <div className="evidence-buttons">
          <Upload {...shared} showUploadList={false} accept="image/*" capture="environment">
            <Button icon={<CameraOutlined aria-hidden="true" />}>拍照</Button>
          </Upload>
          <Upload {...shared} accept={ACCEPT} id={id && `${id}-file`}>
            <Button icon={<InboxOutlined aria-hidden="true" />}>选择文件</Button>
          </Upload>
        </div>
      ) : (
        <Upload.Dragger {...shared} accept={ACCEPT} id={id && `${id}-file`}>
          <p>
            <InboxOutlined aria-hidden="true" /> 把凭证拖到这里，或点击选择
          </p>
          <p className="faint small">验资报告、银行回单、发票、合同、进度证明、照片；最多 {MOST_FILES} 份</p>
        </Upload.Dragger>
      )}
      {failed.map((file) => (
        <p key={file.uid} className="field-error" role="alert">
          {file.name}：{file.error instanceof Error ? file.error.message : '没能上传'}，请移除后重新选择
        </p>
      ))}
    </div>
  );
}
