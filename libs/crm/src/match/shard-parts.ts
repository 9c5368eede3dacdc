import type { MatchRunOptions } from './match-run.entity.js';

/** Enterprises read at a time, from the registers and from the frozen input: memory stays bounded. */
const PART_SIZE = 5_000;
/** For runs asked for before there were shards. */
const DEFAULT_SHARD_SIZE = 200_000;

/** Projects in a block: small enough to lose little, large enough to write seldom. */
const BLOCK_SIZE = 50;

/** Enterprises in a part of the frozen input, so that no part lies in two shards. */
export function partSizeOf({ shardSize = DEFAULT_SHARD_SIZE }: Partial<MatchRunOptions>): number {
  return Math.min(PART_SIZE, shardSize);
}

/** Enterprises in a shard: whole parts. */
export function shardSizeOf(options: Partial<MatchRunOptions>): number {
  const { shardSize = DEFAULT_SHARD_SIZE } = options;
  const part = partSizeOf(options);
  return Math.floor(shardSize / part) * part;
}

/** Projects in a block. */
export function blockSizeOf({ blockSize = BLOCK_SIZE }: Partial<MatchRunOptions>): number {
  return blockSize;
}

/** Parts `from` up to `to` of the frozen enterprises. */
export function partsOfShard(options: Partial<MatchRunOptions>, shard: number): { from: number; to: number } {
  const parts = shardSizeOf(options) / partSizeOf(options);
  return { from: shard * parts, to: (shard + 1) * parts };
}
