import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { DICTIONARIES, termOf } from './dictionary.js';
import { CreateEnterprise, EnterpriseView } from './enterprise.js';
import { ERRORS, errorText } from './errors.js';
import { fieldsOf } from './field.js';
import { CreateMarket } from './market-demand.js';
import { AmountCny, Share } from './primitives.js';
import { CreateProject } from './project.js';
import { CreateResource } from './resource.js';
import { meetsTarget } from './target.js';

const REGISTERS = { CreateResource, CreateMarket, CreateProject, CreateEnterprise };

describe('fields of the registers', () => {
  it.each(Object.entries(REGISTERS))('%s: each has a title of its own, and a known dictionary', (_name, schema) => {
    const fields = fieldsOf(schema);
    expect(fields.length).toBeGreaterThan(20);
    expect(new Set(fields.map((f) => f.title)).size).toBe(fields.length);
    for (const field of fields) {
      expect(field.title).toMatch(/\p{Script=Han}/u);
      if (field.dictionary !== undefined) expect(DICTIONARIES).toHaveProperty(field.dictionary);
    }
  });

  it('know which are required', () => {
    expect(fieldsOf(CreateResource).flatMap((f) => (f.required ? [f.name] : []))).toEqual(['name', 'kind', 'areaCode']);
  });

  it('make an OpenAPI schema both ways', () => {
    expect(z.toJSONSchema(EnterpriseView, { io: 'input' })).toHaveProperty('properties.name.title', '企业名称');
  });
});

describe('money on the wire', () => {
  it('takes every amount in fen and nothing finer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 99 }), (yuan, fen) => {
        expect(AmountCny.safeParse(`${yuan}.${String(fen).padStart(2, '0')}`).success).toBe(true);
      }),
    );
    for (const wrong of ['-1', '1.234', '1e5', '', '１', ' 1', '.5'])
      expect(AmountCny.safeParse(wrong).success).toBe(false);
  });

  it('keeps shares between 0 and 1', () => {
    for (const right of ['0', '1', '0.25', '1.0']) expect(Share.safeParse(right).success).toBe(true);
    for (const wrong of ['1.01', '-0.1', '25%']) expect(Share.safeParse(wrong).success).toBe(false);
  });
});

describe('targets', () => {
  const around550 = { comparator: 'around', value: '550', valueTo: null, toleranceShare: 0.02 } as const;

  it('around 550 with 2 % tolerance: 545 is met, 530 is short, more is no failure (acceptance check 13)', () => {
    expect(meetsTarget(around550, 545)).toBe(true);
    expect(meetsTarget(around550, 530)).toBe(false);
    expect(meetsTarget(around550, 700)).toBe(true);
  });
});

describe('texts at the edge', () => {
  it('fill in details, and every error has one', () => {
    expect(errorText('ENTERPRISE_HELD', { holder: '织金县投资促进局' })).toBe(
      '该企业由织金县投资促进局跟进，请先与其联系',
    );
    for (const [code, { text }] of Object.entries(ERRORS)) {
      expect(text).toMatch(/\p{Script=Han}/u);
      expect(code).toMatch(/^[A-Z_]+$/);
    }
  });

  it('show a code they do not know as it is', () => {
    expect(termOf('leadStage', 'signing')).toBe('签约');
    expect(termOf('leadStage', 'unheard')).toBe('unheard');
  });
});
