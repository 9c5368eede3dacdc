import type { Epoch } from '../epoch/epoch.js';
import { QUERY_SCALE } from '../kernels/kernels.js';
import type { ProjectRecord } from '../model.js';
import { industryCodes } from '../normalize/industry-code.js';
import { highestAtRank } from '../ranking/highest-at-rank.js';
import { NEAR_DIMENSIONS, NEAR_SCALE, NEAR_SHARES } from '../segment/near-score.js';
import { placeOfProject } from './project-place.js';
import { buildQuery, type ProjectQuery } from './query.js';
import { type ClassVote, voteOnClass } from './vote.js';

/** A project put into numbers of one epoch: all that a look at any shard needs. */
export interface PreparedProject {
  readonly record: ProjectRecord;
  /** Fingerprint of the epoch. */
  readonly epoch: string;
  readonly query: ProjectQuery;
  /** Topic of the words, unit length times {@link QUERY_SCALE}; all zeros when no word has a topic. */
  readonly topic: Int16Array;
  /** Whether a word has one. */
  readonly hasTopic: boolean;
  /** Mean topic of the enterprises in the project's industry; undefined when nothing is known of it. */
  readonly trade: Int16Array | undefined;
  /**
   * Both together in the {@link NEAR_DIMENSIONS} dimensions they are strongest in, as long as in all of them, times
   * {@link NEAR_SCALE}: what the list of near enterprises is scanned with.
   */
  readonly near: Int16Array;
  /** Codes of the project: the given ones, or the class voted for when none is given. */
  readonly codes: readonly string[];
  readonly codesOrigin: 'given' | 'derived';
  /** Divisions the vote named, strongest first; empty where no vote was needed. */
  readonly votedDivisions: readonly string[];
  /** Ids of the enterprises that voted on the class, strongest first; empty where no vote was needed. */
  readonly voters: readonly string[];
  /** Codes of the leading industry of the park. */
  readonly parkCodes: readonly string[];
  readonly province: string;
  readonly city: string;
}

/**
 * Reads a project. Cost: its own words; a project without a known industry also takes a vote among the reference
 * sample, one scan of it.
 */
export function prepareProject(epoch: Epoch, record: ProjectRecord): PreparedProject {
  const { province, city, names } = placeOfProject(record);
  const query = buildQuery(record, names, epoch);
  const topic = epoch.topicModel.fold({ terms: query.terms, values: rarityWeights(query) });
  const quantised = quantise(topic, QUERY_SCALE);
  const given = industryCodes(record.industryCodes);
  let trade = tradeOf(given, epoch);
  let vote: ClassVote | undefined;
  if (given.length === 0 || !trade) {
    vote = voteOnClass(query, quantised, epoch);
    // An industry nobody of the sample is registered in: the class the text points to stands in.
    trade = tradeOf(vote.codes, epoch);
  }
  return {
    record,
    epoch: epoch.fingerprint,
    query,
    topic: quantised,
    hasTopic: quantised.some((value) => value !== 0),
    trade: trade && quantise(trade, QUERY_SCALE),
    near: quantise(strongestOf(trade ? withTrade(topic, trade) : topic), NEAR_SCALE),
    codes: given.length > 0 ? given : (vote?.codes ?? []),
    codesOrigin: given.length > 0 ? 'given' : 'derived',
    votedDivisions: vote?.divisions ?? [],
    voters: vote?.voters ?? [],
    parkCodes: industryCodes(record.parkLeadIndustryCodes ?? []),
    province,
    city,
  };
}

/** Weight · idf of each term. */
function rarityWeights({ terms, worth }: ProjectQuery): Float64Array {
  const values = new Float64Array(terms.length);
  for (let place = 0; place < terms.length; place++) values[place] = worth[3 * place];
  return values;
}

/** What enterprises of the first of some codes talk about. */
function tradeOf([code]: readonly string[], epoch: Epoch): Float64Array | undefined {
  return code === undefined ? undefined : epoch.tradeTopic(code);
}

/** The topic of a project with that of its industry, as far as it counts beside it. */
function withTrade(topic: Float64Array, trade: Float64Array): Float64Array {
  const both = new Float64Array(topic.length);
  for (let d = 0; d < topic.length; d++) both[d] = topic[d] + NEAR_SHARES.trade * trade[d];
  return both;
}

/** Keeps the dimensions a vector is strongest in, made as long as the whole. Of equals the later dimension stays. */
function strongestOf(vector: Float64Array): Float64Array {
  const strengths = new Float64Array(vector.length);
  for (let d = 0; d < vector.length; d++) strengths[d] = Math.abs(vector[d]);
  const weakest = highestAtRank(strengths, Math.min(NEAR_DIMENSIONS, vector.length));
  let [room, all, kept] = [NEAR_DIMENSIONS, 0, 0];
  const strongest = new Float64Array(vector.length);
  for (let d = vector.length - 1; d >= 0; d--) {
    const square = vector[d] * vector[d];
    all += square;
    if (Math.abs(vector[d]) < weakest || room === 0) continue;
    room--;
    kept += square;
    strongest[d] = vector[d];
  }
  const longer = kept > 0 ? Math.sqrt(all / kept) : 1;
  for (let d = 0; d < strongest.length; d++) strongest[d] *= longer;
  return strongest;
}

function quantise(vector: Float64Array, scale: number): Int16Array {
  const quantised = new Int16Array(vector.length);
  for (let d = 0; d < vector.length; d++)
    quantised[d] = Math.max(-32_767, Math.min(32_767, Math.round(vector[d] * scale)));
  return quantised;
}
