/** A sparse vector: term numbers ascending, one value each. */
export interface SparseVector {
  readonly terms: Int32Array;
  readonly values: Float64Array;
}

/** Rows of (column, value) in typed arrays. */
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
