import type { Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { JobClaim, JobDesk } from './job-desk.js';

/** A job that writes the rows of a register block by block, in their order, each block in a transaction of its own. */
export interface BlockJob<Block> {
  /** The next block; undefined behind the last. */
  next(): Promise<Block | undefined>;
  /** Whether the rows of the block can be told without a look at the block before: made anew, and not changed. */
  isApart(block: Block): boolean;
  write(tx: EntityManager, block: Block): Promise<void>;
  /** Asked of a block written beside the one before, which is seen now: whether it would have been written the same behind it. */
  isAsBehind(tx: EntityManager, block: Block): Promise<boolean>;
  /** Keeps how far the job has come. */
  mark(tx: EntityManager, block: Block): Promise<void>;
}

/** How long the first of two blocks waits for a row the second may have locked, which waits for the first. */
const LOCK_TIMEOUT = '2s';
/** SQLSTATE of lock_not_available and deadlock_detected. */
const HELD_UP = new Set(['55P03', '40P01']);

/** The rows of a block hang on those of the one before. */
class NotApart extends Error {}

/**
 * Writes blocks that are apart two at a time, because a transaction has one process of the database and machines have more cores. The second
 * keeps everybody else from the register by the advisory lock `lock`, for both, and commits behind the first. So what is written and marked is
 * at any moment what it would be had they been written one after the other, and where they get into each other's way, they are.
 * Each transaction proves the claim at its end; one that lost it, or was called off meanwhile, leaves nothing.
 */
export async function writeBlocks<Block>(
  database: Database,
  desk: Pick<JobDesk, 'limitIdle' | 'holdBlock'>,
  claim: JobClaim,
  lock: string,
  job: BlockJob<Block>,
): Promise<void> {
  const mark = async (tx: EntityManager, block: Block) => {
    await desk.holdBlock(tx, claim);
    await job.mark(tx, block);
  };
  const guard = async (tx: EntityManager) => {
    await desk.limitIdle(tx);
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [lock]);
  };
  const writeAlone = (block: Block) =>
    database.transaction(async (tx) => {
      await guard(tx);
      await job.write(tx, block);
      await mark(tx, block);
    });
  const writePair = async (first: Block, second: Block) => {
    let isFirstWritten = false;
    const writeFirst = async () => {
      await database.transactionBeside(async (tx) => {
        await desk.limitIdle(tx);
        await tx.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
        await job.write(tx, first);
        await mark(tx, first);
      });
      isFirstWritten = true;
    };
    try {
      await database.transaction(async (tx) => {
        await guard(tx);
        const writingFirst = writeFirst();
        // Awaited below, whatever becomes of the second; until then its failure is nobody's.
        writingFirst.catch(() => {});
        try {
          await job.write(tx, second);
        } finally {
          await writingFirst;
        }
        if (!(await job.isAsBehind(tx, second))) throw new NotApart();
        await mark(tx, second);
      });
    } catch (error) {
      if (!(error instanceof NotApart) && !HELD_UP.has(sqlStateOf(error) ?? '')) throw error;
      if (!isFirstWritten) await writeAlone(first);
      await writeAlone(second);
    }
  };
  for (let block = await job.next(); block !== undefined;) {
    claim.stop.signal.throwIfAborted();
    const other = job.isApart(block) ? await job.next() : undefined;
    if (other !== undefined && job.isApart(other)) {
      await writePair(block, other);
      block = await job.next();
    } else {
      await writeAlone(block);
      block = other ?? (await job.next());
    }
  }
}

function sqlStateOf(error: unknown): string | undefined {
  return (error as { driverError?: { code?: string } }).driverError?.code;
}
