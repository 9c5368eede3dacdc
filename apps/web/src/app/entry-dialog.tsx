import { Form, type FormInstance, type FormProps } from 'antd';
import type { ReactNode } from 'react';
import { FormDialog } from './form-dialog.js';

interface EntryDialogProps<Values> extends Pick<
  FormProps<Values>,
  'initialValues' | 'requiredMark' | 'onFinish' | 'onValuesChange' | 'scrollToFirstError' | 'autoComplete'
> {
  readonly title: string;
  readonly okText: string;
  readonly isDangerous?: boolean;
  readonly width?: number;
  /** The change the form asks for: a mutation of the query library. */
  readonly step: { readonly isPending: boolean; readonly error: unknown };
  /** Where the caller reads or sets fields while they are typed; otherwise the dialog has its own. */
  readonly form?: FormInstance<Values>;
  readonly onCancel: () => void;
  /** Fetches the record anew after somebody else changed it; what was typed stays. */
  readonly onRefresh?: () => void;
  readonly children: ReactNode;
}

/** A dialog that is one form: its button submits, a refusal stands above the fields. */
export function EntryDialog<Values extends object>(props: EntryDialogProps<Values>) {
  const { title, okText, isDangerous, width, step, form, onCancel, onRefresh, children, ...rest } = props;
  const [own] = Form.useForm<Values>(form);
  return (
    <FormDialog
      title={title}
      okText={okText}
      isDangerous={isDangerous}
      width={width}
      isPending={step.isPending}
      error={step.error}
      onOk={() => own.submit()}
      onCancel={onCancel}
      onRefresh={onRefresh}
    >
      <Form<Values> {...rest} form={own} layout="vertical">
        {children}
      </Form>
    </FormDialog>
  );
}
