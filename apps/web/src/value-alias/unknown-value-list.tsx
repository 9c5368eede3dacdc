import type { UnknownValue } from '@lianghuan/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { textOfError } from '../api/api-error.js';
import { formatNumber } from '../format/number.js';
import type { RegisterField } from '../register/register-field.js';
import { StatusDot } from '../register/status-tags.js';
import { AliasForm, type SaveAlias } from './alias-form.js';

interface UnknownValueListProps {
  readonly values: readonly UnknownValue[];
  readonly fields: readonly RegisterField[];
  readonly onSave: SaveAlias;
  /** Whether the reader may say what they mean. */
  readonly mayTeach: boolean;
}

/** Values that are in no list, with what they may have been, and where to say what they mean. */
export function UnknownValueList({ values, ...props }: UnknownValueListProps) {
  return (
    <ul className="findings">
      {values.map((value) => (
        <Value key={`${value.field} ${value.said}`} value={value} {...props} />
      ))}
    </ul>
  );
}

function Value(props: Omit<UnknownValueListProps, 'values'> & { readonly value: UnknownValue }) {
  const { value, fields, onSave, mayTeach } = props;
  const { field, title, said, meant, rows, meansText } = value;
  const { message } = App.useApp();
  const save = useMutation({ mutationFn: onSave });
  const isAsked = meansText === null && mayTeach;
  return (
    <li className="alias-line">
      <span>
        {title}“{said}”{' '}
        <span className="faint small">
          <span className="number">{formatNumber(rows)}</span> 行{meant !== null && `，是否应为“${meant}”？`}
        </span>
        {meant !== null && isAsked && (
          <Button
            type="link"
            size="small"
            aria-label={`“${said}”就是“${meant}”`}
            loading={save.isPending}
            onClick={() =>
              save.mutate({ field, said, means: meant }, { onError: (error) => void message.error(textOfError(error)) })
            }
          >
            是
          </Button>
        )}
      </span>
      {meansText !== null && <StatusDot tone="ok">已对应为 {meansText}</StatusDot>}
      {isAsked && <AliasForm fields={fields} onSave={onSave} of={{ field, said }} />}
    </li>
  );
}
