import fc from 'fast-check';

/** A JSON schema of the OpenAPI document, as far as input is made from it. */
export interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}
export interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}
export interface AnyInput {
  /** What stands in the path, one for each of its parameters. */
  readonly places: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const DEEPEST = 5;
const PLACES_MOST = 4;
/** Texts that have been taken for something else somewhere: names of every object, signs of patterns, days there are not, numbers too large. */
const ODD = [
  'constructor', '__proto__', 'toString', '', ' ', '-0', '1e309', '99999999999999999999', '2026-02-30', '0000-01-01', '99999-01-01', "'", '%', '_', '\\',
  '\u202E', '😀', '🏭'.repeat(500), '[]', '{}', 'null', '-updatedAt', 'C,D,26', '520524', '00000000-0000-0000-0000-000000000000',
]; // prettier-ignore
const oddText = fc.constantFrom(...ODD);
const numbers = fc.constantFrom(0, 1, 3, 20, -1, 0.5, 2 ** 31, Number.MAX_SAFE_INTEGER, 1e300);
const oddValue = fc.oneof(oddText, numbers, fc.constantFrom(null, true, [], {}, [null], { constructor: 1 }));

/** Mostly what a route takes, by its schemas and with ids there are, and now and then anything else. */
export function anyInputOf(
  { parameters = [], requestBody }: Operation,
  definitions: Readonly<Record<string, Schema>>,
  ids: readonly string[],
): fc.Arbitrary<AnyInput> {
  const id = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: oddText });
  const valueOf = (schema: Schema | undefined, depth: number): fc.Arbitrary<unknown> =>
    schema === undefined || depth > DEEPEST
      ? oddValue
      : fc.oneof({ weight: 12, arbitrary: asDescribed(schema, depth) }, { weight: 1, arbitrary: oddValue });

  function asDescribed(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    if (schema.$ref !== undefined) return valueOf(definitions[schema.$ref.split('/').at(-1) ?? ''], depth + 1);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return fc.oneof(...choices.map((choice) => valueOf(choice, depth + 1)));
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (schema.const !== undefined) return fc.constant(schema.const);
    const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
    if (type === 'object') {
      const properties = Object.entries(schema.properties ?? {}).map(([name, each]) => [
        name,
        valueOf(each, depth + 1),
      ]);
      return fc.record(Object.fromEntries(properties) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: (schema.required ?? []).filter((name) => Object.hasOwn(schema.properties ?? {}, name)),
      });
    }
    if (type === 'array') return fc.array(valueOf(schema.items, depth + 1), { maxLength: 2 });
    if (type === 'integer' || type === 'number') return numbers;
    if (type === 'boolean') return fc.boolean();
    if (type === 'null') return fc.constant(null);
    return schema.format === 'uuid' ? id : oddText;
  }

  const queries = parameters.filter((parameter) => parameter.in === 'query');
  const bodySchema = requestBody?.content?.['application/json']?.schema;
  return fc.record({
    places: fc.array(id, { minLength: PLACES_MOST, maxLength: PLACES_MOST }),
    query: fc
      .record(Object.fromEntries(queries.map(({ name, schema }) => [name, valueOf(schema, 0)])), { requiredKeys: [] })
      .map((values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))),
    body: bodySchema === undefined ? fc.constant(undefined) : valueOf(bodySchema, 0),
  });
}
