import { CameraOutlined, InboxOutlined } from '@ant-design/icons';
import {
  ATTACHMENT_TYPES,
  codesOf,
  termOf,
  type AttachmentView,
  type StoredFileView,
  type SubjectRef,
} from '@lianghuan/contracts';
import { App, Button, Form, Input, Select, Upload, type UploadFile, type UploadProps } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { usePhone } from '../app/use-phone.js';
import { FormDialog } from '../app/form-dialog.js';
import { uploadAttachment, useAddAttachment, useRenewAttachment } from './attachment.queries.js';

const ENDINGS = Object.keys(ATTACHMENT_TYPES);
const ACCEPT = ENDINGS.map((ending) => `.${ending}`).join(',');

interface AttachmentDialogProps {
  readonly on: SubjectRef;
  /** The attachment that gets a new version; without it, a new one is added. */
  readonly renewed?: AttachmentView;
  readonly onClose: () => void;
}

interface Values {
  readonly title: string;
  readonly kind: AttachmentView['kind'];
  readonly note?: string;
}

/** A new attachment, or the next version of one. */
export function AttachmentDialog({ on, renewed, onClose }: AttachmentDialogProps) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [file, setFile] = useState<UploadFile<StoredFileView>>();
  const [isMissing, setMissing] = useState(false);
  const add = useAddAttachment();
  const renew = useRenewAttachment(renewed?.id ?? '');
  const change = renewed === undefined ? add : renew;
  const stored = file?.status === 'done' ? file.response : undefined;

  const save = async () => {
    const values = await form.validateFields().catch(() => undefined);
    if (stored === undefined) setMissing(true);
    if (values === undefined || stored === undefined) return;
    const note = values.note?.trim() === '' ? undefined : values.note?.trim();
    const done = {
      onSuccess: () => {
        void message.success(renewed === undefined ? '已上传' : '已更新');
        onClose();
      },
    };
    if (renewed !== undefined) renew.mutate({ fileId: stored.id, note }, done);
    else add.mutate({ ...on, title: values.title.trim(), kind: values.kind, fileId: stored.id, note }, done);
  };
  return (
    <FormDialog
      title={renewed === undefined ? '上传附件' : `更新「${renewed.title}」`}
      okText={renewed === undefined ? '上传' : '更新'}
      isPending={change.isPending}
      error={change.error}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" initialValues={{ kind: 'other' }}>
        <Form.Item label="文件" required>
          <FileUpload
            file={file}
            onChange={(next) => {
              setFile(next);
              setMissing(false);
              if (next?.status === 'done' && renewed === undefined && !form.getFieldValue('title')) {
                form.setFieldValue('title', next.name.replace(/\.[^.]+$/, '').slice(0, 100));
              }
            }}
          />
          {isMissing && (
            <p className="field-error" role="alert">
              {file?.status === 'uploading' ? '文件还在上传，请稍候' : '请选择文件'}
            </p>
          )}
        </Form.Item>
        {renewed === undefined && (
          <>
            <Form.Item name="title" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name="kind" label="类别">
              <Select
                options={codesOf('attachmentKind').map((kind) => ({
                  value: kind,
                  label: termOf('attachmentKind', kind),
                }))}
              />
            </Form.Item>
          </>
        )}
        <Form.Item name="note" label={renewed === undefined ? '说明' : '改了什么'}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
    </FormDialog>
  );
}

/** One file: dragged in, chosen, or taken with the camera of a phone. */
function FileUpload(props: {
  readonly file: UploadFile<StoredFileView> | undefined;
  readonly onChange: (file: UploadFile<StoredFileView> | undefined) => void;
}) {
  const { file, onChange } = props;
  const isPhone = usePhone();
  const shared: UploadProps<StoredFileView> = {
    maxCount: 1,
    fileList: file === undefined ? [] : [file],
    customRequest: ({ file: chosen, onProgress, onSuccess, onError }) => {
      if (!(chosen instanceof File)) return;
      uploadAttachment(chosen, (share) => onProgress?.({ percent: Math.round(share * 100) })).then(
        (stored) => onSuccess?.(stored),
        (error: unknown) => onError?.(new Error(textOfError(error), { cause: error })),
      );
    },
    onChange: ({ fileList }) => onChange(fileList.at(-1)),
  };
  return (
    <>
      {isPhone ? (
        <div className="evidence-buttons">
          <Upload {...shared} showUploadList={false} accept="image/*" capture="environment">
            <Button icon={<CameraOutlined aria-hidden="true" />}>拍照</Button>
          </Upload>
          <Upload {...shared} accept={ACCEPT}>
            <Button icon={<InboxOutlined aria-hidden="true" />}>选择文件</Button>
          </Upload>
        </div>
      ) : (
        <Upload.Dragger {...shared} accept={ACCEPT}>
          <p>
            <InboxOutlined aria-hidden="true" /> 把文件拖到这里，或点击选择
          </p>
          <p className="faint small">{ENDINGS.join('、')}</p>
        </Upload.Dragger>
      )}
      {file?.status === 'error' && (
        <p className="field-error" role="alert">
          {file.error instanceof Error ? file.error.message : '没能上传'}
        </p>
      )}
    </>
  );
}
