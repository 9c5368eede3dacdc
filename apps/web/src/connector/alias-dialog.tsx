import type { ConnectorView } from '@lianghuan/contracts';
import { App, Button, Empty, Modal } from 'antd';
import { textOfError } from '../api/api-error.js';
import { formatInstant } from '../format/date.js';
import { AliasForm } from './alias-form.js';
import { useRemoveAlias } from './connector.queries.js';

/** 值对应 of a connector: what is kept, one more, or one less. */
export function AliasDialog({
  connector,
  onClose,
}: {
  readonly connector: ConnectorView;
  readonly onClose: () => void;
}) {
  const { message } = App.useApp();
  const remove = useRemoveAlias(connector.id);
  return (
    <Modal open title={`「${connector.name}」的值对应`} width={680} footer={null} onCancel={onClose}>
      <p className="faint small">来源的写法或代码各是什么意思。先于自动识别，只用于这个来源，从下一次运行起。</p>
      {connector.aliases.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有；预演后可在“不认识的值”里逐个对应" />
      ) : (
        <ul className="findings">
          {connector.aliases.map(({ id, title, said, meansText, madeByName, madeAt }) => (
            <li key={id} className="alias-line">
              <span>
                {title}“{said}” → {meansText}{' '}
                <span className="faint small">
                  {madeByName} {formatInstant(madeAt)}
                </span>
              </span>
              {connector.can.teach && (
                <Button
                  size="small"
                  aria-label={`删除“${said}”的对应`}
                  loading={remove.isPending && remove.variables === id}
                  onClick={() => remove.mutate(id, { onError: (error) => void message.error(textOfError(error)) })}
                >
                  删除
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {connector.can.teach && <AliasForm connectorId={connector.id} />}
    </Modal>
  );
}
