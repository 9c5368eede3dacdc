import { App, Button, type ButtonProps } from 'antd';
import { useState } from 'react';
import { ReasonDialog } from './reason-dialog.js';

interface ReasonButtonProps {
  readonly label: string;
  readonly button?: Pick<ButtonProps, 'size' | 'type' | 'danger' | 'disabled' | 'aria-label'>;
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly text: string;
  readonly okText: string;
  readonly isDangerous?: boolean;
  /** The change, given the reason: a mutation of the query library. */
  readonly step: {
    readonly mutate: (reason: string, options: { readonly onSuccess: () => void }) => void;
    readonly isPending: boolean;
    readonly error: unknown;
    readonly reset: () => void;
  };
  /** Said when it is done. */
  readonly doneText: string;
}

/** A button whose step needs a reason: asks, does it, says that it is done. A refusal stays in the dialog until that is closed. */
export function ReasonButton({ label, button, step, doneText, ...asked }: ReasonButtonProps) {
  const { message } = App.useApp();
  const [isAsking, setAsking] = useState(false);
  const close = () => {
    step.reset();
    setAsking(false);
  };
  return (
    <>
      <Button {...button} onClick={() => setAsking(true)}>
        {label}
      </Button>
      {isAsking && (
        <ReasonDialog
          {...asked}
          isPending={step.isPending}
          error={step.error}
          onCancel={close}
          onOk={(reason) =>
            step.mutate(reason, {
              onSuccess: () => {
                setAsking(false);
                void message.success(doneText);
              },
            })
          }
        />
      )}
    </>
  );
}
