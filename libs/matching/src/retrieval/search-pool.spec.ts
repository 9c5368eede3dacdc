import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

const packageFolder = join(import.meta.dirname, '..', '..');

/** Threads load built files, so the pool is tried from a process of its own. */
const PROGRAM = `
  import { buildTextIndex, TextSearcher, weighTokens } from './dist/index.js';
  import { SearchPool } from './dist/retrieval/search-pool.js';
  const texts = Array.from({ length: 3000 }, (_, i) => ({
    id: 'p' + i,
    tokens: Array.from({ length: 6 }, (_, j) => String(((i + 1) * (j + 7)) % 211)),
  }));
  const index = buildTextIndex(texts);
  const queries = Array.from({ length: 100 }, (_, i) => weighTokens(index, [String(i), String(2 * i), String(i + 50)]));
  const alone = new TextSearcher(index.arena, index.arrays);
  const expected = queries.map((query) => alone.search(query, 7));
  const used = index.arena.usedBytes;
  const pool = new SearchPool(index, 3);
  const all = async () => {
    const found = [];
    for await (const hits of pool.searchMany(queries, 7)) found.push(hits);
    return found;
  };
  const found = await all();
  const pending = all().catch((cause) => cause.message);
  await pool.close();
  process.stdout.write(JSON.stringify({
    isEqual: JSON.stringify(found) === JSON.stringify(expected),
    hits: found.flat().length,
    isScratchOnly: index.arena.usedBytes - used < 3 * 400_000,
    pending: await pending,
    afterClose: await all().catch((cause) => cause.message),
  }));
`;

it('gives what one searcher gives, over the same memory, and rejects what waits when it closes', () => {
  execFileSync(process.execPath, [join(packageFolder, 'bin', 'build-once.mjs')]);
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    cwd: packageFolder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(JSON.parse(output)).toEqual({
    isEqual: true,
    hits: 700,
    isScratchOnly: true,
    pending: 'the search pool was closed',
    afterClose: 'the search pool was closed',
  });
});
