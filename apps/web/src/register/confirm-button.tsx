import { CheckOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { textOfError } from '../api/api-error.js';
import type { RegisterDefinition, RegisterRow } from './register-definition.js';
import { useConfirmRow } from './register.queries.js';

interface ConfirmButtonProps<Row extends RegisterRow> {
  readonly definition: RegisterDefinition<Row>;
  readonly row: Pick<RegisterRow, 'id' | 'version' | 'name'>;
  readonly size?: 'small';
}

/** 仍属实: the facts of a row are still as written; they hold for another year. */
export function ConfirmButton<Row extends RegisterRow>({ definition, row, size }: ConfirmButtonProps<Row>) {
  const { message } = App.useApp();
  const confirm = useConfirmRow(definition, row.id);
  // Told from the promise: by the time the lists are anew, the button may be gone with its row.
  const confirmNow = () =>
    confirm.mutateAsync(row.version).then(
      ({ validUntil }) => message.success(`已复核「${row.name}」，有效期至 ${validUntil}`),
      (error: unknown) => message.error(textOfError(error)),
    );
  return (
    <Button
      icon={<CheckOutlined />}
      size={size}
      aria-label={`仍属实：${row.name}`}
      loading={confirm.isPending}
      onClick={() => void confirmNow()}
    >
      仍属实
    </Button>
  );
}
