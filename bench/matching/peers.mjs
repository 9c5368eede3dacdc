/**
 * The systems that are compared, each behind the same few functions:
 *
 *   build(texts, folder)  → a searcher, or what `open` needs is left in the folder
 *   open(folder)          → a searcher over what was built, in a fresh process
 *   searcher.search(tokens, top) → positions of texts, best first
 *   searcher.searchMany(queries, top) → the same for many, with two threads; where it is missing the system has one thread
 *                           and its rate is doubled, as if a second copy cost nothing
 *
 * `texts` are tokens joined by blanks: every system is told to cut at blanks and to change nothing.
 */
import { closeSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const THREADS = 2;

const sizeOf = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

/** Runs `work` over all items, so many at a time. */
async function inParallel(items, width, work) {
  const results = Array.from({ length: items.length });
  let next = 0;
  const runner = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at]);
  };
  await Promise.all(Array.from({ length: width }, runner));
  return results;
}

const lianghuan = {
  async build(texts, folder) {
    const { buildTextIndex, saveTextIndex } = await import('../../libs/matching/dist/index.js');
    function* tokens() {
      for (let i = 0; i < texts.length; i++) yield { id: `E${i}`, tokens: texts[i] };
    }
    const index = buildTextIndex(tokens());
    return {
      afterBuild: () => {
        const file = openSync(join(folder, 'index'), 'w');
        saveTextIndex(index, (bytes) => {
          for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
        });
        closeSync(file);
      },
    };
  },
  async prepare() {
    await import('../../libs/matching/dist/index.js');
    await import('../../libs/matching/dist/retrieval/search-pool.js');
  },
  async open(folder) {
    const { loadTextIndex, TextSearcher, weighTokens } = await import('../../libs/matching/dist/index.js');
    const { SearchPool } = await import('../../libs/matching/dist/retrieval/search-pool.js');
    const file = openSync(join(folder, 'index'), 'r');
    const index = loadTextIndex((bytes) => {
      for (let at = 0; at < bytes.length;) at += readSync(file, bytes, at, bytes.length - at, null);
    });
    closeSync(file);
    const searcher = new TextSearcher(index.arena, index.arrays);
    let pool;
    const positions = (hits) => hits.map(({ position }) => position);
    return {
      diskBytes: sizeOf(folder),
      search: (tokens, top) => positions(searcher.search(weighTokens(index, tokens), top)),
      searchMany: async (queries, top) => {
        pool ??= new SearchPool(index, THREADS);
        function* weighted() {
          for (const tokens of queries) yield weighTokens(index, tokens);
        }
        const found = [];
        for await (const hits of pool.searchMany(weighted(), top)) found.push(positions(hits));
        return found;
      },
      close: () => pool?.close(),
    };
  },
};

const lancedb = {
  prepare: () => import('@lancedb/lancedb'),
  async build(texts, folder) {
    const { connect, Index } = await import('@lancedb/lancedb');
    const database = await connect(folder);
    let table;
    for (let from = 0; from < texts.length; from += 50_000) {
      const rows = texts.slice(from, from + 50_000).map((text, i) => ({ position: from + i, text }));
      if (table) await table.add(rows);
      else table = await database.createTable('texts', rows);
    }
    await table.optimize();
    const started = performance.now();
    // No positions, nothing folded, stemmed or stopped: the smallest and fastest index of the same tokens.
    const config = Index.fts({
      baseTokenizer: 'whitespace',
      withPosition: false,
      lowercase: false,
      stem: false,
      removeStopWords: false,
      asciiFolding: false,
    });
    await table.createIndex('text', { config });
    return { seconds: (performance.now() - started) / 1000, close: () => database.close() };
  },
  async open(folder) {
    const { connect } = await import('@lancedb/lancedb');
    const database = await connect(folder);
    const table = await database.openTable('texts');
    const search = async (tokens, top) => {
      const query = table.query().fullTextSearch(tokens.join(' '), { columns: ['text'] });
      const rows = await query.select(['position', '_score']).limit(top).toArray();
      return rows.map(({ position }) => Number(position));
    };
    return {
      diskBytes: sizeOf(join(folder, 'texts.lance', '_indices')),
      search,
      // Twice as many at once as there are threads: with two it waits between the steps of a query.
      searchMany: (queries, top) => inParallel(queries, 2 * THREADS, (tokens) => search(tokens, top)),
      close: () => database.close(),
    };
  },
};

const postgres = {
  prepare: async () => {
    const { startEmbeddedPostgres } = await import('@lianghuan/platform');
    const { default: pg } = await import('pg');
    return { startEmbeddedPostgres, pg };
  },
  async build(texts, folder) {
    const { startEmbeddedPostgres, pg } = await this.prepare();
    const server = await startEmbeddedPostgres(folder);
    await server.ensureDatabase('bench');
    const client = new pg.Client(server.urlOf('bench'));
    await client.connect();
    await client.query("SET maintenance_work_mem = '512MB'");
    await client.query('CREATE UNLOGGED TABLE texts (position integer, words tsvector)');
    for (let from = 0; from < texts.length; from += 10_000)
      await client.query(
        `INSERT INTO texts SELECT $1 + i - 1, array_to_tsvector(string_to_array(text, ' '))
           FROM unnest($2::text[]) WITH ORDINALITY AS given (text, i)`,
        [from, texts.slice(from, from + 10_000)],
      );
    await client.query('CREATE INDEX ON texts USING gin (words)');
    await client.query('VACUUM ANALYZE texts');
    const { rows } = await client.query("SELECT pg_indexes_size('texts') AS bytes");
    await client.end();
    const pool = new pg.Pool({ connectionString: server.urlOf('bench'), max: THREADS });
    const search = async (tokens, top) => {
      const words = tokens.map((token) => `'${token.replace(/['\\]/g, '$&$&')}'`).join('|');
      const found = await pool.query(
        'SELECT position FROM texts WHERE words @@ $1::tsquery ORDER BY ts_rank(words, $1::tsquery, 1) DESC LIMIT $2',
        [words, top],
      );
      return found.rows.map(({ position }) => position);
    };
    return {
      diskBytes: Number(rows[0].bytes),
      search,
      searchMany: (queries, top) => inParallel(queries, THREADS, (tokens) => search(tokens, top)),
      close: async () => {
        await pool.end();
        await server.stop();
      },
    };
  },
};

const minisearch = {
  prepare: () => import('minisearch'),
  async build(texts) {
    const { default: MiniSearch } = await import('minisearch');
    const cut = (text) => text.split(' ');
    const index = new MiniSearch({ fields: ['text'], tokenize: cut, processTerm: (term) => term });
    index.addAll(texts.map((text, id) => ({ id, text })));
    return { search: (tokens, top) => index.search(tokens.join(' ')).slice(0, top).map(({ id }) => id) }; // prettier-ignore
  },
};

const flexsearch = {
  prepare: () => import('flexsearch'),
  async build(texts) {
    const { Index } = (await import('flexsearch')).default;
    const index = new Index({ tokenize: 'strict', encode: (text) => text.split(' '), cache: false });
    texts.forEach((text, position) => index.add(position, text));
    return { search: (tokens, top) => index.search(tokens.join(' '), { limit: top, suggest: true }) };
  },
};

const orama = {
  prepare: () => import('@orama/orama'),
  async build(texts) {
    const { create, insertMultiple, search } = await import('@orama/orama');
    const tokenizer = { language: 'chinese', normalizationCache: new Map(), tokenize: (text) => [...new Set(text.split(' '))] }; // prettier-ignore
    const index = create({ schema: { text: 'string' }, components: { tokenizer } });
    await insertMultiple(index, texts.map((text, i) => ({ id: String(i), text })), 5000); // prettier-ignore
    return {
      search: async (tokens, top) => {
        const { hits } = await search(index, { term: tokens.join(' '), properties: ['text'], threshold: 1, limit: top }); // prettier-ignore
        return hits.map(({ id }) => Number(id));
      },
    };
  },
};

const fuse = {
  prepare: () => import('fuse.js'),
  async build(texts) {
    const { default: Fuse } = await import('fuse.js');
    const index = new Fuse(texts, { useTokenSearch: true, ignoreLocation: true, threshold: 0.6 });
    return { search: (tokens, top) => index.search(tokens.join(' '), { limit: top }).map(({ refIndex }) => refIndex) };
  },
};

export const SYSTEMS = { lianghuan, lancedb, postgres, flexsearch, minisearch, orama, fuse };
