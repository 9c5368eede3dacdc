import { HIGHEST_SATURATION, saturation } from '../epoch/basis.js';
import { HIDDEN, type SegmentColumns } from './segment.js';

/** Rows of topics dimension by dimension. */
export function planesOf(topics: Int8Array, dimensions: number): Int8Array {
  const planes = new Int8Array(topics.length);
  const rows = topics.length / dimensions || 0;
  for (let row = 0; row < rows; row++)
    for (let d = 0; d < dimensions; d++) planes[d * rows + row] = topics[row * dimensions + d];
  return planes;
}

type Forward = Pick<SegmentColumns, 'termOffsets' | 'terms' | 'counts'>;
type Postings = Pick<SegmentColumns, 'postedTerms' | 'postingOffsets' | 'postingRows' | 'postingImpacts'>;

/** The same entries by term, hidden rows left out. Only terms that occur have a place, so that small segments stay small. */
export function postingsOf(
  { termOffsets, terms, counts }: Forward,
  damping: Float32Array,
  flags: Uint8Array,
): Postings {
  const postedTerms = Uint32Array.from(new Set(terms)).sort();
  const placeOf = new Map<number, number>();
  postedTerms.forEach((term, place) => placeOf.set(term, place));
  const places = Uint32Array.from(terms, (term) => placeOf.get(term) ?? 0);
  const postingOffsets = new Uint32Array(postedTerms.length + 1);
  const isHidden = (row: number): boolean => (flags[row] & HIDDEN) !== 0;
  const rows = flags.length;
  for (let row = 0; row < rows; row++) {
    if (isHidden(row)) continue;
    for (let i = termOffsets[row]; i < termOffsets[row + 1]; i++) postingOffsets[places[i] + 1]++;
  }
  for (let place = 0; place < postedTerms.length; place++) postingOffsets[place + 1] += postingOffsets[place];
  const next = postingOffsets.slice();
  const postingRows = new Uint32Array(postingOffsets[postedTerms.length]);
  const postingImpacts = new Uint8Array(postingRows.length);
  for (let row = 0; row < rows; row++) {
    if (isHidden(row)) continue;
    for (let i = termOffsets[row]; i < termOffsets[row + 1]; i++) {
      const at = next[places[i]]++;
      postingRows[at] = row;
      postingImpacts[at] = Math.ceil((255 * saturation(counts[i], damping[row])) / HIGHEST_SATURATION);
    }
  }
  return { postedTerms, postingOffsets, postingRows, postingImpacts };
}
