import { Alert, Input, Modal, type GetRef } from 'antd';
import { useRef, useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { FocusOnMount } from './focus-on-mount.js';

interface ReasonDialogProps {
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly text: string;
  readonly okText: string;
  readonly isDangerous?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onOk: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks why before something that others will ask about. */
export function ReasonDialog(props: ReasonDialogProps) {
  const first = useRef<GetRef<typeof Input.TextArea>>(null);
  const [reason, setReason] = useState('');
  const [isTouched, setTouched] = useState(false);
  const isShort = reason.trim().length < 2;
  return (
    <Modal
      open
      title={props.title}
      okText={props.okText}
      okButtonProps={{ danger: props.isDangerous }}
      confirmLoading={props.isPending}
      onCancel={props.onCancel}
      onOk={() => (isShort ? setTouched(true) : props.onOk(reason.trim()))}
    >
      <p className="gap-below">{props.text}</p>
      {props.error !== null && props.error !== undefined && (
        <Alert type="error" showIcon title={textOfError(props.error)} className="gap-below" />
      )}
      <label className="field-label" htmlFor="reason">
        原因
      </label>
      <Input.TextArea
        id="reason"
        ref={first}
        rows={3}
        maxLength={500}
        value={reason}
        status={isTouched && isShort ? 'error' : ''}
        aria-invalid={isTouched && isShort}
        onChange={(event) => setReason(event.target.value)}
      />
      <FocusOnMount target={first} />
      {isTouched && isShort && <p className="field-error">请写明原因，至少两个字</p>}
    </Modal>
  );
}
