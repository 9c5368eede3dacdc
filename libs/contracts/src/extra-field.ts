import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { type DescribedField, field, type FieldMeta } from './field.js';
import { Id, Instant, Reason, Version } from './primitives.js';

/** What an extra field may hold. Money is yuan, `share` 0–1, both as decimal strings. */
export const EXTRA_KINDS = ['text', 'longText', 'money', 'quantity', 'share', 'integer', 'day', 'choice'] as const;
export type ExtraKind = (typeof EXTRA_KINDS)[number];

/** A value of an extra field as it is stored and sent: a decimal, day, code or text as a string, a whole number as a number. */
export const ExtraValue = z.union([z.string().max(4000), z.number()]);
export type ExtraValue = z.infer<typeof ExtraValue>;
/** Extra fields of a row by name; what is not filled in is not there. */
export const ExtraValues = z.record(z.string(), ExtraValue);
export type ExtraValues = z.infer<typeof ExtraValues>;
/** Changes of extra fields: a name left out stays as it is, null empties it. */
export const ExtraChanges = z.record(z.string(), ExtraValue.nullable());

/** Prefix under which an extra field stands beside the fields of its register in forms, columns and problems. */
export const EXTRA_PREFIX = 'extra.';

const Choice = z.object({ code: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), term: z.string().trim().min(1).max(40) });

const editable = {
  /** 中文名; unique among the fields of the register. */
  title: z.string().trim().min(1).max(40),
  /** Kinds of resource that have it. */
  subtypes: z.array(z.enum(codesOf('resourceKind'))).min(1),
  unit: z.string().trim().min(1).max(20).nullable(),
  /** For `choice`. Codes in use stay. */
  choices: z.array(Choice).max(60),
  section: z.string().trim().min(1).max(40),
  help: z.string().trim().min(1).max(300).nullable(),
  /** Other headings people use for the column. */
  aliases: z.array(z.string().trim().min(1).max(40)).max(20),
  /** Counts towards how complete a row is. */
  isExpected: z.boolean(),
  /** Can be filtered by; choices only. */
  isFilter: z.boolean(),
  position: z.int().min(0).max(10_000),
};

/** 扩展字段: a field of some kinds of resource that people define, with everything forms, tables and checks need to know of it. */
export const ExtraFieldView = z.object({
  ...editable,
  id: Id,
  register: z.literal('resource'),
  name: z.string(),
  kind: z.enum(EXTRA_KINDS),
  /** Where the definition comes from, e.g. a clause of the notice. */
  source: z.string().nullable(),
  /** Rows that have a value; null where nobody asked for it. */
  usedCount: z.int().nullable(),
  retiredAt: Instant.nullable(),
  updatedAt: Instant,
  updatedByName: z.string().nullable(),
  version: Version,
});
export type ExtraFieldView = z.infer<typeof ExtraFieldView>;
export const ExtraFieldList = z.array(ExtraFieldView);

export const CreateExtraField = z.strictObject({
  ...editable,
  unit: editable.unit.default(null),
  choices: editable.choices.default([]),
  help: editable.help.default(null),
  aliases: editable.aliases.default([]),
  isExpected: z.boolean().default(false),
  isFilter: z.boolean().default(false),
  position: editable.position.default(1000),
  /** Key in programs and interfaces; never changes. */
  name: z.string().regex(/^[a-z][A-Za-z0-9]{1,39}$/, { error: '以小写字母开头，只用字母和数字' }),
  kind: z.enum(EXTRA_KINDS),
  source: z.string().trim().min(1).max(120).nullable().default(null),
});
export type CreateExtraField = z.infer<typeof CreateExtraField>;
/** Name and kind stay: values are stored under the one and in the form of the other. */
export const UpdateExtraField = z
  .strictObject({ ...editable, version: Version })
  .partial()
  .required({ version: true });
export type UpdateExtraField = z.infer<typeof UpdateExtraField>;
export const RetireExtraField = z.strictObject({ reason: Reason });

/** What a reader of fields needs of a definition. */
export type ExtraFieldDefinition = Pick<
  ExtraFieldView,
  'name' | 'title' | 'kind' | 'unit' | 'choices' | 'section' | 'help' | 'aliases' | 'subtypes'
>;

/** Schema of the values of one extra field, described as any other field is. */
export function extraSchemaOf({ title, kind, unit, choices, section, help, aliases }: ExtraFieldDefinition): z.ZodType {
  const meta = { group: section, aliases, ...(help === null ? {} : { help }), ...(unit === null ? {} : { unit }) };
  switch (kind) {
    case 'text':
      return field.text(title, 300, meta);
    case 'longText':
      return field.longText(title, 4000, meta);
    case 'money':
      return field.money(title, { group: section, aliases, ...(help === null ? {} : { help }) });
    case 'quantity':
      return field.quantity(title, meta);
    case 'share':
      return field.share(title, meta);
    case 'integer':
      return field.integer(title, -1_000_000_000, 1_000_000_000, meta);
    case 'day':
      return field.day(title, meta);
    case 'choice': {
      const terms = Object.fromEntries(choices.map(({ code, term }) => [code, term]));
      const schema = z.enum(Object.keys(terms) as [string, ...string[]]);
      return schema.meta({ title, kind, ...meta, terms } satisfies FieldMeta);
    }
  }
}

/** Extra fields beside the fields of their register, named `extra.…`, in the order of their definitions. */
export function extraFieldsOf(definitions: readonly ExtraFieldDefinition[]): DescribedField[] {
  return definitions.flatMap((definition) => {
    const schema = extraSchemaOf(definition);
    const meta = schema.meta() as FieldMeta | undefined;
    return meta === undefined ? [] : [{ ...meta, name: EXTRA_PREFIX + definition.name, required: false, schema }];
  });
}

/** Value of a field in a row, also of an extra field. */
export function valueOfField(row: object, name: string): unknown {
  if (!name.startsWith(EXTRA_PREFIX)) return Reflect.get(row, name);
  const extra = Reflect.get(row, 'extra') as Readonly<Record<string, unknown>> | null | undefined;
  return extra?.[name.slice(EXTRA_PREFIX.length)];
}

/** Values by field name with `extra.…` gathered under `extra`, as the API takes them. */
export function gatherExtras(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  let extra: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith(EXTRA_PREFIX)) (extra ??= {})[name.slice(EXTRA_PREFIX.length)] = value;
    else own[name] = value;
  }
  return extra === undefined ? own : { ...own, extra };
}

/** One condition on an extra field: one of some values, or from … to … (both included, either may be open). */
export type ExtraCondition =
  | { readonly name: string; readonly values: readonly string[] }
  | { readonly name: string; readonly from: string; readonly to: string };

/**
 * `extra=assetKind:hotel|workshop,isPilot:yes,buildYear:1990..2000` of a list's address: a row has one of the values of every field named,
 * and lies within every range; figures as they are stored, money in yuan. The value `-` stands for not filled in.
 */
export function extraConditions(text: string): ExtraCondition[] {
  return text.split(',').flatMap((part): ExtraCondition[] => {
    const at = part.indexOf(':');
    if (at < 0) return [];
    const name = part.slice(0, at).trim();
    const said = part.slice(at + 1).trim();
    const range = /^(.*?)\.\.(.*)$/.exec(said);
    if (range !== null) return range[1] + range[2] === '' ? [] : [{ name, from: range[1], to: range[2] }];
    const values = said.split('|').filter(Boolean);
    return values.length === 0 ? [] : [{ name, values }];
  });
}
/** Conditions as {@link extraConditions} reads them; those that ask for nothing are left out. */
export function extraText(conditions: readonly ExtraCondition[]): string {
  return conditions
    .flatMap((condition) => {
      if ('values' in condition) return condition.values.length === 0 ? [] : [`${condition.name}:${condition.values.join('|')}`]; // prettier-ignore
      const { name, from, to } = condition;
      return from === '' && to === '' ? [] : [`${name}:${from}..${to}`];
    })
    .join(',');
}

/** Whether rows can be put in order, and filtered from … to …, by a field of this kind. */
export function isOrderedExtra({ kind }: Pick<ExtraFieldDefinition, 'kind'>): boolean {
  return kind !== 'text' && kind !== 'longText' && kind !== 'choice';
}

/** Whether a text can be an end of a range of such a field: a day, or a plain figure in the unit that is kept. */
export function isExtraBound({ kind }: Pick<ExtraFieldDefinition, 'kind'>, text: string): boolean {
  return (kind === 'day' ? /^\d{4}-\d{2}-\d{2}$/ : /^-?\d{1,18}(\.\d{1,6})?$/).test(text);
}

/** {@link extraConditions} as a field of a query. */
export const ExtraFilter = z
  .string()
  .refine(
    (text) => text.split(',').every((part) => part.trim() === '' || /^\s*[^:\s]+\s*:/.test(part)),
    'name:value, …',
  )
  .transform(extraConditions);
