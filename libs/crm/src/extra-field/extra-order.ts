import type { ExtraFieldDefinition } from '@lianghuan/contracts';

/**
 * The value of an ordered field of a row `r`, as its index has it (migration IndexExtraFields). The name stands in it as it is, for an
 * index serves no parameter: only names of definitions may come here, which are letters and figures by their schema.
 */
export function extraOrder({ name, kind }: Pick<ExtraFieldDefinition, 'name' | 'kind'>): string {
  if (!/^[A-Za-z0-9]+$/.test(name)) throw new Error(`no extra field can be called ${name}`);
  return kind === 'day' ? `(r.extra ->> '${name}')` : `((r.extra ->> '${name}')::numeric)`;
}
