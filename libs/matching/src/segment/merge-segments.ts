import { Dictionary } from '../packed/dictionary.js';
import { packStrings } from '../packed/strings.js';
import { planesOf, postingsOf } from './derived-columns.js';
import { Segment, type SegmentColumns } from './segment.js';

/** A segment and its rows that are no longer there. */
export interface SegmentPart {
  readonly segment: Segment;
  /** 1 for rows to be left out. */
  readonly isRemoved: Uint8Array;
}

/** A row to be taken over. */
interface Source {
  readonly part: number;
  readonly segment: Segment;
  readonly row: number;
  readonly hash: number;
  readonly id: string;
}

/**
 * Puts the rows of several segments of one epoch together without reading a text again. Every row measures as it did; the texts of
 * lines are only told apart within a part, so that one may stand there several times.
 * Cost: copying, and sorting the rows by the hash of their id and the entries by term.
 * @param parts at least one; no id stands in two of them
 */
export function mergeSegments(parts: readonly SegmentPart[]): Segment {
  const { epoch, dimensions } = parts[0].segment.meta;
  const sources = sourcesOf(parts);
  const rows = sources.length;
  const total = (lengthOf: (columns: SegmentColumns, row: number) => number): number =>
    sources.reduce((sum, { segment, row }) => sum + lengthOf(segment.columns, row), 0);
  const entryCount = total(({ termOffsets }, row) => termOffsets[row + 1] - termOffsets[row]);
  const lineCount = total(({ lineOffsets }, row) => lineOffsets[row + 1] - lineOffsets[row]);
  const ids = packStrings(sources.map(({ id }) => id));
  const own = {
    hashes: Uint32Array.from(sources, ({ hash }) => hash),
    idUnits: ids.units,
    idOffsets: ids.offsets,
    termOffsets: new Uint32Array(rows + 1),
    terms: new Uint32Array(entryCount),
    counts: new Uint8Array(entryCount),
    damping: new Float32Array(rows),
    norms: new Float32Array(rows),
    topics: new Int8Array(rows * dimensions),
    provinces: new Uint16Array(rows),
    cities: new Uint16Array(rows),
    codeLists: new Uint32Array(rows),
    flags: new Uint8Array(rows),
    assets: new Float64Array(rows),
    sizes: new Float32Array(rows),
    priors: new Int32Array(rows),
    lineOffsets: new Uint32Array(rows + 1),
    lines: new Uint32Array(lineCount),
    importance: new Uint8Array(lineCount),
  };
  const provinces = new Dictionary<string>();
  const cities = new Dictionary<string>();
  const codeLists = new Dictionary<readonly string[]>();
  const phrases = new PhraseColumns(parts, dimensions);
  sources.forEach(({ part, segment: { meta, columns }, row }, to) => {
    for (const name of ['damping', 'norms', 'flags', 'assets', 'sizes', 'priors'] as const)
      own[name][to] = columns[name][row];
    own.topics.set(columns.topics.subarray(row * dimensions, (row + 1) * dimensions), to * dimensions);
    const province = meta.provinces[columns.provinces[row]];
    const city = meta.cities[columns.cities[row]];
    const codes = meta.codeLists[columns.codeLists[row]];
    own.provinces[to] = provinces.number(province, province);
    own.cities[to] = cities.number(city, city);
    own.codeLists[to] = codeLists.number(codes.join(), codes);

    const [firstTerm, endOfTerms] = [columns.termOffsets[row], columns.termOffsets[row + 1]];
    own.terms.set(columns.terms.subarray(firstTerm, endOfTerms), own.termOffsets[to]);
    own.counts.set(columns.counts.subarray(firstTerm, endOfTerms), own.termOffsets[to]);
    own.termOffsets[to + 1] = own.termOffsets[to] + endOfTerms - firstTerm;

    const [firstLine, endOfLines] = [columns.lineOffsets[row], columns.lineOffsets[row + 1]];
    own.importance.set(columns.importance.subarray(firstLine, endOfLines), own.lineOffsets[to]);
    own.lineOffsets[to + 1] = own.lineOffsets[to] + endOfLines - firstLine;
    for (let line = firstLine; line < endOfLines; line++)
      own.lines[own.lineOffsets[to] + line - firstLine] = phrases.number(part, columns.lines[line]);
  });
  return Segment.of({
    meta: { epoch, rows, dimensions, provinces: provinces.values, cities: cities.values, codeLists: codeLists.values },
    columns: {
      ...own,
      ...phrases.columns(),
      topicPlanes: planesOf(own.topics, dimensions),
      ...postingsOf(own, own.damping, own.flags),
    } satisfies SegmentColumns,
  });
}

/** The rows that are there, in the order of the hash of the id, then of the id. */
function sourcesOf(parts: readonly SegmentPart[]): Source[] {
  const sources: Source[] = [];
  parts.forEach(({ segment, isRemoved }, part) => {
    for (let row = 0; row < segment.rows; row++)
      if (isRemoved[row] === 0)
        sources.push({ part, segment, row, hash: segment.columns.hashes[row], id: segment.idAt(row) });
  });
  return sources.sort((a, b) => a.hash - b.hash || (a.id < b.id ? -1 : 1));
}

/** The texts of lines that rows taken over speak of, numbered as they come. */
class PhraseColumns {
  /** New numbers by old ones, + 1; 0 for a text no row has spoken of yet. */
  readonly #numbers: readonly Uint32Array[];
  readonly #taken: { readonly columns: SegmentColumns; readonly phrase: number }[] = [];

  constructor(
    private readonly parts: readonly SegmentPart[],
    private readonly dimensions: number,
  ) {
    this.#numbers = parts.map(({ segment }) => new Uint32Array(segment.columns.phraseMass.length));
  }

  number(part: number, phrase: number): number {
    const numbers = this.#numbers[part];
    if (numbers[phrase] === 0)
      numbers[phrase] = this.#taken.push({ columns: this.parts[part].segment.columns, phrase });
    return numbers[phrase] - 1;
  }

  columns(): Pick<
    SegmentColumns,
    'phraseOffsets' | 'phraseTerms' | 'phraseMass' | 'phraseTopics' | 'phraseHashes' | 'phraseLengths'
  > {
    const taken = this.#taken;
    const k = this.dimensions;
    const phraseOffsets = new Uint32Array(taken.length + 1);
    taken.forEach(({ columns, phrase }, to) => {
      phraseOffsets[to + 1] = phraseOffsets[to] + columns.phraseOffsets[phrase + 1] - columns.phraseOffsets[phrase];
    });
    const phraseTerms = new Uint32Array(phraseOffsets[taken.length]);
    const phraseTopics = new Int8Array(taken.length * k);
    taken.forEach(({ columns, phrase }, to) => {
      const { phraseOffsets: offsets } = columns;
      phraseTerms.set(columns.phraseTerms.subarray(offsets[phrase], offsets[phrase + 1]), phraseOffsets[to]);
      phraseTopics.set(columns.phraseTopics.subarray(phrase * k, (phrase + 1) * k), to * k);
    });
    return {
      phraseOffsets,
      phraseTerms,
      phraseMass: Float32Array.from(taken, ({ columns, phrase }) => columns.phraseMass[phrase]),
      phraseTopics,
      phraseHashes: Uint32Array.from(taken, ({ columns, phrase }) => columns.phraseHashes[phrase]),
      phraseLengths: Uint16Array.from(taken, ({ columns, phrase }) => columns.phraseLengths[phrase]),
    };
  }
}
