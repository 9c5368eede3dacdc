import { type BulkEditView, bulkEditFields } from '@lianghuan/contracts';
import { useAllExtraRegisterFields } from '../extra-field/extra-register-fields.js';
import type { RegisterField } from '../register/register-field.js';

type Field = Pick<RegisterField, 'title' | 'kind' | 'unit' | 'dictionary' | 'terms'>;

/** What a bulk edit changes, also an extra field; by its name alone where it is none any more. */
export function useBulkEditField({ register, field }: Pick<BulkEditView, 'register' | 'field'>): Field {
  const extras = useAllExtraRegisterFields(register);
  return [...bulkEditFields(register), ...extras].find(({ name }) => name === field) ?? { title: field, kind: 'text' };
}
