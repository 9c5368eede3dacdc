import type { ConnectorView } from '@lianghuan/contracts';
import { App, Empty, Modal } from 'antd';
import { textOfError } from '../api/api-error.js';
import { DialogFocus } from '../app/dialog-focus.js';
import { AliasList } from '../value-alias/alias-list.js';
import { AliasForm } from '../value-alias/alias-form.js';
import { ALIASED_FIELDS } from './unknown-values.js';
import { useRemoveAlias, useSaveAlias } from './connector.queries.js';

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
  const save = useSaveAlias(connector.id);
  return (
    <Modal open title={`「${connector.name}」的值对应`} width={680} footer={null} onCancel={onClose}>
      <DialogFocus>
        <p className="faint small">来源的写法或代码各是什么意思。先于自动识别，只用于这个来源，从下一次运行起。</p>
        {connector.aliases.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有；预演后可在“不认识的值”里逐个对应" />
        ) : (
          <AliasList
            aliases={connector.aliases}
            onRemove={
              connector.can.teach
                ? (id) => remove.mutate(id, { onError: (error) => void message.error(textOfError(error)) })
                : undefined
            }
            removing={remove.isPending ? remove.variables : undefined}
          />
        )}
        {connector.can.teach && <AliasForm fields={ALIASED_FIELDS} onSave={save.mutateAsync} />}
      </DialogFocus>
    </Modal>
  );
}
