/* Builds what is not built. Plain JavaScript, since it runs before anything is compiled. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** What a build is made from, and what it makes. */
const BUILDS = [
  {
    name: 'server',
    sources: ['libs', 'apps/api', 'apps/worker', 'apps/start'],
    product: 'apps/start/dist/main.js',
    command: ['node_modules/typescript/bin/tsc', '-b'],
    cwd: root,
  },
  {
    name: 'web pages',
    sources: ['libs/contracts', 'libs/matching', 'apps/web'],
    product: 'apps/web/dist/index.html',
    command: [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    cwd: join(root, 'apps/web'),
  },
];

/** Hash over names, sizes and change times of the sources: a moment's work, and a touched file is noticed. */
function stateOf(folders) {
  const hash = createHash('sha256');
  const visit = (path) => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (['node_modules', 'dist', 'data'].includes(entry.name) || entry.name.endsWith('.spec.ts')) continue;
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) visit(child);
      else if (/\.(ts|tsx|mjs|json|html|css|geojson)$/.test(entry.name)) {
        const { size, mtimeMs } = statSync(join(root, child));
        hash.update(`${child} ${size} ${mtimeMs}\n`);
      }
    }
  };
  folders.forEach(visit);
  hash.update(readFileSync(join(root, 'package-lock.json')));
  return hash.digest('hex');
}

function isBuilt(build, state) {
  try {
    statSync(join(root, build.product));
    return readFileSync(join(root, dirname(build.product), '.built-from'), 'utf8') === state;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function run(build) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, build.command, { cwd: build.cwd, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`building the ${build.name} failed`))));
  });
}

/** Builds server and web pages where a source has changed since the last build; `force` builds in any case. */
export async function buildWhatIsNotBuilt({
  force = false,
  only = BUILDS.map((b) => b.name),
  say = (line) => process.stdout.write(line),
} = {}) {
  const due = BUILDS.filter((build) => only.includes(build.name)).flatMap((build) => {
    const state = stateOf(build.sources);
    return force || !isBuilt(build, state) ? [{ build, state }] : [];
  });
  await Promise.all(
    due.map(async ({ build, state }) => {
      say(`Building the ${build.name} …\n`);
      const marker = join(root, dirname(build.product), '.built-from');
      rmSync(marker, { force: true });
      await run(build);
      mkdirSync(dirname(marker), { recursive: true });
      writeFileSync(marker, state);
    }),
  );
}

if (process.argv[1] === import.meta.filename) {
  try {
    await buildWhatIsNotBuilt({ force: process.argv.includes('--force') });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
