import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Config } from '@lianghuan/platform';

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'worker', 'dist', 'main.js');

/** Built workers on a test's database, queue and files, each a process as in production: to be killed, frozen, cut off. */
export class WorkerProcesses {
  readonly #workers = new Set<ChildProcess>();

  constructor(
    private readonly databaseUrl: string,
    private readonly config: Config,
  ) {}

  /** Those that live, frozen ones included. */
  get alive(): readonly ChildProcess[] {
    return [...this.#workers].filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  }

  /** Starts as many as are missing. @throws {Error} when one ends instead of starting */
  async startUpTo(count: number): Promise<void> {
    await Promise.all(Array.from({ length: Math.max(0, count - this.alive.length) }, () => this.#start()));
  }

  /** The live process a row names as its worker, `machine/process`. */
  find(worker: string | null): ChildProcess | undefined {
    return this.alive.find(({ pid }) => worker?.endsWith(`/${pid}`));
  }

  /** Sends a signal and waits for the end. */
  async end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill(signal);
    await exited;
  }

  async killAll(): Promise<void> {
    await Promise.all(this.alive.map((worker) => this.end(worker, 'SIGKILL')));
  }

  async #start(): Promise<void> {
    const worker = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        DATABASE_URL: this.databaseUrl,
        REDIS_URL: this.config.redisUrl ?? '',
        QUEUE_PREFIX: this.config.queuePrefix,
        DATA_DIR: this.config.dataDir,
        // The shortest the settings allow.
        JOB_SILENCE_SECONDS: '2',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#workers.add(worker);
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
    });
  }
}
