import { describe, expect, it } from '@jest/globals';
import { sparseMatrix, sparseVector } from './sparse.js';
import { TopicModel } from './topic-model.js';

const rows = [
  new Map([
    [0, 1],
    [1, 1],
  ]),
  new Map([
    [1, 1],
    [2, 1],
  ]),
  new Map([
    [0, 1],
    [2, 1],
  ]),
  new Map([
    [3, 1],
    [4, 1],
  ]),
  new Map([
    [4, 1],
    [3, 2],
  ]),
];
const matrix = sparseMatrix(rows, 5);

describe('topic model', () => {
  const model = TopicModel.train(matrix, 2);
  const folded = (ofRow: number): Float64Array => model.fold(sparseVector(rows[ofRow]));
  const cosine = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, d) => sum + value * b[d], 0);

  it('puts texts without a common word together when others connect them', () => {
    const zero = model.fold(sparseVector(new Map([[0, 1]])));
    expect(cosine(zero, folded(1))).toBeGreaterThan(0.9);
    expect(Math.abs(cosine(zero, folded(3)))).toBeLessThan(0.1);
  });

  it('gives the same numbers every time', () => {
    const again = TopicModel.train(matrix, 2);
    expect(again.basis).toEqual(model.basis);
  });

  it('folds unknown and empty texts to nothing', () => {
    expect([...model.fold(sparseVector(new Map()))]).toEqual([0, 0]);
  });

  it('trains on nothing without failing', () => {
    expect(TopicModel.train(sparseMatrix([], 0), 8).dimensions).toBe(0);
  });
});
