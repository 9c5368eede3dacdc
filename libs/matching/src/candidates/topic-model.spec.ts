import { describe, expect, it } from '@jest/globals';
import { accumulate, dotRow, sparseMatrix, sparseVector, transpose } from './sparse.js';
import { topicCosine, TopicModel } from './topic-model.js';

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

describe('sparse matrices', () => {
  it('transposes twice to itself', () => {
    expect(transpose(transpose(matrix))).toEqual(matrix);
  });

  it('scores the same by rows and by postings', () => {
    const query = sparseVector(
      new Map([
        [0, 0.5],
        [4, 2],
      ]),
    );
    const scores = new Float64Array(rows.length);
    accumulate(query, transpose(matrix), scores);
    expect([...scores]).toEqual(rows.map((_, row) => dotRow(query, matrix, row)));
  });
});

describe('topic model', () => {
  const model = TopicModel.train(matrix, 2);
  const vectors = model.foldAll(rows.map(sparseVector), rows.length);

  it('puts texts without a common word together when others connect them', () => {
    const zero = model.fold(sparseVector(new Map([[0, 1]])));
    expect(topicCosine(zero, vectors, 1)).toBeGreaterThan(0.9);
    expect(Math.abs(topicCosine(zero, vectors, 3))).toBeLessThan(0.1);
  });

  it('gives the same numbers every time', () => {
    const again = TopicModel.train(matrix, 2).foldAll(rows.map(sparseVector), rows.length);
    expect(again.values).toEqual(vectors.values);
  });

  it('folds unknown and empty texts to nothing', () => {
    expect([...model.fold(sparseVector(new Map()))]).toEqual([0, 0]);
  });

  it('trains on nothing without failing', () => {
    expect(TopicModel.train(sparseMatrix([], 0), 8).dimensions).toBe(0);
  });
});
