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
    return data === undefined ? undefined : asRegisterFields(definitionsOf(data, subtype ?? ''));
  }, [hasExtras, data, subtype]);
}

/** The extra fields of all kinds of a register, for work on rows of several kinds; none until they are known. */
export function useAllExtraRegisterFields(register: RegisterName): readonly RegisterField[] {
  const hasExtras = register === 'resource';
  const { data } = useQuery({ ...extraFieldsQuery, enabled: hasExtras });
  return useMemo(
    () => asRegisterFields((hasExtras ? (data ?? []) : []).filter(({ retiredAt }) => retiredAt === null)),
    [hasExtras, data],
  );
}

function asRegisterFields(definitions: readonly ExtraFieldView[]): RegisterField[] {
  return extraFieldsOf(definitions).map((field) => ({
    ...field,
    nullable: true,
    initial: undefined,
    group: field.group ?? '其他',
  }));
}
