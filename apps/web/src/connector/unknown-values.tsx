import { aliasedFields, type ConnectorRunView } from '@lianghuan/contracts';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { registerField } from '../register/register-field.js';
import { UnknownValueList } from '../value-alias/unknown-value-list.js';
import { useSaveAlias, useUnknownValues } from './connector.queries.js';

/** The fields of a vendor's rows that have lists. */
export const ALIASED_FIELDS = aliasedFields().map((field) => registerField(field));

/** Values of a run that are in no list, and where to say what they mean. */
export function UnknownValues({ run }: { readonly run: ConnectorRunView }) {
  const query = useUnknownValues(run);
  const save = useSaveAlias(run.connectorId);
  return (
    <LoadState query={query} rows={2}>
      {(values) =>
        values.length > 0 && (
          <div className="gap-below">
            <Panel title="不认识的值">
              <p className="faint small">
                来源有自己的写法或代码的，说明对应哪一项；以后读这个来源都按此，本次要再预演或写入一遍。
              </p>
              <UnknownValueList
                values={values}
                fields={ALIASED_FIELDS}
                onSave={save.mutateAsync}
                mayTeach={run.can.teach}
              />
            </Panel>
          </div>
        )
      }
    </LoadState>
  );
}
