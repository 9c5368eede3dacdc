/* `npm run dev`: compiles on change, restarts API and worker, and serves the pages by Vite with hot reload. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildWhatIsNotBuilt } from './build.mjs';

const root = join(import.meta.dirname, '..', '..', '..');
await buildWhatIsNotBuilt({ only: ['server'] });

const { prepareDataDir, readConfig } = await import('@lianghuan/platform');
const { firstStart, migrate } = await import('@lianghuan/crm');
const { lockDataDir } = await import('../dist/data-dir-lock.js');
const { requireNamedAdministrator } = await import('../dist/named-administrator.js');
const { openDatabase } = await import('../dist/open-database.js');

const config = readConfig();
prepareDataDir(config.dataDir);
const lock = await lockDataDir(config.dataDir, `http://127.0.0.1:${config.port}`);
const database = await openDatabase(config);
await migrate(database.url);
await firstStart(config, database.url, {
  say: (line) => process.stdout.write(`${line}\n`),
  askForAdministrator: requireNamedAdministrator,
});

const env = { NODE_ENV: 'development', ...process.env, DATABASE_URL: database.url, DATA_DIR: config.dataDir };
const run = (args, cwd = root) => spawn(process.execPath, args, { cwd, env, stdio: 'inherit' });
const children = [
  run(['node_modules/typescript/bin/tsc', '-b', '--watch', '--preserveWatchOutput']),
  run(['--watch', 'apps/api/dist/main.js']),
  run(['--watch', 'apps/worker/dist/main.js']),
  run([join(root, 'node_modules/vite/bin/vite.js')], join(root, 'apps/web')),
];

let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => void end());
}

async function end() {
  if (isEnding) return;
  isEnding = true;
  await Promise.all(children.map(ended));
  await database.stop();
  await lock.stop();
  process.exit(0);
}

function ended(child) {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}
