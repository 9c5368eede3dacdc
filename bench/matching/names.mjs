/** Finding a mistyped name among 100,000: ours, pg_trgm, minisearch and fuse.js on the same names and slips. */
import { createNameIndex } from '../../libs/matching/dist/index.js';
import { seededRandom } from '../../libs/matching/bench/measure.mjs';
import { createTypist, namesUpTo, realNames } from '../../libs/matching/bench/names-data.mjs';

const COUNT = 100_000;
/** Queries of each system: the slow ones get fewer. */
const QUERIES = { lianghuan: 4000, postgres: 200, minisearch: 200, fuse: 8 };
const grams = (text) => Array.from({ length: Math.max(1, text.length - 1) }, (_, i) => text.slice(i, i + 2));

const finders = {
  lianghuan: async (names) => {
    const index = createNameIndex(names.map((name, i) => ({ id: `e${i}`, name })));
    return { find: (text) => index.search(text, { top: 1 })[0]?.name };
  },
  postgres: async (names, { startEmbeddedPostgres, pg, folder }) => {
    const server = await startEmbeddedPostgres(folder);
    await server.ensureDatabase('bench');
    const client = new pg.Client(server.urlOf('bench'));
    await client.connect();
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await client.query('CREATE TABLE names (name text)');
    await client.query('INSERT INTO names SELECT unnest($1::text[])', [names]);
    await client.query('CREATE INDEX ON names USING gin (name gin_trgm_ops)');
    await client.query('ANALYZE names');
    const find = async (text) =>
      (await client.query('SELECT name FROM names WHERE name % $1 ORDER BY similarity(name, $1) DESC LIMIT 1', [text]))
        .rows[0]?.name;
    return { find, close: () => client.end().then(() => server.stop()) };
  },
  minisearch: async (names) => {
    const { default: MiniSearch } = await import('minisearch');
    const index = new MiniSearch({ fields: ['name'], tokenize: grams, processTerm: (term) => term });
    index.addAll(names.map((name, id) => ({ id, name })));
    return { find: (text) => names[index.search(text)[0]?.id] };
  },
  fuse: async (names) => {
    const { default: Fuse } = await import('fuse.js');
    const index = new Fuse(names, { threshold: 0.6, ignoreLocation: true });
    return { find: (text) => index.search(text.slice(0, 32), { limit: 1 })[0]?.item };
  },
};

export const NAME_SYSTEMS = Object.keys(finders);

/** @returns look-ups a second, share found at first place, number of queries */
export async function measureNames(system, tools) {
  const { names: real } = realNames();
  const names = namesUpTo(real, COUNT);
  const slip = createTypist(real, seededRandom(11));
  const random = seededRandom(3);
  const kinds = ['replace', 'drop', 'swap', 'add'];
  const queries = Array.from({ length: QUERIES[system] }, (_, i) => {
    const name = names[Math.floor(random() * names.length)];
    return [slip(name, kinds[i % kinds.length]), name];
  });
  const { find, close } = await finders[system](names, tools);
  for (const [text] of queries.slice(0, queries.length / 4)) await find(text);
  const started = performance.now();
  let hits = 0;
  for (const [text, name] of queries) if ((await find(text)) === name) hits++;
  const seconds = (performance.now() - started) / 1000;
  await close?.();
  return { perSecond: queries.length / seconds, hitAt1: hits / queries.length, queries: queries.length };
}
