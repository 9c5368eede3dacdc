import { type ChildProcess, fork } from 'node:child_process';

/** A process of ours that is kept running: started again, after a pause, when it ends by itself. */
export class KeptProcess {
  #child: ChildProcess | undefined;
  #isStopping = false;
  #failures = 0;

  constructor(
    private readonly name: string,
    private readonly entry: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly giveUp: (why: string) => void,
  ) {}

  /** Starts it; resolves when it says it is ready. */
  start(): Promise<void> {
    return new Promise((resolve) => this.#run(resolve));
  }

  #run(ready: () => void): void {
    const startedAt = Date.now();
    const child = fork(this.entry, { env: this.environment });
    this.#child = child;
    child.once('message', ready);
    child.once('exit', (code, signal) => {
      if (this.#isStopping) return;
      this.#failures = Date.now() - startedAt > 60_000 ? 1 : this.#failures + 1;
      // A wrong setting or a busy port does not mend itself; the process has said what it was.
      if (code === 1 && this.#failures === 1 && Date.now() - startedAt < 20_000)
        return this.giveUp(`The ${this.name} did not start`);
      if (this.#failures > 5) return this.giveUp(`The ${this.name} ended ${this.#failures} times in a row`);
      process.stderr.write(`The ${this.name} ended (${signal ?? code}); starting it again\n`);
      setTimeout(() => this.#run(ready), 500 * this.#failures);
    });
  }

  /** Asks it to finish what it has in hand and end; insists after 25 s. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const insist = setTimeout(() => child.kill('SIGKILL'), 25_000);
      child.once('exit', () => {
        clearTimeout(insist);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}
