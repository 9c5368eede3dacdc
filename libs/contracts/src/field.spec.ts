import { describe, expect, it } from '@jest/globals';
import { UpdateEnterprise } from './enterprise.js';
import { UpdateMarket } from './market-demand.js';
import { UpdateProject } from './project.js';
import { UpdateResource } from './resource.js';

describe('a change of some fields', () => {
  it.each(Object.entries({ UpdateResource, UpdateMarket, UpdateProject, UpdateEnterprise }))(
    '%s leaves out what was left out: no default steps in',
    (_name, schema) => {
      expect(schema.parse({ version: 3 })).toEqual({ version: 3 });
      expect(schema.parse({ version: 3, note: null, industryCodes: ['06'] })).toEqual({
        version: 3,
        note: null,
        industryCodes: ['06'],
      });
      expect(schema.safeParse({ version: 3, unheard: 1 }).success).toBe(false);
      expect(schema.safeParse({ name: 'x' }).success).toBe(false);
    },
  );
});
