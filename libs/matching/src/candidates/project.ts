import type { Epoch } from '../epoch/epoch.js';
import { unitLength } from '../epoch/topic-model.js';
import { QUERY_SCALE } from '../kernels/kernels.js';
import type { ProjectRecord } from '../model.js';
import { codePath, industryCodes } from '../normalize/industry-code.js';
import { placeKey } from '../normalize/place.js';
import { NEAR_DIMENSIONS, NEAR_SCALE, NEAR_SHARES } from '../segment/near-score.js';
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
  const query = buildQuery(record, epoch);
  const topic = epoch.topicModel.fold({
    terms: query.terms,
    values: query.weights.map((weight, place) => weight * epoch.idf[query.terms[place]]),
  });
  const quantised = quantise(topic, QUERY_SCALE);
  const given = industryCodes(record.industryCodes);
  let trade = topicOfClass(given, epoch);
  let vote: ClassVote | undefined;
  if (given.length === 0 || !trade) {
    vote = voteOnClass(query, quantised, epoch);
    // An industry nobody of the sample is registered in: the class the text points to stands in.
    trade = topicOfClass(vote.codes, epoch);
  }
  return {
    record,
    epoch: epoch.fingerprint,
    query,
    topic: quantised,
    hasTopic: quantised.some((value) => value !== 0),
    trade: trade && quantise(trade, QUERY_SCALE),
    near: quantise(strongestOf(topic.map((value, d) => value + NEAR_SHARES.trade * (trade?.[d] ?? 0))), NEAR_SCALE),
    codes: given.length > 0 ? given : (vote?.codes ?? []),
    codesOrigin: given.length > 0 ? 'given' : 'derived',
    votedDivisions: vote?.divisions ?? [],
    voters: vote?.voters ?? [],
    parkCodes: industryCodes(record.parkLeadIndustryCodes ?? []),
    province: placeKey(record.province),
    city: placeKey(record.city),
  };
}

/** Keeps the dimensions a vector is strongest in, made as long as the whole. Of equals the later dimension stays. */
function strongestOf(vector: Float64Array): Float64Array {
  const strengths = vector.map(Math.abs);
  const weakest = strengths.toSorted()[Math.max(0, vector.length - NEAR_DIMENSIONS)];
  let [room, all, kept] = [NEAR_DIMENSIONS, 0, 0];
  const strongest = new Float64Array(vector.length);
  for (let d = vector.length - 1; d >= 0; d--) {
    const square = vector[d] * vector[d];
    all += square;
    if (strengths[d] < weakest || room === 0) continue;
    room--;
    kept += square;
    strongest[d] = vector[d];
  }
  const longer = kept > 0 ? Math.sqrt(all / kept) : 1;
  return strongest.map((value) => value * longer);
}

function quantise(vector: Float64Array, scale: number): Int16Array {
  const quantised = new Int16Array(vector.length);
  for (let d = 0; d < vector.length; d++)
    quantised[d] = Math.max(-32_767, Math.min(32_767, Math.round(vector[d] * scale)));
  return quantised;
}

/** Mean topics of the first code and the codes above it, finer ones first: what enterprises of this industry talk about. */
function topicOfClass(codes: readonly string[], epoch: Epoch): Float64Array | undefined {
  const sum = new Float64Array(epoch.topicModel.dimensions);
  let isKnown = false;
  for (const prefix of codes.slice(0, 1).flatMap(codePath)) {
    epoch.classTopic(prefix)?.forEach((value, d) => {
      sum[d] += (prefix.length - 1) * value;
      if (value !== 0) isKnown = true;
    });
  }
  return isKnown ? unitLength(sum) : undefined;
}
