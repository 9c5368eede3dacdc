import { extraFieldsOf, type ExtraFieldView } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RegisterField } from '../register/register-field.js';
import type { RegisterName } from '../register/register-paths.js';
import { extraFieldsQuery } from './extra-field.queries.js';

/** Definitions in force of a kind of resource, in order. */
export function definitionsOf(all: readonly ExtraFieldView[] | undefined, subtype: string): ExtraFieldView[] {
  return (all ?? []).filter(
    ({ retiredAt, subtypes }) => retiredAt === null && (subtypes as string[]).includes(subtype),
  );
}

/** The extra fields rows of this kind have beside the fields of their register; undefined until they are known. */
export function useExtraRegisterFields(
  register: RegisterName,
  subtype: string | undefined,
): readonly RegisterField[] | undefined {
  const hasExtras = register === 'resource';
  const { data } = useQuery({ ...extraFieldsQuery, enabled: hasExtras });
  return useMemo(() => {
    if (!hasExtras) return [];
    if (data === undefined) return undefined;
    return extraFieldsOf(definitionsOf(data, subtype ?? '')).map((field) => ({
      ...field,
      nullable: true,
      initial: undefined,
      group: field.group ?? '其他',
    }));
  }, [hasExtras, data, subtype]);
}
