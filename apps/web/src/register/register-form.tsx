import { useQuery } from '@tanstack/react-query';
import { Link, useBlocker, useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, App, Button, Form, Modal, Skeleton } from 'antd';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { ApiError } from '../api/api-error.js';
import { LoadFailure } from '../app/load-state.js';
import { DialogFocus } from '../app/dialog-focus.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { shortcutText, useSaveShortcut } from '../app/shortcut.js';
import { DuplicateHint } from '../duplicate/duplicate-hint.js';
import { isDuplicateRegister } from '../duplicate/duplicate.queries.js';
import { useExtraRegisterFields } from '../extra-field/extra-register-fields.js';
import { ConflictDialog } from './conflict-dialog.js';
import { FieldEditor } from './field-editor.js';
import { fieldProblem } from './field-problem.js';
import { type RegisterDefinition, type RegisterRow, rowPath } from './register-definition.js';
import { byGroup, isSameValue, type RegisterField, valueIn } from './register-field.js';
import { registerRowQuery, useCreateRow, useUpdateRow } from './register.queries.js';
import { NewRowSearch } from './new-row.search.js';
import { changedValues, filledValues, initialValues, type FieldValues } from './row-changes.js';
import { useMe } from '../session/session.queries.js';
import { serverProblems } from './server-problems.js';

interface RegisterFormProps<Row extends RegisterRow> {
  readonly definition: RegisterDefinition<Row>;
  /** Without it a new row is made. */
  readonly id?: string;
}

/** Form of a register row, made from the fields of its contract. */
export function RegisterForm<Row extends RegisterRow>({ definition, id }: RegisterFormProps<Row>) {
  if (useExtraRegisterFields(definition.name, undefined) === undefined) {
    return (
      <Page title={definition.term} parent={{ path: definition.path, title: definition.title }}>
        <div className="panel panel-body">
          <Skeleton active paragraph={{ rows: 12 }} />
        </div>
      </Page>
    );
  }
  return id === undefined ? (
    <Editor definition={definition} row={undefined} />
  ) : (
    <EditorOfStored definition={definition} id={id} />
  );
}

function EditorOfStored<Row extends RegisterRow>({
  definition,
  id,
}: {
  readonly definition: RegisterDefinition<Row>;
  readonly id: string;
}) {
  // What the form starts from must not change under the hands of who is typing.
  const query = useQuery({
    ...registerRowQuery(definition, id),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const [base, setBase] = useState<Row>();
  if (base === undefined && query.data !== undefined && !query.isFetching) setBase(query.data);
  if (base !== undefined) return <Editor definition={definition} row={base} />;
  return (
    <Page title={`编辑${definition.term}`} parent={{ path: definition.path, title: definition.title }}>
      <div className="panel panel-body">
        {query.isError ? (
          <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 12 }} />
        )}
      </div>
    </Page>
  );
}

interface Conflict<Row> {
  readonly by: string;
  readonly at: string;
  readonly latest: Row;
}

function Editor<Row extends RegisterRow>({
  definition,
  row,
}: {
  readonly definition: RegisterDefinition<Row>;
  readonly row: Row | undefined;
}) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<Record<string, unknown>>();
  const kindOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
  // The kind decides which fields there are, while it is chosen too.
  const chosen: unknown = Form.useWatch('kind', form);
  const stored = row === undefined ? undefined : valueIn(row, 'kind');
  const more = useExtraRegisterFields(definition.name, kindOf(chosen) ?? kindOf(stored));
  const fields = useMemo(() => [...definition.fields, ...(more ?? [])], [definition.fields, more]);
  const [base, setBase] = useState<Row | undefined>(row);
  const { kind, sourceKind, level, areaCode } = NewRowSearch.parse(useSearch({ strict: false }));
  const { reach, organisation } = useMe();
  // A county team lists what lies in its own county.
  const ownArea = reach === 'area' ? organisation.areaCode : areaCode;
  const baseValues = useMemo(
    () => initialValues(fields, base, { kind, sourceKind, level, areaCode: ownArea }),
    [fields, base, kind, sourceKind, level, ownArea],
  );
  const [isDirty, setDirty] = useState(false);
  const [general, setGeneral] = useState<readonly string[]>([]);
  const [conflict, setConflict] = useState<Conflict<Row>>();
  /** A row of the same name in the same area. */
  const [namesake, setNamesake] = useState<{ readonly id: string; readonly text: string }>();
  const isLeaving = useRef(false);
  const create = useCreateRow(definition);
  const update = useUpdateRow(definition, row?.id ?? '');
  const latest = useQuery({ ...registerRowQuery(definition, row?.id ?? ''), enabled: false });

  const blocker = useBlocker({
    shouldBlockFn: () => isDirty && !isLeaving.current,
    enableBeforeUnload: () => isDirty && !isLeaving.current,
    withResolver: true,
  });

  const title = row === undefined ? `新建${definition.term}` : `编辑${definition.term}`;
  const isPending = create.isPending || update.isPending;
  const backTo = row === undefined ? definition.path : `${definition.path}/${row.id}`;

  useSaveShortcut(() => {
    if (!isPending) form.submit();
  });

  const values = (): FieldValues => form.getFieldsValue(true) as FieldValues;
  const leave = (saved: Row, text: string) => {
    isLeaving.current = true;
    void message.success(text);
    void navigate({ to: `${definition.path}/${saved.id}`, replace: true });
  };
  const onError = async (error: Error) => {
    // The dialog that signs in again is over the page already.
    if (error instanceof ApiError && error.isUnauthenticated) return;
    if (error instanceof ApiError && error.code === 'VERSION_CONFLICT') {
      const fresh = await latest.refetch();
      if (fresh.data !== undefined) {
        setConflict({
          by: error.detail('by'),
          at: error.detail('at'),
          latest: fresh.data,
        });
        return;
      }
    }
    if (error instanceof ApiError && error.code === 'SAME_NAME_EXISTS') {
      setNamesake({ id: error.detail('id'), text: error.message });
      return;
    }
    setNamesake(undefined);
    const problems = serverProblems(error, fields, values());
    setGeneral(problems.general);
    form.setFields([...problems.byField].map(([name, sentence]) => ({ name, errors: [sentence] })));
    const first = fields.find(({ name }) => problems.byField.has(name));
    if (first !== undefined) form.scrollToField(first.name, { block: 'center', focus: true });
    else document.getElementById('content')?.scrollTo({ top: 0 });
  };
  const submit = (distinctReason?: string) => {
    setGeneral([]);
    if (base === undefined) {
      create.mutate(
        { ...filledValues(fields, values()), ...reasonOf(distinctReason) },
        {
          onSuccess: (saved) => leave(saved, `已新建${definition.term}`),
          onError: (error) => void onError(error),
        },
      );
      return;
    }
    const changes = changedValues(fields, baseValues, values());
    if (Object.keys(changes).length === 0) {
      leave(base, '没有改动');
      return;
    }
    update.mutate(
      { ...changes, version: base.version, ...reasonOf(distinctReason) },
      { onSuccess: (saved) => leave(saved, '已保存'), onError: (error) => void onError(error) },
    );
  };

  return (
    <Page
      title={row === undefined ? title : `${title}：${row.name}`}
      heading={title}
      meta={row?.name}
      parent={{ path: definition.path, title: definition.title }}
    >
      <Form
        form={form}
        layout="vertical"
        className="register-form"
        initialValues={baseValues}
        onFinish={() => submit()}
        onValuesChange={() =>
          setDirty(fields.some(({ name }) => !isSameValue(baseValues[name], form.getFieldValue(name))))
        }
        scrollToFirstError={{ block: 'center', focus: true }}
        noValidate
      >
        {general.length > 0 && (
          <Alert
            type="error"
            showIcon
            className="gap-below"
            role="alert"
            title={
              general.length === 1 ? (
                general[0]
              ) : (
                <ul>
                  {general.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              )
            }
          />
        )}
        {byGroup(fields).map(({ group, fields: members }) => (
          <Panel key={group} title={group}>
            <div className="form-grid">
              {members.map((field) => (
                <FormField
                  key={field.name}
                  field={field}
                  hint={(values) =>
                    field.name === 'name' && isDuplicateRegister(definition.name) ? (
                      <DuplicateHint register={definition.name} values={values} ownId={row?.id} />
                    ) : null
                  }
                />
              ))}
            </div>
          </Panel>
        ))}
        <div className="form-actions">
          <Button type="primary" htmlType="submit" loading={isPending} title={shortcutText('S')}>
            保存
          </Button>
          <Button onClick={() => void navigate({ to: backTo })}>取消</Button>
          <output className="faint small">{isDirty ? '有未保存的修改' : ''}</output>
        </div>
      </Form>

      {blocker.status === 'blocked' && (
        <Modal
          open
          title="有未保存的修改"
          closable={false}
          mask={{ closable: false }}
          onCancel={blocker.reset}
          footer={
            <>
              <Button danger onClick={blocker.proceed}>
                放弃修改
              </Button>
              <Button type="primary" onClick={blocker.reset}>
                留下继续编辑
              </Button>
            </>
          }
        >
          <DialogFocus>离开后这些修改不会保存。</DialogFocus>
        </Modal>
      )}
      {namesake !== undefined && (
        <ReasonDialog
          title="已有同名同地区的记录"
          text={
            <>
              {namesake.text}。
              <Link to={rowPath(definition, namesake.id)} target="_blank">
                打开看看
              </Link>
              。若是同一条，请取消并修改那一条；确为另一条的，说明区别在哪里，理由会留痕。
            </>
          }
          okText={row === undefined ? '仍要新建' : '仍要保存'}
          isPending={isPending}
          error={null}
          onOk={submit}
          onCancel={() => setNamesake(undefined)}
        />
      )}
      {conflict !== undefined && base !== undefined && (
        <ConflictDialog
          fields={fields}
          by={conflict.by}
          at={conflict.at}
          base={base}
          latest={conflict.latest}
          mine={changedValues(fields, baseValues, values())}
          onMerge={(merged) => {
            form.setFieldsValue(merged);
            setBase(conflict.latest);
            setConflict(undefined);
            void message.info('已合并，请核对后保存');
          }}
          onDiscard={() => {
            isLeaving.current = true;
            void navigate({ to: backTo });
          }}
        />
      )}
    </Page>
  );
}

const reasonOf = (distinctReason: string | undefined) => (distinctReason === undefined ? {} : { distinctReason });

interface FormFieldProps {
  readonly field: RegisterField;
  /** Shown under the field, from what is filled in so far. */
  readonly hint: (values: FieldValues) => ReactNode;
}

function FormField({ field, hint }: FormFieldProps) {
  return (
    <div className={widthClass(field)}>
      <Form.Item
        name={field.name}
        label={field.title}
        required={field.required}
        extra={field.help}
        validateTrigger={['onBlur', 'onChange']}
        validateFirst
        rules={[
          {
            validator: (_rule, value: unknown) => {
              const problem = fieldProblem(field, typeof value === 'string' ? value.trim() : value);
              return problem === null ? Promise.resolve() : Promise.reject(new Error(problem));
            },
          },
        ]}
      >
        <FieldEditor field={field} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldsValue }) => hint(getFieldsValue(true) as FieldValues)}
      </Form.Item>
    </div>
  );
}

const DOUBLE_KINDS: ReadonlySet<RegisterField['kind']> = new Set(['words', 'industries', 'url']);

function widthClass({ kind, name }: RegisterField): string | undefined {
  if (kind === 'longText' || kind === 'fundings') return 'is-wide';
  return name === 'name' || DOUBLE_KINDS.has(kind) ? 'is-double' : undefined;
}
