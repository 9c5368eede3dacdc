import { describe, expect, it } from '@jest/globals';
import { safeReturnTo } from './return-to.js';

describe('where to go after signing in', () => {
  it('is the page that was asked for', () => {
    expect(safeReturnTo('/projects?page=2')).toBe('/projects?page=2');
  });

  it.each([undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', '/sign-in?returnTo=/x'])(
    'is never elsewhere: %s',
    (returnTo) => {
      expect(safeReturnTo(returnTo)).toBe('/');
    },
  );
});
