import { ALIASED_KINDS, type FieldKind, type ImportView } from '@lianghuan/contracts';
import { Alert, App, Button } from 'antd';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { formatNumber } from '../format/number.js';
import { AliasList } from '../value-alias/alias-list.js';
import { UnknownValueList } from '../value-alias/unknown-value-list.js';
import { useImportFields } from './import-fields.js';
import {
  useImportAliases,
  useRecheck,
  useRemoveImportAlias,
  useSaveImportAlias,
  useUnknownImportValues,
} from './import.queries.js';

/** Values of the table that are in no list: its importer says once what each means, then the table is checked again. */
export function UnknownImportValues({ view }: { readonly view: ImportView }) {
  const query = useUnknownImportValues(view);
  const save = useSaveImportAlias(view.id);
  const recheck = useRecheck(view.id);
  const fields = useImportFields(view.register).filter(({ kind }) => ALIASED_KINDS.includes(kind as FieldKind));
  return (
    <LoadState query={query} rows={2}>
      {(values) => {
        const told = values.filter(({ meansText }) => meansText !== null).length;
        return (
          values.length > 0 && (
            <div className="gap-below">
              <Panel title="不认识的值">
                <p className="faint small">
                  表里有自己叫法的，在这里说明一次对应哪一项，再重新校验；本单位以后导入的表都按此读。
                </p>
                <UnknownValueList values={values} fields={fields} onSave={save.mutateAsync} mayTeach={view.can.map} />
                {recheck.isError && <Alert type="error" showIcon role="alert" title={textOfError(recheck.error)} />}
                {told > 0 && view.can.map && (
                  <Button
                    type="primary"
                    className="section-gap"
                    loading={recheck.isPending}
                    onClick={() => recheck.mutate()}
                  >
                    按 {formatNumber(told)} 处对应重新校验
                  </Button>
                )}
              </Panel>
            </div>
          )
        );
      }}
    </LoadState>
  );
}

/** What the reader's unit has said words of tables like this one mean. */
export function ImportAliases({ view }: { readonly view: ImportView }) {
  const { message } = App.useApp();
  const query = useImportAliases(view.id);
  const remove = useRemoveImportAlias(view.id);
  const read = new Set(view.columns.map(({ field }) => field));
  const aliases = (query.data ?? []).filter(({ field }) => read.has(field));
  if (aliases.length === 0) return null;
  return (
    <>
      <h3 className="section-gap small">本单位的值对应</h3>
      <AliasList
        aliases={aliases}
        onRemove={
          view.can.map
            ? (id) => remove.mutate(id, { onError: (error) => void message.error(textOfError(error)) })
            : undefined
        }
        removing={remove.isPending ? remove.variables : undefined}
      />
    </>
  );
}
