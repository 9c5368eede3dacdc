import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { crowd, smallWorld } from '../testing/records.js';

const packageFolder = join(import.meta.dirname, '..', '..');

/** Threads load built files, so the index is tried from a process of its own. */
const PROGRAM = `
  import { createMatcher } from './dist/index.js';
  import { ThreadedIndex } from './dist/threads/surface.js';
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const { projects, enterprises } = JSON.parse(Buffer.concat(chunks).toString());
  const rankings = async (index, options) => {
    const found = [];
    for await (const ranking of index.match(projects, options)) found.push(ranking);
    return JSON.stringify(found);
  };
  const progress = [];
  const index = await ThreadedIndex.build(() => enterprises, { threads: 2, shardSize: 130, onProgress: (p) => progress.push(p) });
  const two = await rankings(index, { batchSize: 1 });
  const done = [];
  await rankings(index, { batchSize: 3, onProgress: (p) => done.push(p.done) });
  const parts = [index.epoch.toBytes(), index.segments.map((segment) => segment.toBytes())];
  const stop = new AbortController();
  const aborted = await rankings(index, { batchSize: 1, signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) })
    .catch((error) => error.message);
  await index.close();
  const whole = await ThreadedIndex.build(() => enterprises.toReversed(), { threads: 1, shardSize: 10_000 });
  const one = await rankings(whole, {});
  await whole.close();
  const opened = await ThreadedIndex.open(...parts, { threads: 1 });
  const reopened = await rankings(opened, {});
  await opened.close();
  const early = await ThreadedIndex.build(() => enterprises, { threads: 1, signal: AbortSignal.abort(new Error('not even begun')) })
    .then(() => 'built', (error) => error.message);
  const matcher = createMatcher({ projects, enterprises });
  const plain = projects.map(({ id }) => matcher.enterprisesFor(id, { top: 1000 }).map(({ enterpriseId, score }) => ({ enterpriseId, score })));
  process.stdout.write(JSON.stringify({
    segments: parts[1].length,
    isEqualWithOneThread: one === two,
    isEqualReopened: reopened === two,
    isEqualToMatcher: JSON.stringify(JSON.parse(two).map(({ pairs }) => pairs)) === JSON.stringify(plain),
    order: JSON.parse(two).map(({ projectId }) => projectId),
    indexed: progress.at(-1),
    done,
    aborted,
    early,
  }));
`;

describe('an index over threads', () => {
  it('ranks as one thread over one shard does, reports progress, stops when told, opens from its bytes', () => {
    const { projects } = smallWorld();
    const enterprises = crowd(900);
    execFileSync(process.execPath, [join(packageFolder, 'bin', 'build-once.mjs')]);
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
      cwd: packageFolder,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
      input: JSON.stringify({ projects, enterprises }),
    });
    expect(JSON.parse(output)).toEqual({
      segments: 7,
      isEqualWithOneThread: true,
      isEqualReopened: true,
      isEqualToMatcher: true,
      order: projects.map(({ id }) => id),
      indexed: { pass: 'index', done: 900 },
      done: [3, 4],
      aborted: 'enough',
      early: 'not even begun',
    });
  });
});
