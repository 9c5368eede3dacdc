/** A sparse vector: term numbers ascending, one value each. */
export interface SparseVector {
  readonly terms: Int32Array;
  readonly values: Float64Array;
}

/** Rows of (column, value) in typed arrays; the transpose is the inverted index. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row r holds entries `offsets[r]` to `offsets[r + 1]`. */
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

/** Sparse vector of a map, terms ascending. */
export function sparseVector(entries: ReadonlyMap<number, number>): SparseVector {
  const terms = Int32Array.from(entries.keys()).sort();
  const values = new Float64Array(terms.length);
  for (let i = 0; i < terms.length; i++) values[i] = entries.get(terms[i]) ?? 0;
  return { terms, values };
}

/** Packs rows of maps; columns ascending within a row. */
export function sparseMatrix(rows: readonly ReadonlyMap<number, number>[], columns: number): SparseMatrix {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => (offsets[r + 1] = offsets[r] + row.size));
  const indices = new Int32Array(offsets[rows.length]);
  const values = new Float32Array(offsets[rows.length]);
  rows.forEach((row, r) => {
    const columnsOfRow = Int32Array.from(row.keys()).sort();
    for (let i = 0; i < columnsOfRow.length; i++) {
      indices[offsets[r] + i] = columnsOfRow[i];
      values[offsets[r] + i] = row.get(columnsOfRow[i]) ?? 0;
    }
  });
  return { rows: rows.length, columns, offsets, indices, values };
}

/** The same entries by column: from documents × terms to postings per term. Rows ascend within a column. */
export function transpose(matrix: SparseMatrix): SparseMatrix {
  const offsets = new Int32Array(matrix.columns + 1);
  for (const column of matrix.indices) offsets[column + 1]++;
  for (let c = 0; c < matrix.columns; c++) offsets[c + 1] += offsets[c];
  const next = offsets.slice();
  const indices = new Int32Array(matrix.indices.length);
  const values = new Float32Array(matrix.indices.length);
  for (let r = 0; r < matrix.rows; r++) {
    for (let i = matrix.offsets[r]; i < matrix.offsets[r + 1]; i++) {
      const at = next[matrix.indices[i]]++;
      indices[at] = r;
      values[at] = matrix.values[i];
    }
  }
  return { rows: matrix.columns, columns: matrix.rows, offsets, indices, values };
}

/** Dot product of a sparse vector with one row; both ascending. */
export function dotRow(vector: SparseVector, matrix: SparseMatrix, row: number): number {
  let i = matrix.offsets[row];
  const end = matrix.offsets[row + 1];
  let sum = 0;
  for (let k = 0; k < vector.terms.length; k++) {
    const term = vector.terms[k];
    while (i < end && matrix.indices[i] < term) i++;
    if (i === end) break;
    if (matrix.indices[i] === term) sum += vector.values[k] * matrix.values[i];
  }
  return sum;
}

/** Adds `vector · column postings` into one accumulator per row of the original matrix. */
export function accumulate(vector: SparseVector, postings: SparseMatrix, into: Float64Array): void {
  for (let k = 0; k < vector.terms.length; k++) {
    const term = vector.terms[k];
    const value = vector.values[k];
    for (let i = postings.offsets[term]; i < postings.offsets[term + 1]; i++) {
      into[postings.indices[i]] += value * postings.values[i];
    }
  }
}
