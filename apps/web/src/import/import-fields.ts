import {
  CreateEnterprise,
  CreateMarket,
  CreateNeed,
  CreateProject,
  CreateResource,
  type ImportView,
} from '@lianghuan/contracts';
import { useMemo } from 'react';
import { useAllExtraRegisterFields } from '../extra-field/extra-register-fields.js';
import { type RegisterField, registerFields } from '../register/register-field.js';

const FIELDS: Readonly<Record<ImportView['register'], readonly RegisterField[]>> = {
  resource: registerFields(CreateResource),
  market: registerFields(CreateMarket),
  project: registerFields(CreateProject),
  enterprise: registerFields(CreateEnterprise),
  need: registerFields(CreateNeed),
};

/** The fields a table may bring into a register, those without code included. */
export function useImportFields(register: ImportView['register']): readonly RegisterField[] {
  const extras = useAllExtraRegisterFields(register);
  return useMemo(() => [...FIELDS[register], ...extras], [register, extras]);
}
