import type { Clock, Config, Database } from '@lianghuan/platform';
import type { Queue } from 'bullmq';
import type { EntityManager } from 'typeorm';
import { JobBell } from './job-bell.js';
import { type JobClaim, JobDesk, type JobOutcome, type JobResults } from './job-desk.js';

const STEP = { waiting: 'queued', running: 'running' } as const;

/** Where the runs of a nightly job are kept, and how its queue is rung for one. */
interface NightlyTable<Payload> {
  /** A job table with `requested_by_id` and `requested_on`, whose unique keys let one run wait at a time and one a day be the night's. */
  readonly table: string;
  readonly payloadOf: (id: string) => Payload;
}

/** Work that is done each night and when somebody asks for it: a row per run, in the hands of one worker at a time. */
export abstract class NightlyJob<Payload extends object> {
  readonly #desk: JobDesk;
  readonly #bell: JobBell<Payload>;

  constructor(
    protected readonly database: Database,
    protected readonly clock: Clock,
    private readonly queue: Queue<Payload>,
    config: Config,
    private readonly job: NightlyTable<Payload>,
  ) {
    this.#desk = new JobDesk(database, config, job.table, [STEP]);
    this.#bell = new JobBell(queue);
  }

  /** The work of a run, up to {@link finish}. Killed before that, nothing has happened; done twice, it finds everything there. */
  protected abstract work(claim: JobClaim): Promise<void>;

  /** Tonight's run, whoever rings, and not beside another. @returns its id, undefined if there is one */
  requestNightly(): Promise<string | undefined> {
    return this.database.asSystem(() => this.database.transaction((tx) => this.insert(tx)));
  }

  /** Carries a run out. @throws {Error} what went wrong; the run then waits for the next attempt */
  execute(id: string): Promise<JobOutcome> {
    return this.#desk.execute(id, STEP, (claim) => this.work(claim));
  }

  /** Rings again for runs left waiting or silent. @returns ids rung for; undefined when another worker is at it */
  sweep(): Promise<string[] | undefined> {
    return this.#desk.sweep((id) => this.#ring(id));
  }

  /** Gives the run in hand back, for a worker that is to stop. */
  handBack(): void {
    this.#desk.handBack();
  }

  /** Puts a run down and rings for it after the commit; who asks is the actor, nobody at night. @returns its id, undefined beside another */
  protected async insert(tx: EntityManager, columns: JobResults = {}): Promise<string | undefined> {
    const row = { requested_by_id: this.database.actor.id, requested_on: this.clock.today(), ...columns };
    const names = Object.keys(row);
    const [made] = (await tx.query(
      `INSERT INTO ${this.job.table} (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})
       ON CONFLICT DO NOTHING RETURNING id`,
      Object.values(row),
    )) as { id: string }[];
    if (made !== undefined) this.database.afterCommit(() => this.#ring(made.id));
    return made?.id;
  }

  /** {@link JobDesk.hold} */
  protected hold(tx: EntityManager, claim: JobClaim): Promise<void> {
    return this.#desk.hold(tx, claim);
  }

  /** {@link JobDesk.finish} */
  protected finish(tx: EntityManager, claim: JobClaim, results: JobResults): Promise<void> {
    return this.#desk.finish(tx, claim, results);
  }

  #ring(id: string): Promise<void> {
    return this.#bell.ring(id, this.queue.name, this.job.payloadOf(id));
  }
}
