import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { ConfigError } from '@lianghuan/platform';

/** Where the launcher that works on a data folder can be asked whether it is still there. */
interface Running {
  readonly pid: number;
  /** Loopback port it listens on while it runs. */
  readonly port: number;
  /** Where people reach the product. */
  readonly address: string;
}

const ANSWER_MS = 2_000;

/**
 * Keeps a second launcher from the same data folder: it would take over the first one's database, and stop it when it ends itself. A launcher
 * that was killed answers no more, so what it left behind is in nobody's way.
 * @throws {ConfigError} saying where the other one runs
 */
export async function lockDataDir(dataDir: string, address: string): Promise<{ stop(): Promise<void> }> {
  const file = join(dataDir, 'running.json');
  const other = readRunning(file);
  if (other !== undefined && (await isThere(other.port, dataDir))) {
    throw new ConfigError(
      `The product runs on ${dataDir} already (process ${other.pid}, ${other.address}): stop it first, or set DATA_DIR to another folder`,
    );
  }
  const server = createServer((socket) => socket.end(dataDir));
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // Alone it keeps no process alive.
  server.unref();
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a listening server has a port');
  const running: Running = { pid: process.pid, port: bound.port, address };
  writeFileSync(file, `${JSON.stringify(running)}\n`);
  return {
    stop() {
      rmSync(file, { force: true });
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function readRunning(file: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return undefined; // none runs, or one was killed while it wrote
  }
}

/** Whether a launcher of this folder answers there; the port may be somebody else's by now. */
function isThere(port: number, dataDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(said === dataDir));
  });
}
