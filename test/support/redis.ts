import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

/** Whether this machine has a `redis-server` program; tests on that backend say so when they are left out. */
export const HAS_REDIS = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

/** A Redis of this test alone, on a private port, keeping nothing on disk. */
export interface TestRedis {
  readonly url: string;
  /** Ends it as a power cut would. */
  stop(): Promise<void>;
  /** Empty again, on the same port. */
  start(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let ended: Promise<void> = Promise.resolve();
  let kill = () => {};
  const redis: TestRedis = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp']); // prettier-ignore
      ended = new Promise((resolve) => child.once('exit', () => resolve()));
      kill = () => child.kill('SIGKILL');
      await new Promise<void>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
        child.stdout.on('data', (chunk: Buffer) => {
          if (chunk.toString('utf8').includes('Ready to accept connections')) resolve();
        });
      });
    },
    async stop() {
      kill();
      await ended;
    },
  };
  await redis.start();
  return redis;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
