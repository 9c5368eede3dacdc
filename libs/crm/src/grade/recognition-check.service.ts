import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { RecognitionJob } from '@lianghuan/contracts';
import { CONFIG, type Config, Database, jsonText, may } from '@lianghuan/platform';
import type { Queue } from 'bullmq';
import type { EntityManager } from 'typeorm';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { findJobActor } from '../job/job-actor.js';
import { JobBell } from '../job/job-bell.js';
import { type JobClaim, JobDeadEnd, JobDesk, type JobOutcome } from '../job/job-desk.js';
import { markKnown } from './known-recognitions.js';

export const RECOGNITION_QUEUE = 'recognition';
const STEP = { waiting: 'queued', running: 'running' } as const;
/** Lines looked up per transaction. */
const BLOCK = 250;
/** Whom a line may mean, at most. */
const CANDIDATES_KEPT = 5;

interface WaitingLine {
  readonly line: number;
  readonly name: string | null;
  readonly creditCode: string | null;
}
interface Found {
  readonly line: number;
  readonly verdict: 'ready' | 'doubtful' | 'unknown';
  readonly enterpriseId: string | null;
  readonly candidates: readonly string[];
}

/**
 * 核对 of a 名录批次: says of each line whom it means, as a job in the name of who brought the list. Its lines are the progress: what is not
 * looked up yet waits, so a worker killed in mid-run loses and doubles nothing.
 */
@Injectable()
export class RecognitionCheckService {
  readonly #desk: JobDesk;
  readonly #bell: JobBell<RecognitionJob>;

  constructor(
    private readonly database: Database,
    private readonly enterprises: EnterpriseService,
    @InjectQueue(RECOGNITION_QUEUE) queue: Queue<RecognitionJob>,
    @Inject(CONFIG) config: Config,
  ) {
    this.#desk = new JobDesk(database, config, 'recognition_batch', [STEP]);
    this.#bell = new JobBell(queue);
  }

  ring(id: string): Promise<void> {
    return this.#bell.ring(id, RECOGNITION_QUEUE, { recognitionBatchId: id });
  }

  /** Looks up the lines that wait. Killed and called again, it goes on with the first not looked up. */
  execute(id: string): Promise<JobOutcome> {
    return this.#desk.execute(id, STEP, async (claim) => {
      const actor = await this.database.transaction(async (tx) => {
        const [{ createdById }] = (await tx.query(
          'SELECT created_by_id AS "createdById" FROM recognition_batch WHERE id = $1',
          [id],
        )) as [{ createdById: string }];
        return findJobActor(tx, createdById);
      });
      if (actor === undefined) throw new JobDeadEnd('JOB_USER_DISABLED');
      const permission = 'enterprise.update';
      if (!may(actor, permission)) throw new JobDeadEnd('FORBIDDEN', { permission });
      await this.database.actAs(actor, () => this.check(claim));
    });
  }

  /** Rings again for batches left waiting or silent. @returns ids rung for; undefined when another worker is at it */
  sweep(): Promise<string[] | undefined> {
    return this.#desk.sweep((id) => this.ring(id));
  }

  /** Gives the batches in hand back, for a worker that is to stop. */
  handBack(): void {
    this.#desk.handBack();
  }

  private async check(claim: JobClaim): Promise<void> {
    for (;;) {
      claim.stop.signal.throwIfAborted();
      const isOver = await this.database.transaction(async (tx) => {
        await this.#desk.hold(tx, claim);
        const lines = (await tx.query(
          `SELECT line, name, credit_code AS "creditCode" FROM recognition_batch_row WHERE batch_id = $1 AND verdict = 'waiting' ORDER BY line LIMIT ${BLOCK}`,
          [claim.id],
        )) as WaitingLine[];
        if (lines.length === 0) {
          await markKnown(tx, claim.id);
          await this.#desk.finish(tx, claim, { state: 'checked' });
          return true;
        }
        await tx.query(
          `UPDATE recognition_batch_row r SET verdict = f.verdict, enterprise_id = f."enterpriseId", candidates = f.candidates
           FROM jsonb_to_recordset($2::jsonb) AS f(line int, verdict text, "enterpriseId" uuid, candidates uuid[])
           WHERE r.batch_id = $1 AND r.line = f.line`,
          [claim.id, jsonText(await this.find(tx, lines))],
        );
        await tx.query('UPDATE recognition_batch SET progress_done = progress_done + $2 WHERE id = $1', [
          claim.id,
          lines.length,
        ]);
        return false;
      });
      if (isOver) return;
    }
  }

  /** Whom each line means: by its code or exact name, else the one enterprise the matcher has no doubt about. */
  private async find(tx: EntityManager, lines: readonly WaitingLine[]): Promise<Found[]> {
    const inputs = lines.map(({ name, creditCode }) => ({ name: name ?? undefined, creditCode: creditCode ?? undefined })); // prettier-ignore
    const byKey = await this.enterprises.findExisting(tx, inputs);
    const isOpen = (i: number) => byKey[i] === undefined || byKey[i].isAmbiguous === true;
    const open = inputs.flatMap((input, i) => (isOpen(i) ? [i] : []));
    const alike = await this.enterprises.findLikelyDuplicates(tx, open.map((i) => inputs[i])); // prettier-ignore
    const archived = await archivedOf(tx, byKey.flatMap((ref) => ref?.id ?? [])); // prettier-ignore
    return lines.map(({ line }, i): Found => {
      const ref = byKey[i];
      if (ref !== undefined && ref.isAmbiguous !== true && !archived.has(ref.id)) return { line, verdict: 'ready', enterpriseId: ref.id, candidates: [] }; // prettier-ignore
      const likely = (alike[open.indexOf(i)] ?? []).filter(({ row }) => row.archivedAt === null);
      const same = likely.filter(({ comparison }) => comparison.verdict === 'same');
      if (same.length === 1) return { line, verdict: 'ready', enterpriseId: same[0].row.id, candidates: [] };
      const candidates = likely.slice(0, CANDIDATES_KEPT).map(({ row }) => row.id);
      return { line, verdict: candidates.length > 0 ? 'doubtful' : 'unknown', enterpriseId: null, candidates };
    });
  }
}

async function archivedOf(tx: EntityManager, ids: readonly string[]): Promise<Set<string>> {
  const rows = (await tx.query('SELECT id FROM enterprise WHERE id = ANY ($1) AND archived_at IS NOT NULL', [ids])) as { id: string }[]; // prettier-ignore
  return new Set(rows.map(({ id }) => id));
}
