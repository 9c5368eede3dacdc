import type { EpochBasis } from '../epoch/basis.js';
import { dampingOf, tfidfWeight } from '../epoch/basis.js';
import { EnterpriseReader } from '../epoch/read-enterprise.js';
import type { Arena } from '../kernels/arena.js';
import type { EnterpriseRecord } from '../model.js';
import { industryCodes } from '../normalize/industry-code.js';
import { placeKey } from '../normalize/place.js';
import { sizeFact, sizeValue } from '../normalize/size.js';
import { Dictionary } from '../packed/dictionary.js';
import { Growing } from '../packed/growing.js';
import { packStrings } from '../packed/strings.js';
import { hashId } from '../ranking/hash.js';
import { DuplicateRecordError } from '../match.errors.js';
import { planesOf, postingsOf } from './derived-columns.js';
import { HIDDEN_PRIOR, sizePrior } from './near-score.js';
import { FLAG, HIDDEN, Segment, type SegmentColumns, type SegmentMeta } from './segment.js';

export interface SegmentOptions {
  /** Shared memory to build in: threads use the segment in place, and topics are scanned by WebAssembly. */
  readonly arena?: Arena;
}

/**
 * Packs enterprises into a segment of the epoch. Terms the epoch does not know are left out until the next epoch.
 * Cost: one reading of the texts, `terms · k` multiplications a text and a line not seen before (k = 128).
 * @throws DuplicateRecordError
 */
export function buildSegment(
  epoch: EpochBasis,
  enterprises: Iterable<EnterpriseRecord>,
  { arena }: SegmentOptions = {},
): Segment {
  const records = inOrderOfHash(enterprises);
  const { vocabulary, idf, topicModel } = epoch;
  const rows = records.length;
  const dimensions = topicModel.dimensions;
  const reader = new EnterpriseReader(epoch.filter, (term) => vocabulary.find(term));
  const termOffsets = new Uint32Array(rows + 1);
  const terms = new Growing(Uint32Array);
  const counts = new Growing(Uint8Array);
  const damping = new Float32Array(rows);
  const norms = new Float32Array(rows);
  const topics = new Int8Array(rows * dimensions);
  const provinces = new Dictionary<string>();
  const cities = new Dictionary<string>();
  const codeLists = new Dictionary<readonly string[]>();
  const provinceOf = new Uint16Array(rows);
  const cityOf = new Uint16Array(rows);
  const codeListOf = new Uint32Array(rows);
  const flags = new Uint8Array(rows);
  const assets = new Float64Array(rows);
  const sizes = new Float32Array(rows);
  const priors = new Int32Array(rows);
  const lineOffsets = new Uint32Array(rows + 1);
  const lines = new Growing(Uint32Array);
  const importance = new Growing(Uint8Array);
  const phrases = new Map<string, number>();
  const phraseOffsets = new Growing(Uint32Array);
  const phraseTerms = new Growing(Uint32Array);
  const phraseMass = new Growing(Float32Array);
  const phraseTopics = new Growing(Int8Array);
  const phraseHashes = new Growing(Uint32Array);
  const phraseLengths = new Growing(Uint16Array);
  const hasTopic: boolean[] = [];
  phraseOffsets.push(0);

  const phraseNumber = (text: string, ofLine: readonly number[]): number => {
    const known = phrases.get(text);
    if (known !== undefined) return known;
    let mass = 0;
    for (const term of ofLine) {
      phraseTerms.push(term);
      mass += idf[term];
    }
    phraseOffsets.push(phraseTerms.length);
    phraseMass.push(mass);
    const topic = topicModel.fold({ terms: Int32Array.from(ofLine), values: Float64Array.from(ofLine, (t) => idf[t]) });
    for (const value of topic) phraseTopics.push(Math.round(value * 127));
    hasTopic.push(topic.some((value) => value !== 0));
    phraseHashes.push(hashId(text));
    phraseLengths.push(Math.min(text.length, 65_535));
    phrases.set(text, phrases.size);
    return phrases.size - 1;
  };

  records.forEach((record, row) => {
    const read = reader.read(record);
    const ofRow = Int32Array.from(read.counts.keys()).sort();
    const values = new Float64Array(ofRow.length);
    let length = 0;
    let squares = 0;
    ofRow.forEach((term, i) => {
      const units = read.counts.get(term) ?? 0;
      terms.push(term);
      counts.push(units);
      length += units;
      values[i] = tfidfWeight(units, idf[term]);
      squares += values[i] * values[i];
    });
    termOffsets[row + 1] = terms.length;
    damping[row] = dampingOf(length, epoch.meanLength);
    norms[row] = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    topicModel.fold({ terms: ofRow, values }).forEach((value, d) => {
      topics[row * dimensions + d] = Math.round(value * 127);
    });
    let isTopicKnown = false;
    for (const line of read.lines) {
      const phrase = phraseNumber(line.text, line.terms);
      lines.push(phrase);
      importance.push(line.importance);
      isTopicKnown ||= hasTopic[phrase];
    }
    lineOffsets[row + 1] = lines.length;
    const province = placeKey(record.province);
    const city = placeKey(record.city);
    const codes = industryCodes(record.industryCodes);
    provinceOf[row] = provinces.number(province, province);
    cityOf[row] = cities.number(city, city);
    codeListOf[row] = codeLists.number(codes.join(), codes);
    const size = sizeFact(record, epoch.listed);
    flags[row] =
      (record.status === undefined ? 0 : FLAG.statusKnown) |
      (record.status === 'woundUp' ? FLAG.woundUp : 0) |
      (record.doNotContact ? FLAG.doNotContact : 0) |
      (isTopicKnown ? FLAG.lineTopicKnown : 0) |
      (size ? FLAG.sizeKnown : 0);
    assets[row] = size?.wan ?? Number.NaN;
    sizes[row] = size ? sizeValue(size.wan) : epoch.neutralSizes.of(record.name);
    priors[row] = (flags[row] & HIDDEN) === 0 ? sizePrior(sizes[row]) : HIDDEN_PRIOR;
  });

  const ids = packStrings(records.map(({ id }) => id));
  const forward = { termOffsets, terms: terms.done(), counts: counts.done() };
  const meta: SegmentMeta = {
    epoch: epoch.fingerprint,
    rows,
    dimensions,
    provinces: provinces.values,
    cities: cities.values,
    codeLists: codeLists.values,
  };
  const columns: SegmentColumns = {
    hashes: Uint32Array.from(records, ({ id }) => hashId(id)),
    idUnits: ids.units,
    idOffsets: ids.offsets,
    ...forward,
    damping,
    norms,
    topics,
    topicPlanes: planesOf(topics, dimensions),
    provinces: provinceOf,
    cities: cityOf,
    codeLists: codeListOf,
    flags,
    assets,
    sizes,
    priors,
    lineOffsets,
    lines: lines.done(),
    importance: importance.done(),
    phraseOffsets: phraseOffsets.done(),
    phraseTerms: phraseTerms.done(),
    phraseMass: phraseMass.done(),
    phraseTopics: phraseTopics.done(),
    phraseHashes: phraseHashes.done(),
    phraseLengths: phraseLengths.done(),
    ...postingsOf(forward, damping, flags),
  };
  return Segment.of({ meta, columns: { ...columns } }, arena);
}

/** Records in the order of their hash, then id: equal sets of records give equal segments. */
function inOrderOfHash(enterprises: Iterable<EnterpriseRecord>): EnterpriseRecord[] {
  const hashed = Array.from(enterprises, (record) => ({ record, hash: hashId(record.id) }));
  hashed.sort((a, b) => a.hash - b.hash || (a.record.id < b.record.id ? -1 : a.record.id > b.record.id ? 1 : 0));
  hashed.forEach(({ record: { id } }, i) => {
    if (i > 0 && hashed[i - 1].record.id === id) throw new DuplicateRecordError('enterprise', id);
  });
  return hashed.map(({ record }) => record);
}
