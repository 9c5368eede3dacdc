import type { SparseMatrix, SparseVector } from './sparse.js';

/**
 * Latent semantic analysis (Deerwester 1990): the right singular vectors of the documents × terms matrix, found by
 * randomised block power iteration (Halko 2011) from a fixed seed. No model is downloaded; it learns from the
 * texts it is given, and gives the same numbers for the same texts.
 */
export class TopicModel {
  constructor(
    /** Kept terms × dimensions, row by row. */
    readonly basis: Float32Array<ArrayBufferLike>,
    /** Row of a term in the basis, -1 for a term that stands in one text only: it has no topic to speak of. */
    readonly rowOfTerm: Int32Array<ArrayBufferLike>,
    readonly dimensions: number,
  ) {}

  /**
   * @param documents unit-length weighted rows
   * @param dimensions number of topics wanted; fewer when the matrix is small
   * Cost: about `2 · iterations · entries · (dimensions + 16)` multiplications, plus `rows · dimensions²`.
   */
  static train(all: SparseMatrix, dimensions: number, iterations = 3, seed = 20_230_818): TopicModel {
    const { matrix: documents, rowOfTerm } = withoutLoneTerms(all);
    const width = Math.min(dimensions + 16, documents.rows, documents.columns);
    const kept = Math.min(dimensions, width);
    if (width === 0) return new TopicModel(new Float32Array(0), rowOfTerm, 0);
    const random = gaussian(seed);
    let onTerms: Float32Array = new Float32Array(documents.columns * width);
    for (let i = 0; i < onTerms.length; i++) onTerms[i] = random();
    let onDocuments = multiply(documents, onTerms, width);
    for (let round = 0; round < iterations; round++) {
      orthonormalise(onDocuments, documents.rows, width, 1);
      onTerms = multiplyTransposed(documents, onDocuments, width);
      onDocuments = multiply(documents, onTerms, width);
    }
    orthonormalise(onDocuments, documents.rows, width, 2);
    const projected = multiplyTransposed(documents, onDocuments, width);
    const product = multiply(documents, projected, width);
    const symmetric = symmetricProduct(onDocuments, product, documents.rows, width);
    const basis = rightSingularVectors(projected, symmetric, documents.columns, width, kept);
    return new TopicModel(basis, rowOfTerm, kept);
  }

  /** Unit-length topic vector of a weighted text; all zeros when none of its terms is known. */
  fold(vector: SparseVector): Float64Array {
    const { basis, dimensions: k } = this;
    const folded = new Float64Array(k);
    const rows: number[] = [];
    const values: number[] = [];
    for (let i = 0; i < vector.terms.length; i++) {
      const row = this.rowOfTerm[vector.terms[i]] ?? -1;
      if (row < 0) continue;
      rows.push(row * k);
      values.push(vector.values[i]);
    }
    let i = 0;
    // Four terms in one go, added in their order: a sum is read and written a quarter as often.
    for (; i + 4 <= rows.length; i += 4) {
      const [a, b, c, e] = [rows[i], rows[i + 1], rows[i + 2], rows[i + 3]];
      const [ofA, ofB, ofC, ofE] = [values[i], values[i + 1], values[i + 2], values[i + 3]];
      for (let d = 0; d < k; d++)
        folded[d] = folded[d] + ofA * basis[a + d] + ofB * basis[b + d] + ofC * basis[c + d] + ofE * basis[e + d];
    }
    for (; i < rows.length; i++) for (let d = 0; d < k; d++) folded[d] += values[i] * basis[rows[i] + d];
    return unitLength(folded);
  }
}

/** Scales a vector to length 1, in place; all zeros when there is nothing to scale. */
export function unitLength(vector: Float64Array): Float64Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const norm = Math.sqrt(squares);
  if (norm > 1e-12) for (let d = 0; d < vector.length; d++) vector[d] /= norm;
  else vector.fill(0);
  return vector;
}

/** Leaves out the columns with a single entry, and says where the others went. */
function withoutLoneTerms(all: SparseMatrix): { matrix: SparseMatrix; rowOfTerm: Int32Array } {
  const entries = new Int32Array(all.columns);
  for (const column of all.indices) entries[column]++;
  const rowOfTerm = new Int32Array(all.columns).fill(-1);
  let columns = 0;
  for (let column = 0; column < all.columns; column++) if (entries[column] > 1) rowOfTerm[column] = columns++;
  const kept = all.indices.reduce((count, column) => (entries[column] > 1 ? count + 1 : count), 0);
  const offsets = new Int32Array(all.rows + 1);
  const indices = new Int32Array(kept);
  const values = new Float32Array(kept);
  let next = 0;
  for (let r = 0; r < all.rows; r++) {
    for (let i = all.offsets[r]; i < all.offsets[r + 1]; i++) {
      const column = rowOfTerm[all.indices[i]];
      if (column < 0) continue;
      indices[next] = column;
      values[next++] = all.values[i];
    }
    offsets[r + 1] = next;
  }
  return { matrix: { rows: all.rows, columns, offsets, indices, values }, rowOfTerm };
}

function multiply(matrix: SparseMatrix, dense: Float32Array, width: number): Float32Array {
  const result = new Float32Array(matrix.rows * width);
  for (let r = 0; r < matrix.rows; r++) {
    const to = r * width;
    for (let i = matrix.offsets[r]; i < matrix.offsets[r + 1]; i++) {
      const from = matrix.indices[i] * width;
      const value = matrix.values[i];
      for (let d = 0; d < width; d++) result[to + d] += value * dense[from + d];
    }
  }
  return result;
}

function multiplyTransposed(matrix: SparseMatrix, dense: Float32Array, width: number): Float32Array {
  const result = new Float32Array(matrix.columns * width);
  for (let r = 0; r < matrix.rows; r++) {
    const from = r * width;
    for (let i = matrix.offsets[r]; i < matrix.offsets[r + 1]; i++) {
      const to = matrix.indices[i] * width;
      const value = matrix.values[i];
      for (let d = 0; d < width; d++) result[to + d] += value * dense[from + d];
    }
  }
  return result;
}

/** Makes the columns orthonormal in place, through the Cholesky factor of the Gram matrix; a second pass for accuracy. */
function orthonormalise(columns: Float32Array, rows: number, width: number, passes: 1 | 2): void {
  for (let pass = 0; pass < passes; pass++) {
    const factor = cholesky(symmetricProduct(columns, columns, rows, width), width);
    for (let r = 0; r < rows; r++) {
      const at = r * width;
      for (let c = 0; c < width; c++) {
        let value = columns[at + c];
        for (let k = 0; k < c; k++) value -= factor[c * width + k] * columns[at + k];
        const pivot = factor[c * width + c];
        columns[at + c] = pivot > 0 ? value / pivot : 0;
      }
    }
  }
}

/** Lower triangle of leftᵀ·right, where that product is known to be symmetric. */
function symmetricProduct(left: Float32Array, right: Float32Array, rows: number, width: number): Float64Array {
  const result = new Float64Array(width * width);
  for (let r = 0; r < rows; r++) {
    const at = r * width;
    for (let a = 0; a < width; a++) {
      const value = left[at + a];
      const to = a * width;
      for (let b = 0; b <= a; b++) result[to + b] += value * right[at + b];
    }
  }
  return result;
}

/** Lower Cholesky factor; a column without anything of its own gets pivot 0. */
function cholesky(matrix: Float64Array, width: number): Float64Array {
  const factor = new Float64Array(width * width);
  let largest = 0;
  for (let i = 0; i < width; i++) largest = Math.max(largest, matrix[i * width + i]);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * width + j];
      for (let k = 0; k < j; k++) sum -= factor[i * width + k] * factor[j * width + k];
      if (i === j) factor[i * width + i] = sum > largest * 1e-12 ? Math.sqrt(sum) : 0;
      else factor[i * width + j] = factor[j * width + j] > 0 ? sum / factor[j * width + j] : 0;
    }
  }
  return factor;
}

/** Rotates `projected` (columns × width, = Aᵀ·Q) into singular vectors and keeps the `kept` strongest. */
function rightSingularVectors(
  projected: Float32Array,
  symmetric: Float64Array,
  columns: number,
  width: number,
  kept: number,
): Float32Array {
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) symmetric[b * width + a] = symmetric[a * width + b];
  const vectors = jacobi(symmetric, width);
  const order = Array.from({ length: width }, (_, i) => i).sort(
    (a, b) => symmetric[b * width + b] - symmetric[a * width + a] || a - b,
  );
  const rotation = new Float64Array(width * kept);
  order.slice(0, kept).forEach((source, target) => {
    const strength = Math.sqrt(Math.max(0, symmetric[source * width + source]));
    if (strength < 1e-9) return;
    for (let d = 0; d < width; d++) rotation[d * kept + target] = vectors[d * width + source] / strength;
  });
  const basis = new Float32Array(columns * kept);
  for (let c = 0; c < columns; c++) {
    for (let d = 0; d < width; d++) {
      const value = projected[c * width + d];
      if (value === 0) continue;
      for (let k = 0; k < kept; k++) basis[c * kept + k] += value * rotation[d * kept + k];
    }
  }
  return basis;
}

/** Cyclic Jacobi eigenvalue iteration; leaves the eigenvalues on the diagonal and returns the vectors as columns. */
function jacobi(matrix: Float64Array, width: number): Float64Array {
  const vectors = new Float64Array(width * width);
  for (let i = 0; i < width; i++) vectors[i * width + i] = 1;
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let i = 0; i < width; i++) {
      diagonal += matrix[i * width + i] ** 2;
      for (let j = 0; j < i; j++) off += matrix[i * width + j] ** 2;
    }
    if (off <= 1e-18 * diagonal) break;
    for (let p = 0; p < width - 1; p++) {
      for (let q = p + 1; q < width; q++) {
        const apq = matrix[p * width + q];
        if (Math.abs(apq) < 1e-300) continue;
        const theta = (matrix[q * width + q] - matrix[p * width + p]) / (2 * apq);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < width; k++) {
          const kp = matrix[k * width + p];
          const kq = matrix[k * width + q];
          matrix[k * width + p] = c * kp - s * kq;
          matrix[k * width + q] = s * kp + c * kq;
        }
        for (let k = 0; k < width; k++) {
          const pk = matrix[p * width + k];
          const qk = matrix[q * width + k];
          matrix[p * width + k] = c * pk - s * qk;
          matrix[q * width + k] = s * pk + c * qk;
          const vp = vectors[k * width + p];
          const vq = vectors[k * width + q];
          vectors[k * width + p] = c * vp - s * vq;
          vectors[k * width + q] = s * vp + c * vq;
        }
      }
    }
  }
  return vectors;
}

/** Seeded normal numbers (mulberry32 through Box–Muller). */
function gaussian(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
