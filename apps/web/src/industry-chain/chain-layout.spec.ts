import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layoutChain } from './chain-layout.js';

const edge = (fromNodeId: string, toNodeId: string) => ({ fromNodeId, toNodeId });

describe('the drawing of a chain', () => {
  it('runs from upstream to downstream, packaging beside what uses it', () => {
    const { nodes, columns } = layoutChain(
      ['grain', 'malt', 'brew', 'bottle', 'sale'],
      [edge('grain', 'malt'), edge('malt', 'brew'), edge('bottle', 'brew'), edge('brew', 'sale')],
    );
    const columnOf = Object.fromEntries(nodes.map(({ id, column }) => [id, column]));
    expect(columns).toBe(4);
    expect(columnOf).toEqual({ grain: 0, malt: 1, bottle: 1, brew: 2, sale: 3 });
  });

  it('places each node once, no two on one spot, whatever the edges: loops and strangers too', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const anyId = fc.constantFrom(...ids, 'stranger');
    fc.assert(
      fc.property(fc.array(fc.tuple(anyId, anyId), { maxLength: 12 }), (pairs) => {
        const { nodes, columns, rows } = layoutChain(
          ids,
          pairs.map(([from, to]) => edge(from, to)),
        );
        expect(nodes.map(({ id }) => id).sort()).toEqual(ids);
        expect(new Set(nodes.map(({ column, row }) => `${column}/${row}`)).size).toBe(ids.length);
        expect(nodes.every(({ column, row }) => column < columns && row < rows)).toBe(true);
      }),
    );
  });
});
