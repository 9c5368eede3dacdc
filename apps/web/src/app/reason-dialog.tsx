import { Alert, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { DialogFocus } from './dialog-focus.js';
import { isReason, ReasonInput } from './reason-input.js';

interface ReasonDialogProps {
  readonly title: string;
  /** What will happen, in a sentence, or a preview of it. */
  readonly text: ReactNode;
  readonly okText: string;
  readonly isDangerous?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onOk: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks why before something that others will ask about. */
export function ReasonDialog(props: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const [isTouched, setTouched] = useState(false);
  return (
    <Modal
      open
      title={props.title}
      okText={props.okText}
      okButtonProps={{ danger: props.isDangerous }}
      confirmLoading={props.isPending}
      onCancel={props.onCancel}
      onOk={() => (isReason(reason) ? props.onOk(reason.trim()) : setTouched(true))}
    >
      <DialogFocus>
        <div className="gap-below">{props.text}</div>
        {props.error !== null && props.error !== undefined && (
          <Alert type="error" showIcon title={textOfError(props.error)} className="gap-below" />
        )}
        <ReasonInput id="reason" value={reason} onChange={setReason} isTouched={isTouched} />
      </DialogFocus>
    </Modal>
  );
}
