import { checkedEpochOptions } from '../checked-options.js';
import { DEFAULT_ALIASES } from '../data/aliases.js';
import { listedCompanies } from '../data/listed-companies.js';
import { DEFAULT_RELATED_INDUSTRIES } from '../data/related-industries.js';
import type { Arena, SharedMemory } from '../kernels/arena.js';
import type { EnterpriseRecord } from '../model.js';
import { codePath, industryCodes } from '../normalize/industry-code.js';
import { PROVINCES } from '../normalize/place.js';
import { RelatedIndustries } from '../normalize/related-industries.js';
import { listedAssets, sizeFact, sizeValue } from '../normalize/size.js';
import { foldText } from '../normalize/text.js';
import { PhraseFilter } from '../normalize/tokens.js';
import { DEFAULT_JARGON, type MatchOptions } from '../options.js';
import { type Column, fromBytes, IndexFormatError, moveTo, type Sheet, toBytes } from '../packed/sheet.js';
import { hashId } from '../ranking/hash.js';
import { buildSegment } from '../segment/build-segment.js';
import { roomIn, Segment } from '../segment/segment.js';
import { AliasIndex } from './alias-index.js';
import { type EpochBasis, tfidfWeight } from './basis.js';
import { NeutralSizes, type NeutralSizeSums, sumSizes } from './neutral-sizes.js';
import { EnterpriseReader } from './read-enterprise.js';
import { ReferenceSample } from './reference-sample.js';
import { sparseMatrix } from './sparse.js';
import { type CodedTerms, specificity } from './specificity.js';
import { TopicModel, unitLength } from './topic-model.js';
import { Vocabulary } from './vocabulary.js';

/** What an epoch is frozen with: everything that decides how a text is read. */
export interface EpochOptions extends Pick<
  MatchOptions,
  'aliases' | 'jargon' | 'places' | 'listedCompanies' | 'relatedIndustries'
> {
  /** Most enterprises to learn topics, classes and neutral values from, default 20,000; all when there are fewer. */
  readonly sampleSize?: number;
  /** Shared memory for the reference sample, for fast scans and for other threads. */
  readonly arena?: Arena;
}

/** Enterprises to learn from: topics change little with more, and training takes longer in proportion. */
export const DEFAULT_SAMPLE_SIZE = 20_000;
const TOPICS = 128;
/** Fewer members than this say more about themselves than about a group or class; a division takes what it has. */
const SMALLEST_CLASS = 3;

interface EpochMeta {
  readonly fingerprint: string;
  readonly enterpriseCount: number;
  readonly meanLength: number;
  readonly phrases: readonly string[];
  readonly aliases: readonly (readonly string[])[];
  readonly related: readonly (readonly [string, string])[];
  readonly listed: readonly (readonly [string, number])[];
  readonly neutralSizes: NeutralSizeSums;
  readonly classes: readonly string[];
  readonly dimensions: number;
  readonly reference: unknown;
}

/** What another thread needs to use an epoch in place. */
export interface EpochHandle {
  readonly sheet: Sheet;
  readonly memory?: SharedMemory;
}

/** Prefix of the columns of the reference sample within those of the epoch. */
const REFERENCE = 'reference.';

/**
 * Everything that depends on *other* enterprises, frozen: rarity of words, mean length, topics, mean topics of
 * industries, neutral values, and a reference sample for votes. Against one epoch a pair always measures the same,
 * whichever shard it stands in and whatever is added later; words the epoch has not seen are left out until the next.
 * Immutable; threads share it.
 */
export class Epoch implements EpochBasis {
  readonly fingerprint: string;
  /** Enterprises counted. */
  readonly enterpriseCount: number;
  readonly meanLength: number;
  readonly vocabulary: Vocabulary;
  readonly idf: Float64Array<ArrayBufferLike>;
  readonly topicModel: TopicModel;
  readonly neutralSizes: NeutralSizes;
  readonly filter: PhraseFilter;
  /** Folded groups of words of one meaning. */
  readonly aliases: readonly (readonly string[])[];
  readonly aliasIndex: AliasIndex;
  readonly related: RelatedIndustries;
  readonly listed: ReadonlyMap<string, number>;
  /** The sample: all enterprises where there are no more than its size. */
  readonly reference: Segment;
  readonly #classes: ReadonlyMap<string, number>;
  readonly #classTopics: Float32Array<ArrayBufferLike>;
  readonly #tradeTopics = new Map<string, Float64Array | undefined>();

  private constructor(
    private readonly sheet: Sheet,
    private readonly memory: SharedMemory | undefined,
  ) {
    const meta = sheet.meta as EpochMeta;
    const { columns } = sheet;
    this.fingerprint = meta.fingerprint;
    this.enterpriseCount = meta.enterpriseCount;
    this.meanLength = meta.meanLength;
    this.vocabulary = new Vocabulary(
      { units: columns.termUnits, offsets: columns.termOffsets as Uint32Array },
      columns.termSlots as Uint32Array,
    );
    this.idf = columns.idf as Float64Array;
    this.topicModel = new TopicModel(columns.basis as Float32Array, columns.basisRows as Int32Array, meta.dimensions);
    this.neutralSizes = new NeutralSizes(meta.neutralSizes);
    this.filter = new PhraseFilter(meta.phrases);
    this.aliases = meta.aliases;
    this.aliasIndex = new AliasIndex(this.aliases, this.vocabulary);
    this.related = new RelatedIndustries(meta.related);
    this.listed = new Map(meta.listed);
    this.#classes = new Map(meta.classes.map((prefix, i) => [prefix, i]));
    this.#classTopics = columns.classTopics as Float32Array;
    const own = Object.entries(columns).filter(([name]) => name.startsWith(REFERENCE));
    this.reference = Segment.open({
      sheet: { meta: meta.reference, columns: Object.fromEntries(own.map(([n, c]) => [n.slice(REFERENCE.length), c])) },
      ...(memory ? { memory } : {}),
    });
  }

  /** The same epoch in another thread. */
  static open({ sheet, memory }: EpochHandle): Epoch {
    return new Epoch(sheet, memory);
  }

  /** @throws IndexFormatError */
  static fromBytes(bytes: Uint8Array, arena?: Arena): Epoch {
    const sheet = fromBytes('epoch', bytes, arena && roomIn(arena));
    if (!(sheet.columns.idf instanceof Float64Array)) throw new IndexFormatError('an epoch without rarities');
    return new Epoch(sheet, arena?.memory);
  }

  /** Equal for equal enterprises and options, whatever order they came in. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return toBytes('epoch', this.sheet);
  }

  /** To be posted to another thread: columns in shared memory are not copied. */
  get handle(): EpochHandle {
    return this.memory ? { sheet: this.sheet, memory: this.memory } : { sheet: this.sheet };
  }

  /**
   * What enterprises of an industry talk about: mean topics of its code and the codes above it, finer ones counting more, unit
   * length; undefined where nobody of the sample is registered there. Remembered: there are some thousand codes.
   */
  tradeTopic(code: string): Float64Array | undefined {
    if (!this.#tradeTopics.has(code)) this.#tradeTopics.set(code, this.#topicAlong(codePath(code)));
    return this.#tradeTopics.get(code);
  }

  #topicAlong(path: readonly string[]): Float64Array | undefined {
    const k = this.topicModel.dimensions;
    const sum = new Float64Array(k);
    let isKnown = false;
    for (const prefix of path) {
      const place = this.#classes.get(prefix);
      if (place === undefined) continue;
      for (let d = 0; d < k; d++) {
        const value = this.#classTopics[place * k + d];
        sum[d] += (prefix.length - 1) * value;
        if (value !== 0) isKnown = true;
      }
    }
    return isKnown ? unitLength(sum) : undefined;
  }
}

/**
 * Counts all enterprises once, in any order, and freezes the epoch. The texts of at most `sampleSize` of them are
 * kept meanwhile, the ones with the lowest hash of their id.
 * Cost: one reading of all texts; then the training of the topics on the sample, `6 · entries · 144` multiplications.
 * @throws InvalidOptionError
 */
export function freezeEpoch(enterprises: Iterable<EnterpriseRecord>, given: EpochOptions = {}): Epoch {
  const options = checkedEpochOptions(given);
  const phrases = [...(options.jargon ?? DEFAULT_JARGON), ...PROVINCES, ...(options.places ?? [])].map(foldText);
  const filter = new PhraseFilter(phrases);
  const numbers = new Map<string, number>();
  const frequencies: number[] = [];
  const reader = new EnterpriseReader(filter, (term) => {
    const known = numbers.get(term);
    if (known !== undefined) return known;
    numbers.set(term, frequencies.length);
    return frequencies.push(0) - 1;
  });
  const sample = new ReferenceSample(options.sampleSize ?? DEFAULT_SAMPLE_SIZE);
  let enterpriseCount = 0;
  // Whole numbers, so that the order of addition does not matter.
  let totalLength = 0;
  for (const record of enterprises) {
    for (const [term, units] of reader.read(record).counts) {
      frequencies[term]++;
      totalLength += units;
    }
    enterpriseCount++;
    sample.add(record);
  }

  const terms = [...numbers.keys()].sort();
  const vocabulary = Vocabulary.of(terms);
  const rarity = Float64Array.from(terms, (term) =>
    Math.log(1 + enterpriseCount / (1 + frequencies[numbers.get(term) ?? 0])),
  );
  const listed = listedAssets(options.listedCompanies ?? listedCompanies());
  const related = options.relatedIndustries ?? DEFAULT_RELATED_INDUSTRIES;
  const records = sample.records();
  const neutralSizes = sumSizes(
    records.map((record) => {
      const size = sizeFact(record, listed);
      return { name: record.name, value: size && sizeValue(size.wan) };
    }),
  );
  const known = new EnterpriseReader(filter, (term) => vocabulary.find(term));
  const specific = specificity(codedTerms(records, known), terms.length);
  const idf = rarity.map((value, term) => value * specific[term]);
  const topicModel = trainTopics(records, known, idf);
  const meanLength = totalLength / Math.max(1, enterpriseCount) || 1;
  const frozen = {
    enterpriseCount,
    meanLength,
    phrases,
    aliases: (options.aliases ?? DEFAULT_ALIASES).map((group) => group.map(foldText)),
    related,
    listed: [...listed],
    neutralSizes,
    dimensions: topicModel.dimensions,
  };
  const own = {
    termUnits: vocabulary.strings.units,
    termOffsets: vocabulary.strings.offsets,
    termSlots: vocabulary.slots,
    idf,
    basis: topicModel.basis,
    basisRows: topicModel.rowOfTerm,
  };
  const fingerprint = fingerprintOf(frozen, Object.values(own), records);
  const basis: EpochBasis = {
    fingerprint,
    vocabulary,
    idf,
    meanLength,
    topicModel,
    filter,
    listed,
    neutralSizes: new NeutralSizes(neutralSizes),
    related: new RelatedIndustries(related),
  };
  const reference = buildSegment(basis, records).handle.sheet;
  const { classes, classTopics } = meanTopics(Segment.open({ sheet: reference }));
  const meta: EpochMeta = { fingerprint, ...frozen, classes, reference: reference.meta };
  const columns: Record<string, Column> = { ...own, classTopics };
  for (const [name, column] of Object.entries(reference.columns)) columns[`${REFERENCE}${name}`] = column;
  const sheet: Sheet = { meta, columns };
  const { arena } = options;
  return Epoch.open(arena ? { sheet: moveTo(roomIn(arena), sheet), memory: arena.memory } : { sheet });
}

function* codedTerms(records: readonly EnterpriseRecord[], reader: EnterpriseReader): Iterable<CodedTerms> {
  for (const record of records) {
    const [code] = industryCodes(record.industryCodes);
    yield { division: code?.slice(0, 2), terms: reader.read(record).counts.keys() };
  }
}

function trainTopics(records: readonly EnterpriseRecord[], reader: EnterpriseReader, idf: Float64Array): TopicModel {
  const rows = records.map((record) => {
    const { counts } = reader.read(record);
    const weights = new Map([...counts].map(([term, units]) => [term, tfidfWeight(units, idf[term])]));
    let squares = 0;
    for (const term of [...weights.keys()].sort((a, b) => a - b)) squares += (weights.get(term) ?? 0) ** 2;
    const norm = Math.sqrt(squares) || 1;
    for (const [term, weight] of weights) weights.set(term, weight / norm);
    return weights;
  });
  return TopicModel.train(sparseMatrix(rows, idf.length), TOPICS);
}

/** Mean topic of each code prefix that enough enterprises of the sample carry. */
function meanTopics(reference: Segment): { classes: string[]; classTopics: Float32Array } {
  const members = new Map<string, Set<number>>();
  for (let row = 0; row < reference.rows; row++) {
    for (const prefix of reference.codesAt(row).flatMap(codePath)) {
      const rows = members.get(prefix) ?? new Set<number>();
      members.set(prefix, rows.add(row));
    }
  }
  const k = reference.dimensions;
  const classes = [...members]
    .filter(([prefix, rows]) => prefix.length === 2 || rows.size >= SMALLEST_CLASS)
    .map(([prefix]) => prefix)
    .sort();
  const classTopics = new Float32Array(classes.length * k);
  classes.forEach((prefix, i) => {
    const sum = new Float64Array(k);
    for (const row of members.get(prefix) ?? [])
      for (let d = 0; d < k; d++) sum[d] += reference.columns.topics[row * k + d];
    classTopics.set(unitLength(sum), i * k);
  });
  return { classes, classTopics };
}

/** 64 bits over everything that is frozen, as 16 hexadecimal digits. */
function fingerprintOf(frozen: object, columns: readonly Column[], sample: readonly EnterpriseRecord[]): string {
  let high = hashId(JSON.stringify(frozen));
  let low = hashId(JSON.stringify(sample));
  for (const column of columns) {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    for (let i = 0; i < bytes.length; i++) {
      low = Math.imul(low ^ bytes[i], 0x01000193);
      high = (high + Math.imul(low, 0x9e3779b1)) | 0;
    }
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
