import { describe, expect, it } from '@jest/globals';
import { listSearch } from './list-search.js';
import { parseSearch, stringifySearch } from './search.js';

describe('the address bar', () => {
  it('holds codes as text and survives the round trip', () => {
    const search = { areaCode: '520502,520521', q: '磷 & 煤', page: 2 };
    const text = stringifySearch(search);
    expect(text).toContain('areaCode=520502,520521');
    expect(parseSearch(text)).toEqual({ areaCode: '520502,520521', q: '磷 & 煤', page: '2' });
  });

  it('leaves out what is empty', () => {
    expect(stringifySearch({ q: '', page: undefined })).toBe('');
  });

  it('ignores a page that is no number instead of failing', () => {
    const schema = listSearch<'areaCode' | 'kind'>()(['areaCode']);
    expect(schema.parse({ page: 'x', areaCode: '520502', other: '1' })).toEqual({ areaCode: '520502' });
  });
});
