import { z } from 'zod';
import { DICTIONARIES, type DictionaryName } from './dictionary.js';
import { FundingPlan } from './funding-source.js';
import { AmountCny, Day, Quantity, Share } from './primitives.js';

/** How a field is typed in, shown, imported and exported. */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'money'
  | 'quantity'
  | 'share'
  | 'integer'
  | 'day'
  | 'choice'
  | 'choices'
  | 'area'
  | 'industries'
  | 'region'
  | 'words'
  | 'url'
  | 'fundings'
  | 'coordinate';

/** What every reader of a field needs to know about it: forms, import columns, export headings and OpenAPI all take it from here. */
export interface FieldMeta {
  /** Chinese term, as in the glossary. */
  readonly title: string;
  readonly kind: FieldKind;
  readonly unit?: string;
  readonly dictionary?: DictionaryName;
  /** Code → 中文 of a choice that has a list of its own instead of a dictionary. */
  readonly terms?: Readonly<Record<string, string>>;
  /** Section of the form and of the detail page. */
  readonly group?: string;
  readonly help?: string;
  /** Other headings people use for the same column. */
  readonly aliases?: readonly string[];
}
/** Code → 中文 of a choice; nothing for other fields. */
export function termsOf({
  terms,
  dictionary,
}: Pick<FieldMeta, 'terms' | 'dictionary'>): Readonly<Record<string, string>> {
  return terms ?? (dictionary === undefined ? {} : DICTIONARIES[dictionary]);
}

type Extra = Partial<Omit<FieldMeta, 'title' | 'kind'>>;

const withMeta = <T extends z.ZodType>(schema: T, meta: FieldMeta): T => schema.meta({ ...meta });

/** Constructors of described fields. Each returns a zod schema that carries its {@link FieldMeta}. */
export const field = {
  text: (title: string, max = 120, extra: Extra = {}) =>
    withMeta(z.string().trim().min(1).max(max), { title, kind: 'text', ...extra }),
  longText: (title: string, max = 4000, extra: Extra = {}) =>
    withMeta(z.string().trim().min(1).max(max), { title, kind: 'longText', ...extra }),
  money: (title: string, extra: Extra = {}) => withMeta(AmountCny, { title, kind: 'money', unit: '元', ...extra }),
  quantity: (title: string, extra: Extra = {}) => withMeta(Quantity, { title, kind: 'quantity', ...extra }),
  share: (title: string, extra: Extra = {}) => withMeta(Share, { title, kind: 'share', ...extra }),
  integer: (title: string, min: number, max: number, extra: Extra = {}) =>
    withMeta(z.int().min(min).max(max), { title, kind: 'integer', ...extra }),
  day: (title: string, extra: Extra = {}) => withMeta(Day, { title, kind: 'day', ...extra }),
  choice: <D extends DictionaryName>(title: string, dictionary: D, extra: Extra = {}) =>
    withMeta(z.enum(Object.keys(DICTIONARIES[dictionary]) as [string & keyof (typeof DICTIONARIES)[D]]), {
      title,
      kind: 'choice',
      dictionary,
      ...extra,
    }),
  choices: <D extends DictionaryName>(title: string, dictionary: D, extra: Extra = {}) =>
    withMeta(
      z.array(z.enum(Object.keys(DICTIONARIES[dictionary]) as [string & keyof (typeof DICTIONARIES)[D]])).max(30),
      {
        title,
        kind: 'choices',
        dictionary,
        ...extra,
      },
    ),
  /** Code of a reporting area; see area.ts. */
  area: (title: string, extra: Extra = {}) =>
    withMeta(z.string().regex(/^\d{6}(-[A-Z]+)?$/), { title, kind: 'area', ...extra }),
  /** GB/T 4754-2017 codes: a section letter or 2–4 digits. */
  industries: (title: string, extra: Extra = {}) =>
    withMeta(z.array(z.string().regex(/^([A-T]|\d{2,4})$/)).max(10), { title, kind: 'industries', ...extra }),
  /** GB/T 2260 code of a province, prefecture or county. */
  region: (title: string, extra: Extra = {}) =>
    withMeta(z.string().regex(/^\d{6}$/), { title, kind: 'region', ...extra }),
  words: (title: string, extra: Extra = {}) =>
    withMeta(z.array(z.string().trim().min(1).max(120)).max(40), { title, kind: 'words', ...extra }),
  url: (title: string, extra: Extra = {}) =>
    withMeta(z.url({ protocol: /^https?$/ }).max(1000), { title, kind: 'url', ...extra }),
  fundings: (title: string, extra: Extra = {}) => withMeta(FundingPlan, { title, kind: 'fundings', ...extra }),
  coordinate: (title: string, min: number, max: number, extra: Extra = {}) =>
    withMeta(z.number().min(min).max(max), { title, kind: 'coordinate', unit: '度', ...extra }),
};

/** May be left out or emptied; unknown is a value (`null`), never zero. */
export const optional = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

type Unfilled<T> = T extends z.ZodDefault<infer Inner> ? Inner : T;

/**
 * Shape of a change of some fields: none is required, and a field left out stays as it is. Unlike `partial()`, which would fill
 * defaults in and so reset what nobody meant to touch.
 */
export function changesOf<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>) {
  const shape = Object.fromEntries(
    Object.entries(schema.shape).map(([name, field]) => [
      name,
      (field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : (field as z.ZodType)).optional(),
    ]),
  );
  return z.strictObject(shape as unknown as { [Name in keyof Shape]: z.ZodOptional<Unfilled<Shape[Name]>> });
}

export interface DescribedField extends FieldMeta {
  readonly name: string;
  readonly required: boolean;
  readonly schema: z.ZodType;
}

/** The described fields of an object schema, in the order they were written. */
export function fieldsOf(schema: z.ZodObject): DescribedField[] {
  return Object.entries(schema.shape).flatMap(([name, outer]) => {
    let inner = outer as z.ZodType;
    let required = true;
    while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault) {
      required = false;
      inner = inner.unwrap() as z.ZodType;
    }
    const meta = inner.meta() as FieldMeta | undefined;
    return meta?.kind === undefined ? [] : [{ ...meta, name, required, schema: inner }];
  });
}
