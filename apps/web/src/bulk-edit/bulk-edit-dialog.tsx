import {
  BULK_EDIT_MOST,
  bulkEditFields,
  isListField,
  termOf,
  type BulkEditRegister,
  type CheckBulkEdit,
  type Code,
} from '@lianghuan/contracts';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Segmented, Select } from 'antd';
import { useState } from 'react';
import { formatNumber } from '../format/number.js';
import { FormDialog } from '../app/form-dialog.js';
import { useAllExtraRegisterFields } from '../extra-field/extra-register-fields.js';
import { FieldEditor } from '../register/field-editor.js';
import { fieldProblem } from '../register/field-problem.js';
import { isEmptyValue, type RegisterField } from '../register/register-field.js';
import { useCheckBulkEdit } from './bulk-edit.queries.js';

type Mode = Code<'bulkEditMode'>;

interface BulkEditDialogProps {
  readonly register: BulkEditRegister;
  readonly fields: readonly RegisterField[];
  readonly target: Pick<CheckBulkEdit, 'ids' | 'query'>;
  /** How many rows that is. */
  readonly count: number;
  readonly onCancel: () => void;
}

/** Which field of the chosen rows gets which value. The next step shows what would happen, and changes nothing yet. */
export function BulkEditDialog({ register, fields, target, count, onCancel }: BulkEditDialogProps) {
  const navigate = useNavigate();
  const check = useCheckBulkEdit();
  const [name, setName] = useState<string>();
  const [mode, setMode] = useState<Mode>('set');
  const [value, setValue] = useState<unknown>(null);
  const [isTouched, setTouched] = useState(false);
  const names = new Set(bulkEditFields(register).map((field) => field.name));
  const extras = useAllExtraRegisterFields(register);
  const offered = [...fields.filter((field) => names.has(field.name)), ...extras];
  const field = offered.find((candidate) => candidate.name === name);
  const isEmpty = isEmptyValue(value);
  const problem =
    field === undefined
      ? '请选择要改的项目'
      : isEmpty && (mode !== 'set' || !canBeEmpty(field))
        ? `请填写${field.title}`
        : isEmpty
          ? null
          : fieldProblem(field, value);
  const submit = () => {
    setTouched(true);
    if (field === undefined || problem !== null) return;
    const given = isEmpty && isListField(field) ? [] : (value ?? null);
    check.mutate(
      { register, field: field.name, mode, value: given, ...target },
      {
        onSuccess: ({ id }) =>
          void navigate({ to: '/transfers/bulk-edits/$bulkEditId', params: { bulkEditId: id }, search: {} }),
      },
    );
  };
  return (
    <FormDialog
      title={`批量修改 ${formatNumber(count)} 条`}
      okText="预览"
      width={480}
      isPending={check.isPending}
      error={check.error}
      onOk={submit}
      onCancel={onCancel}
    >
      <div className="bulk-form">
        {count > BULK_EDIT_MOST && (
          <Alert type="warning" showIcon title={`一次最多 ${formatNumber(BULK_EDIT_MOST)} 条，请先缩小筛选范围`} />
        )}
        <div>
          <label className="field-label" htmlFor="bulk-field">
            改哪一项
          </label>
          <Select<string>
            id="bulk-field"
            className="full-width"
            placeholder="选择"
            showSearch={{ optionFilterProp: 'label' }}
            options={offered.map((one) => ({ value: one.name, label: one.title }))}
            value={name}
            onChange={(next) => {
              setName(next);
              setMode('set');
              setValue(null);
              setTouched(false);
            }}
          />
        </div>
        {field !== undefined && (
          <div>
            {isListField(field) && (
              <Segmented<Mode>
                className="gap-below"
                aria-label="怎样改"
                value={mode}
                options={(['set', 'add', 'remove'] as const).map((code) => ({
                  value: code,
                  label: termOf('bulkEditMode', code),
                }))}
                onChange={setMode}
              />
            )}
            <label className="field-label" htmlFor="bulk-value">
              {field.title}
            </label>
            <FieldEditor
              key={field.name}
              id="bulk-value"
              field={field}
              value={value ?? undefined}
              onChange={setValue}
            />
            {mode === 'set' && isEmpty && canBeEmpty(field) && <p className="faint small">留空预览，即清空这一项。</p>}
          </div>
        )}
        {isTouched && problem !== null && <p className="field-error">{problem}</p>}
        <p className="faint small">预览列出哪些会改、哪些不能改及原因；确认之前不改动任何记录。</p>
      </div>
    </FormDialog>
  );
}

function canBeEmpty(field: RegisterField): boolean {
  return field.nullable || Array.isArray(field.initial);
}
