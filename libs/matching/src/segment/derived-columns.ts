import { HIGHEST_SATURATION, saturation } from '../epoch/basis.js';
import { GROUP } from '../kernels/kernels.js';
import { DENSE_IMPACT, HIDDEN, POSTED_IMPACT, type SegmentColumns } from './segment.js';

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
type Dense = Pick<SegmentColumns, 'denseTerms' | 'denseImpacts'>;

/** A term is dense that stands in this share of the rows: reading a byte of each row takes less time than its postings. */
const DENSE_SHARE = 1 / 16;
/** With fewer postings it does not matter. */
const FEWEST_DENSE = 256;

/**
 * The same entries by term, hidden rows left out: postings, or for dense terms the impacts of all rows. Only terms that occur
 * have a place, so that small segments stay small.
 */
export function postingsOf(
  { termOffsets, terms, counts }: Forward,
  damping: Float32Array,
  flags: Uint8Array,
): Postings & Dense {
  const isHidden = (row: number): boolean => (flags[row] & HIDDEN) !== 0;
  const rows = flags.length;
  const allTerms = Uint32Array.from(new Set(terms)).sort();
  const numberOf = new Map<number, number>();
  allTerms.forEach((term, number) => numberOf.set(term, number));
  const numbers = Uint32Array.from(terms, (term) => numberOf.get(term) ?? 0);
  const standsIn = new Uint32Array(allTerms.length);
  for (let row = 0; row < rows; row++) {
    if (isHidden(row)) continue;
    for (let i = termOffsets[row]; i < termOffsets[row + 1]; i++) standsIn[numbers[i]]++;
  }
  const isDense = Array.from(standsIn, (count) => count >= Math.max(FEWEST_DENSE, DENSE_SHARE * rows));
  const denseTerms = allTerms.filter((_, number) => isDense[number]);
  const postedTerms = allTerms.filter((_, number) => !isDense[number]);
  const postingOffsets = new Uint32Array(postedTerms.length + 1);
  const stride = GROUP * Math.ceil(rows / GROUP);
  /** By number of the term: where its next posting goes, or where the impact of row 0 stands. */
  const places = new Uint32Array(allTerms.length);
  let [dense, posted] = [0, 0];
  for (let number = 0; number < allTerms.length; number++) {
    places[number] = isDense[number] ? stride * dense++ : postingOffsets[posted];
    if (!isDense[number]) postingOffsets[++posted] = places[number] + standsIn[number];
  }
  const denseImpacts = new Uint8Array(denseTerms.length * stride);
  const postingRows = new Uint32Array(postingOffsets[postedTerms.length]);
  const postingImpacts = new Uint8Array(postingRows.length);
  for (let row = 0; row < rows; row++) {
    if (isHidden(row)) continue;
    for (let i = termOffsets[row]; i < termOffsets[row + 1]; i++) {
      const share = saturation(counts[i], damping[row]) / HIGHEST_SATURATION;
      if (isDense[numbers[i]]) {
        denseImpacts[places[numbers[i]] + row] = Math.ceil(DENSE_IMPACT * share);
      } else {
        const at = places[numbers[i]]++;
        postingRows[at] = row;
        postingImpacts[at] = Math.ceil(POSTED_IMPACT * share);
      }
    }
  }
  return { postedTerms, postingOffsets, postingRows, postingImpacts, denseTerms, denseImpacts };
}
