import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupError, type BackupTalk, fileStoreOf, type Installation } from '@lianghuan/crm';
import { type Config, ConfigError } from '@lianghuan/platform';

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());

/** What a command tells goes to standard error; a signal ends it in order. */
export const talk: BackupTalk = {
  say: (line) => void process.stderr.write(`${line}\n`),
  signal: ending.signal,
};

/** Runs a command; its exit code, or 1 with one line that says why, or 130 where a signal ended it. */
export async function inOrder(work: () => Promise<number>): Promise<never> {
  let code: number;
  try {
    code = await work();
  } catch (error) {
    const isForPeople = error instanceof BackupError || error instanceof ConfigError;
    talk.say(ending.signal.aborted ? 'Broken off' : isForPeople ? error.message : error instanceof Error ? String(error.stack) : String(error)); // prettier-ignore
    code = ending.signal.aborted ? 130 : 1;
  }
  process.exit(code);
}

/**
 * Reads `[DIRECTORY] [--flag]`.
 * @throws {ConfigError} with the usage, for an option there is not or too many words
 */
export function readArguments(usage: string, flag: string): { directory: string | undefined; isFlagged: boolean } {
  try {
    const { positionals, values } = parseArgs({ options: { [flag]: { type: 'boolean' } }, allowPositionals: true });
    if (positionals.length > 1) throw new Error('One directory is enough');
    return { directory: positionals[0], isFlagged: values[flag] === true };
  } catch (cause) {
    throw new ConfigError(`${cause instanceof Error ? cause.message : String(cause)}. Usage: ${usage}`, { cause });
  }
}

export function installationOf(config: Config, databaseUrl: string): Installation {
  return { databaseUrl, files: fileStoreOf(config), connectorFolder: join(config.dataDir, 'connectors') };
}
