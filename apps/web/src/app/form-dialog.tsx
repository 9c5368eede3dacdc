import { Alert, Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { ApiError, textOfError } from '../api/api-error.js';
import { DialogFocus } from './dialog-focus.js';

interface FormDialogProps {
  readonly title: string;
  readonly okText: string;
  readonly isDangerous?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly width?: number;
  readonly onOk: () => void;
  readonly onCancel: () => void;
  /** Fetches the record anew after somebody else changed it; what was typed stays. */
  readonly onRefresh?: () => void;
  readonly children: ReactNode;
}

/** A form over the page. A tap beside it does not close it: nothing typed is lost by accident. */
export function FormDialog(props: FormDialogProps) {
  const { error, onRefresh } = props;
  const isConflict = error instanceof ApiError && error.code === 'VERSION_CONFLICT';
  return (
    <Modal
      open
      title={props.title}
      okText={props.okText}
      okButtonProps={{ danger: props.isDangerous }}
      confirmLoading={props.isPending}
      width={props.width ?? 560}
      mask={{ closable: false }}
      onOk={props.onOk}
      onCancel={props.onCancel}
    >
      <DialogFocus>
        {error !== null && error !== undefined && (
          <Alert
            type="error"
            showIcon
            role="alert"
            className="gap-below"
            title={textOfError(error)}
            action={
              isConflict &&
              onRefresh !== undefined && (
                <Button size="small" onClick={onRefresh}>
                  取最新内容
                </Button>
              )
            }
          />
        )}
        {props.children}
      </DialogFocus>
    </Modal>
  );
}
