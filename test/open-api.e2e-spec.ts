import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModulesContainer } from '@nestjs/core';
import fc from 'fast-check';
import { anyInputOf, type Operation, type Schema } from './support/any-input.js';
import { type ApiContext, startApi } from './support/api.js';
import { makeEnterprise, makeProject } from './support/records.js';

interface Documented extends Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>>; // prettier-ignore
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Nest's own names of what the decorators keep on a method. */
const KEYS = {
  path: 'path',
  method: 'method',
  status: '__httpCode__',
  answer: 'class_serializer:options',
  documented: 'swagger/apiResponse',
};
const POST = 1;

describe('the OpenAPI document', () => {
  let api: ApiContext;
  let document: Document;
  let operations: { readonly name: string; readonly method: string; readonly path: string; readonly operation: Documented }[]; // prettier-ignore

  beforeAll(async () => {
    api = await startApi();
    const { body } = await api.anonymous().get('/api/docs-json').expect(200);
    document = body as Document;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        method,
        path,
        operation,
      })),
    );
  });
  afterAll(() => api.close());

  it('says of every route what it answers, and how it refuses', () => {
    expect(operations.length).toBeGreaterThan(200);
    const untyped = operations.filter(({ operation: { responses } }) => {
      const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      const isTyped = answers.every(
        ([status, { content }]) =>
          status === '204' ||
          Object.values(content ?? {}).some(({ schema }) => schema !== undefined && Object.keys(schema).length > 0),
      );
      return answers.length === 0 || !isTyped || responses['4XX'] === undefined;
    });
    expect(untyped.map(({ name }) => name)).toEqual([]);
  });

  it('documents the very schema and status each route answers with', () => {
    const different: string[] = [];
    let compared = 0;
    for (const module of api.app.get(ModulesContainer).values()) {
      for (const { metatype } of module.controllers.values()) {
        const prototype = (metatype as { readonly prototype: Readonly<Record<string, object>> }).prototype;
        for (const name of Object.getOwnPropertyNames(prototype)) {
          const kept = (key: string): unknown => Reflect.getMetadata(key, prototype[name]);
          if (name === 'constructor' || kept(KEYS.path) === undefined) continue;
          compared += 1;
          const status = (kept(KEYS.status) as number | undefined) ?? (kept(KEYS.method) === POST ? 201 : 200);
          const answer = kept(KEYS.answer) as { readonly schema?: unknown } | undefined;
          const documented = kept(KEYS.documented) as Readonly<Record<string, { readonly standardSchema?: unknown }>> | undefined; // prettier-ignore
          const schema = documented?.[status]?.standardSchema;
          // Nest puts each element of an array through the schema: that of the whole array would fail as soon as there is one.
          if (answer?.schema !== ((schema as { readonly element?: unknown } | undefined)?.element ?? schema))
            different.push(`${metatype?.name}.${name}`);
          else if (documented?.[status] === undefined) different.push(`${metatype?.name}.${name}: ${status}`);
        }
      }
    }
    expect(compared).toBeGreaterThan(200);
    expect(different).toEqual([]);
  });

  it('has no route that any input makes fail, be it as documented or not', async () => {
    const { http } = await api.signIn(
      'officer',
      ['promotion_officer', 'county_reviewer', 'manager', 'administrator'],
      'TCJ',
    );
    const ids = [
      await makeEnterprise(api.owner, { name: '乌江新材' }),
      await makeProject(api.owner, { name: '磷石膏项目', areaCode: '520524' }),
    ];
    // Whether it is ready is asked of the machine room, and "no" is an answer.
    const routes = operations.filter(({ path }) => path.startsWith('/api/') && !path.endsWith('/session'));
    const request = fc
      .constantFrom(...routes)
      .chain((route) => fc.record({ route: fc.constant(route), input: anyInputOf(route.operation, document.components.schemas, ids) })); // prettier-ignore
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(request, async ({ route: { method, path }, input: { places, query, body } }) => {
        let next = 0;
        const url = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(places[next++] ?? '') || '-');
        const sent = http[method as 'get' | 'post' | 'patch' | 'put' | 'delete'](url).query(query);
        const { status } = await (body === undefined ? sent : sent.type('json').send(JSON.stringify(body)));
        expect(status).toBeLessThan(500);
        if (status < 300) answered += 1;
      }),
      { numRuns: 700, seed: 1 },
    );
    expect(answered).toBeGreaterThan(50);
  });
});
