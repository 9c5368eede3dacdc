import { describe, expect, it } from '@jest/globals';
import { PERMISSIONS, ROLE_CODES, type Role } from '@lianghuan/contracts';
import fc from 'fast-check';
import { actorOf, may, reachesArea } from './actor.js';

const someone = (roles: Role[], areaCodes: string[]) =>
  actorOf({ id: 'u', displayName: 'u', organisationId: 'o', roles, areaCodes });

describe('reach', () => {
  it('of a county clerk ends at the county', () => {
    const clerk = someone(['county_clerk'], ['520524']);
    expect(reachesArea(clerk, 'resource.update', '520524')).toBe(true);
    expect(reachesArea(clerk, 'resource.update', '520521')).toBe(false);
    expect(reachesArea(clerk, 'funds.verify', '520524')).toBe(false);
  });

  it('is the widest among the roles, and one more role never narrows it', () => {
    const role = fc.constantFrom(...ROLE_CODES);
    fc.assert(
      fc.property(
        fc.array(role, { maxLength: 3 }),
        role,
        fc.constantFrom(...PERMISSIONS),
        (roles, more, permission) => {
          const before = someone(roles, ['520524']);
          const after = someone([...roles, more], ['520524']);
          if (may(before, permission)) expect(may(after, permission)).toBe(true);
          for (const area of ['520524', '520521', null]) {
            if (reachesArea(before, permission, area)) expect(reachesArea(after, permission, area)).toBe(true);
          }
        },
      ),
    );
  });

  it('separates filing from verifying: no single role may do both', () => {
    for (const role of ROLE_CODES) {
      const person = someone([role], ['520524']);
      expect(may(person, 'funds.file') && may(person, 'funds.verify')).toBe(false);
    }
  });
});
