import { describe, expect, it } from '@jest/globals';
import { isSameView, openedSearch, viewText } from './view-search.js';

describe('the search of a view', () => {
  it('is the address without the page, in an order of its own', () => {
    expect(viewText({ sort: '-name', page: 3, pageSize: 50, areaCode: '520521,520522', q: '' })).toBe(
      'areaCode=520521,520522&sort=-name',
    );
    expect(isSameView('sort=name&q=%E7%85%A4', 'q=煤&page=2&sort=name')).toBe(true);
    expect(isSameView('sort=name', 'sort=-name')).toBe(false);
  });

  it('leaves out columns the list does not have, and says which', () => {
    expect(openedSearch('tier=top&columns=kind,colour,areaCode', ['kind', 'areaCode'])).toEqual({
      search: { tier: 'top', columns: 'kind,areaCode' },
      lostColumns: ['colour'],
    });
    expect(openedSearch('columns=colour', ['kind'])).toEqual({ search: {}, lostColumns: ['colour'] });
  });
});
