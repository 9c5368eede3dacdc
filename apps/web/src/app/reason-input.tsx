import { Form, Input } from 'antd';

const MISSING = '请写明原因，至少两个字';

/** Whether somebody has said why: two characters at least, as the API asks. */
export function isReason(text: string): boolean {
  return text.trim().length >= 2;
}

interface ReasonInputProps {
  readonly id: string;
  readonly label?: string;
  readonly rows?: number;
  readonly value: string;
  readonly onChange: (reason: string) => void;
  /** Somebody tried to go on: now a missing reason is said. */
  readonly isTouched: boolean;
}

/** 原因, where it is not a field of a form. */
export function ReasonInput({ id, label = '原因', rows = 3, value, onChange, isTouched }: ReasonInputProps) {
  const isMissing = isTouched && !isReason(value);
  return (
    <>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <Input.TextArea
        id={id}
        rows={rows}
        maxLength={500}
        value={value}
        status={isMissing ? 'error' : ''}
        aria-invalid={isMissing}
        onChange={(event) => onChange(event.target.value)}
      />
      {isMissing && <p className="field-error">{MISSING}</p>}
    </>
  );
}

interface ReasonItemProps {
  readonly name?: string;
  readonly label?: string;
  readonly isRequired?: boolean;
  readonly maxLength?: number;
  readonly placeholder?: string;
}

/** 原因 as a field of a form. */
export function ReasonItem(props: ReasonItemProps) {
  const { name = 'reason', label = '原因', isRequired = true, maxLength = 500, placeholder } = props;
  return (
    <Form.Item
      name={name}
      label={label}
      required={isRequired}
      rules={[{ required: isRequired, whitespace: true, min: 2, message: MISSING }]}
    >
      <Input.TextArea rows={3} maxLength={maxLength} placeholder={placeholder} />
    </Form.Item>
  );
}
