import { Form } from 'antd';
import { FieldEditor } from './field-editor.js';
import { fieldProblem } from './field-problem.js';
import type { RegisterField } from './register-field.js';

/** The editors of some fields in two columns, each with what is wrong with its value; long texts take the whole width. */
export function FieldInputs({ fields }: { readonly fields: readonly RegisterField[] }) {
  return (
    <div className="form-grid">
      {fields.map((field) => (
        <div key={field.name} className={field.kind === 'longText' ? 'is-wide' : undefined}>
          <Form.Item
            name={field.name}
            label={field.unit === undefined ? field.title : `${field.title}（${field.unit}）`}
            extra={field.help}
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
        </div>
      ))}
    </div>
  );
}
