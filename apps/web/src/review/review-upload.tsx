import { CameraOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Button, Upload, type UploadFile, type UploadProps } from 'antd';
import { textOfError } from '../api/api-error.js';
import { usePhone } from '../app/use-phone.js';
import { uploadReviewFile } from './review.queries.js';

interface ReviewUploadProps {
  readonly id?: string;
  readonly value?: readonly UploadFile<{ readonly id: string }>[];
  readonly onChange?: (files: UploadFile<{ readonly id: string }>[]) => void;
}

/** Attachments of an opinion or of evidence: chosen, or taken with the camera of a phone. */
export function ReviewUpload({ id, value = [], onChange }: ReviewUploadProps) {
  const isPhone = usePhone();
  const upload: UploadProps<{ readonly id: string }>['customRequest'] = ({ file, onProgress, onSuccess, onError }) => {
    if (!(file instanceof File)) return;
    uploadReviewFile(file, (share) => onProgress?.({ percent: Math.round(share * 100) })).then(
      (stored) => onSuccess?.(stored),
      (error: unknown) => onError?.(new Error(textOfError(error), { cause: error })),
    );
  };
  return (
    <Upload
      id={id}
      multiple
      maxCount={20}
      customRequest={upload}
      fileList={[...value]}
      onChange={({ fileList }) => onChange?.(fileList)}
    >
      <Button icon={isPhone ? <CameraOutlined aria-hidden="true" /> : <PaperClipOutlined aria-hidden="true" />}>
        {isPhone ? '拍照或选文件' : '选择文件'}
      </Button>
    </Upload>
  );
}
